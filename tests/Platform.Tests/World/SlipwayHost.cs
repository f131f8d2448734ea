using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Slipway.Billing.Plans;
using Slipway.Demo;
using Slipway.Foundation.Jobs;
using Slipway.Organizations.Operators;
using Slipway.World;
using Xunit;

[assembly: AssemblyFixture(typeof(SlipwayHost))]

namespace Slipway.World;

/// <summary>
/// The real host over a real database, with the world of Acme and Globex in it: on SQLite, or on the server that
/// <c>SLIPWAY_TEST_DATABASE</c> names. One for the whole assembly; tests make projects of their own in it.
/// </summary>
public sealed class SlipwayHost : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("slipway-tests-").FullName;
    private readonly Dictionary<string, string> _tokens = [];
    private (string Provider, string Connection)? _server;
    private int _projects;

    /// <summary>How many comments a person may write in a minute. More than people do: tests have few people.</summary>
    public int CommentsPerMinute { get; init; } = 120;

    /// <summary>What this host does otherwise than the one that all tests share.</summary>
    internal Action<IWebHostBuilder>? Otherwise { get; init; }

    /// <summary>Where it keeps its files.</summary>
    internal string Data => _data;

    public async ValueTask InitializeAsync()
    {
        var name = $"slipway_{Guid.CreateVersion7():n}";
        _server = Environment.GetEnvironmentVariable("SLIPWAY_TEST_DATABASE") switch
        {
            null or "" or "sqlite" => null,
            "postgresql" => ("PostgreSql", new NpgsqlConnectionStringBuilder(Parts.PostgreSql) { Database = name }.ConnectionString),
            "sqlserver" => ("SqlServer", new SqlConnectionStringBuilder(Parts.SqlServer) { InitialCatalog = name }.ConnectionString),
            var other => throw new InvalidOperationException($"SLIPWAY_TEST_DATABASE is '{other}'. Set it to sqlite, postgresql or sqlserver."),
        };

        // Starts it, on the server that was chosen.
        _ = Services;
        foreach (var (person, organization, project) in new[]
        {
            (DemoWorld.Ada.Email, DemoWorld.Acme, DemoWorld.Vision),
            (DemoWorld.Ben.Email, DemoWorld.Acme, DemoWorld.Vision),
            (DemoWorld.Vera.Email, DemoWorld.Acme, DemoWorld.Vision),
            (DemoWorld.Gus.Email, DemoWorld.Globex, "turbines"),
        })
        {
            await using var scope = Services.CreateAsyncScope();
            var made = await scope.ServiceProvider.GetRequiredService<OperatorService>().CreateTokenAsync(organization, project, "tests", person, CancellationToken.None);
            _tokens[person] = made.Value.Secret;
        }

        // All tests share these two; those about limits found organizations of their own.
        foreach (var organization in new[] { DemoWorld.Acme, DemoWorld.Globex })
        {
            await using var scope = Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<PlanOperationsService>().SetPlanAsync(organization, PlanName.Enterprise, CancellationToken.None);
        }
    }

    /// <summary>Acme's owner.</summary>
    public HttpClient Ada => With(_tokens[DemoWorld.Ada.Email]);

    /// <summary>A member of Acme.</summary>
    public HttpClient Ben => With(_tokens[DemoWorld.Ben.Email]);

    /// <summary>A guest of Acme who may only view the project Vision.</summary>
    public HttpClient Vera => With(_tokens[DemoWorld.Vera.Email]);

    /// <summary>The owner of Globex, the neighbour.</summary>
    public HttpClient Gus => With(_tokens[DemoWorld.Gus.Email]);

    /// <summary>Nobody in particular.</summary>
    public HttpClient Nobody => CreateClient(new() { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress });

    /// <summary>A client that sends this token.</summary>
    public HttpClient With(string token)
    {
        var client = Nobody;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The secret of the token that a person of the demo world has.</summary>
    public string TokenOf((string Email, string Name) person) => _tokens[person.Email];

    /// <summary>A new, empty project of Acme's, visible to its members; answers its MLflow tracking path, <c>/acme/…</c>.</summary>
    public async Task<string> NewProjectAsync()
    {
        var slug = $"p{Interlocked.Increment(ref _projects)}-{Guid.CreateVersion7():n}"[..30];
        var made = await Ada.SendAsync(HttpMethod.Post, "/api/v1/organizations/acme/projects", new { name = slug, slug });
        made.EnsureSuccessStatusCode();
        return $"/{DemoWorld.Acme}/{slug}";
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // It listens nowhere, and somebody's own server may be where it would.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Slipway:Data", _data);
        // All tests come from one address.
        builder.UseSetting("Slipway:RateLimits:SignInsPerMinute", "0");
        builder.UseSetting("Slipway:RateLimits:CommentsPerMinute", $"{CommentsPerMinute}");
        builder.UseSetting("Slipway:DemoTraining", "false");
        builder.UseSetting("Slipway:Artifacts:TrashDays", "30");
        // Where nothing listens: a webhook that is only there to be looked at.
        builder.UseSetting("Slipway:Webhooks:InternalHosts", "127.0.0.1:9");
        // Authorities that tests start beside the host.
        builder.UseSetting("Slipway:TrustedIssuers:AllowHttp", "true");
        builder.UseSetting("Slipway:TrustedIssuers:InternalHosts", "127.0.0.1");
        builder.UseSetting("Slipway:TrustedIssuers:PauseSeconds", "0");
        if (_server is var (provider, connection))
        {
            builder.UseSetting("Slipway:Database:Provider", provider);
            builder.UseSetting("Slipway:Database:Connection", connection);
            builder.UseSetting("Slipway:Migrate", "true");
            builder.UseSetting("Slipway:Demo", "true");
        }

        // Sweeps write by themselves, and are over before tests look at what was written.
        builder.ConfigureTestServices(services => services.AddSingleton(RecurringPace.Hasty));
        Otherwise?.Invoke(builder);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_data, recursive: true);
        GC.SuppressFinalize(this);
    }
}
