using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

/// <summary>In a host of its own: later than its grace, other tests' bytes would be reclaimed under their hands.</summary>
public sealed class ReclaimTests : IAsyncLifetime
{
    private readonly SlipwayHost _host = new();
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Bytes_that_no_file_has_any_more_are_deleted_after_their_grace()
    {
        var project = await _host.NewProjectAsync();
        var folder = await _host.Ben.NewRunFolderAsync(project);
        var (old, kept, deleted) = (Unique(), Unique(), Unique());
        await _host.Ben.PutFileAsync(project, $"{folder}/a", old).ShouldAnswerAsync(HttpStatusCode.OK);
        await _host.Ben.PutFileAsync(project, $"{folder}/a", kept).ShouldAnswerAsync(HttpStatusCode.OK);
        await _host.Ben.PutFileAsync(project, $"{folder}/b", deleted).ShouldAnswerAsync(HttpStatusCode.OK);
        await _host.Ben.DeleteAsync(ArtifactCalls.Address(project, $"{folder}/b")).ShouldAnswerAsync(HttpStatusCode.OK);

        await ReclaimAsync(TimeSpan.Zero);
        (await StoredAsync(old, kept, deleted)).ShouldBe([true, true, true]);

        await ReclaimAsync(ReclaimBlobs.Grace + TimeSpan.FromMinutes(1));
        (await StoredAsync(old, kept, deleted)).ShouldBe([false, true, true], "what is in the trash can still be restored");

        (await ForgetAsync(TimeSpan.FromDays(29))).ShouldBe(0);
        (await ForgetAsync(TimeSpan.FromDays(31))).ShouldBe(1);
        await ReclaimAsync(ReclaimBlobs.Grace + TimeSpan.FromMinutes(1));
        (await StoredAsync(old, kept, deleted)).ShouldBe([false, true, false]);
        (await _host.Ben.ReadFileAsync(project, $"{folder}/a")).ShouldBe(kept);

        await _host.Ben.PutFileAsync(project, $"{folder}/b", deleted).ShouldAnswerAsync(HttpStatusCode.OK);
        (await _host.Ben.ReadFileAsync(project, $"{folder}/b")).ShouldBe(deleted);
    }

    private static string Unique() => Guid.CreateVersion7().ToString();

    private async Task ReclaimAsync(TimeSpan later)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var organization = await AcmeAsync(scope.ServiceProvider);
        var reclaim = new ReclaimBlobs(
            scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>(),
            scope.ServiceProvider.GetServices<ContentReferences>(),
            scope.ServiceProvider.GetRequiredService<ContentStore>(),
            new Later(later));
        await reclaim.RunAsync(organization, _ct);
    }

    private async Task<int> ForgetAsync(TimeSpan later)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var organization = await AcmeAsync(scope.ServiceProvider);
        var forget = new ForgetTrashedArtifacts(
            scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>(), scope.ServiceProvider.GetRequiredService<ArtifactLimits>(),
            scope.ServiceProvider.GetRequiredService<IQuotaLimits>(), new Later(later));
        return await forget.RunAsync(organization, _ct);
    }

    private async Task<IReadOnlyList<bool>> StoredAsync(params string[] contents)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var organization = await AcmeAsync(scope.ServiceProvider);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(_ct);
        List<bool> stored = [];
        foreach (var digest in contents.Select(content => ContentDigest.Of(Encoding.UTF8.GetBytes(content))))
        {
            var bytes = digest.ToBytes();
            var exists = await scope.ServiceProvider.GetRequiredService<ContentStore>().ExistsAsync(organization, digest, _ct);
            (await db.Blobs.AnyAsync(blob => blob.Digest == bytes, _ct)).ShouldBe(exists);
            stored.Add(exists);
        }

        return stored;
    }

    private async Task<Id<Organization>> AcmeAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(_ct);
        var id = await db.Organizations.Where(organization => organization.Slug == "acme").Select(organization => organization.Id).SingleAsync(_ct);
        services.GetRequiredService<Tenant>().Enter(id);
        return id;
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
