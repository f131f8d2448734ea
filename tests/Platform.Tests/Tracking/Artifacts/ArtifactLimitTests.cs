using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactLimitTests(SlipwayHost host)
{
    private const int Limit = 100_000;

    [Theory]
    [InlineData(Limit, true, true)]
    [InlineData(Limit + 1, true, false)]
    [InlineData(Limit, false, true)]
    [InlineData(Limit + 1, false, false)]
    public async Task A_file_over_the_limit_is_refused_whether_or_not_its_length_was_said(int size, bool said, bool taken)
    {
        var ct = TestContext.Current.CancellationToken;
        var address = await host.NewProjectAsync();
        var path = $"{await host.Ben.NewRunFolderAsync(address)}/a.bin";
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await using var db = await services.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(ct);
        var ben = await db.Users.SingleAsync(user => user.Email == DemoWorld.Ben.Email, ct);
        var project = (await services.GetRequiredService<AccessMemory>().ProjectAsync("acme", address.Split('/')[2], ct))!;
        services.GetRequiredService<Tenant>().Enter(project.OrganizationId);
        services.GetRequiredService<Caller>().Become(new Principal(new Id<User>(ben.Id), "Ben"));
        var artifacts = new ArtifactService(
            services.GetRequiredService<Database>(), services.GetRequiredService<Access>(), services.GetRequiredService<ContentStore>(),
            services.GetRequiredService<ArtifactFolders>(), services.GetRequiredService<ArtifactLane>(),
            services.GetRequiredService<ArtifactTrash>(), new ArtifactLimits(Limit, 1), TimeProvider.System);

        var written = await artifacts.WriteAsync(project, path, new MemoryStream(new byte[size]), null, said ? size : null, ct);

        (written.Refusal is null).ShouldBe(taken);
        if (!taken)
        {
            written.Refusal.ShouldBeOfType<TooLarge>().Message.ShouldContain("100,000");
        }

        var listed = await artifacts.ListAsync(project, path[..path.LastIndexOf('/')], null, 10, ct);
        listed.Value.Entries.Count.ShouldBe(taken ? 1 : 0);
    }
}
