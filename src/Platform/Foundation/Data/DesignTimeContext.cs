using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;

namespace Slipway.Foundation.Data;

/// <summary>The model alone, for the tools that write and check migrations.</summary>
public static class DesignTimeContext
{
    /// <summary>A context that knows the provider and may never connect.</summary>
    public static SaasDb Create(DatabaseProvider provider, string connection)
    {
        var services = new ServiceCollection();
        // The passkey table exists only from this schema version on, and the model reads it from the application's services.
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        services.AddSingleton(TimeProvider.System);
        var provided = services.BuildServiceProvider();

        var settings = new DatabaseSettings(provider, connection);
        var options = new DbContextOptionsBuilder<SaasDb>();
        DataRegistration.Configure(options, settings);
        options.UseApplicationServiceProvider(provided);
        return new(options.Options, new Tenant(), new WriteGate(settings), new AccessMemory(provided.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System), new EventSignal());
    }
}
