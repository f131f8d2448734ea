using System.Net;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects.Lifecycle;

public sealed class PurgeProjectsTests(SlipwayHost host)
{
    /// <summary>What goes on being kept, and what follows the events by itself.</summary>
    private static readonly string[] Kept = ["Events", "EventCursors", "EventChains", "AuditCheckpoints", "Activity", "ApiTokens", "Blobs", "UsageDays", "UsageWarnings"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_thirty_days_every_row_of_a_project_goes_and_only_the_audit_log_tells_of_it()
    {
        var founded = await Founded.NewAsync(host);
        var before = await RowsAsync(founded);
        var project = await FurnishAsync(founded, "doomed");
        (await RowsAsync(founded)).ShouldNotBe(before);
        await founded.Owner.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await PurgeAsync(founded, TimeSpan.FromDays(29.9))).ShouldBe(0);
        await founded.Owner.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await founded.Owner.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await PurgeAsync(founded, TimeSpan.FromDays(30.1))).ShouldBe(1);

        (await RowsAsync(founded)).ShouldBe(before);
        await founded.Owner.RestoreProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await founded.Owner.GetAsync($"{founded.Api}/deleted-projects").JsonAsync()).AsArray().ShouldBeEmpty();
        await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = "doomed" }).ShouldAnswerAsync(HttpStatusCode.OK);
        (await PurgeAsync(founded, TimeSpan.FromDays(60))).ShouldBe(0);
    }

    [Fact]
    public async Task The_quota_is_given_back_and_bytes_that_another_project_has_too_stay_and_stay_counted()
    {
        var founded = await Founded.NewAsync(host);
        var kept = $"{await founded.Owner.NewRunFolderAsync(founded.Project)}/shared.bin";
        await PutAsync(founded.Owner, founded.Project, kept, "the same bytes");
        var before = await BooksAsync(founded);
        var project = await FurnishAsync(founded, "doomed");
        await PutAsync(founded.Owner, project, $"{await founded.Owner.NewRunFolderAsync(project)}/shared.bin", "the same bytes");
        (await BooksAsync(founded)).ShouldBe([(Resource.Projects, before[0].Used + 1), (Resource.RegisteredModels, 1), (Resource.StoredBytes, before[2].Used + "of its own".Length)]);

        await founded.Owner.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await PurgeAsync(founded, TimeSpan.FromDays(31));

        (await BooksAsync(founded)).ShouldBe(before);
        foreach (var resource in new[] { Resource.Projects, Resource.RegisteredModels, Resource.StoredBytes })
        {
            (await CorrectionAsync(founded, resource)).ShouldBe(0, $"{resource}: what is booked is what there is");
        }

        (await founded.Owner.ReadFileAsync(founded.Project, kept)).Length.ShouldBe("the same bytes".Length);
    }

    [Fact]
    public async Task The_audit_log_stays_whole_and_keeps_number_and_digest_of_every_version()
    {
        var founded = await Founded.NewAsync(host);
        var project = await FurnishAsync(founded, "doomed");
        await founded.Owner.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await PurgeAsync(founded, TimeSpan.FromDays(31));

        var told = "";
        while (!told.Contains("for good, thirty days after its deletion", StringComparison.Ordinal) || !told.Contains("with its project", StringComparison.Ordinal))
        {
            await Task.Delay(20, Ct);
            told = await founded.Owner.GetStringAsync($"{founded.Api}/audit?project=doomed&limit=100", Ct);
        }

        told.ShouldContain("erased version 1 of fraud with its project (it had the digest ");
        told.ShouldContain("1 registered model");
        told.ShouldContain("started the project");
        var verdict = await founded.Owner.GetAsync($"{founded.Api}/audit/verification").JsonAsync();
        ((bool)verdict["isIntact"]!).ShouldBeTrue(verdict.ToJsonString());
    }

    [Fact]
    public async Task An_erasure_that_was_interrupted_is_not_restored_and_goes_on()
    {
        var founded = await Founded.NewAsync(host);
        var project = await FurnishAsync(founded, "doomed");
        var token = (await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/tokens", new { name = "script", project = "doomed", onlyProject = true }).JsonAsync()).Text("secret");
        using var script = host.With(token);
        await founded.Owner.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await Should.ThrowAsync<TimeoutException>(() => PurgeAsync(founded, TimeSpan.FromDays(31), new Interruption()));

        ((bool)(await founded.Owner.GetAsync($"{founded.Api}/deleted-projects").JsonAsync()).AsArray().Single()!["isErasing"]!).ShouldBeTrue();
        (await founded.Owner.RestoreProjectAsync(project).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("being erased");
        (await PurgeAsync(founded, TimeSpan.FromDays(31))).ShouldBe(1);
        await script.GetAsync("/api/v1/organizations").ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        (await founded.InAsync((db, _) => db.Events.CountAsync(row => row.Kind == "project.erased"))).ShouldBe(1);
    }

    [Fact]
    public async Task Two_erasures_at_once_give_the_quota_back_once()
    {
        var founded = await Founded.NewAsync(host);
        var before = await BooksAsync(founded);
        var project = await FurnishAsync(founded, "doomed");
        await founded.Owner.DeleteProjectAsync(project).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var erased = await Task.WhenAll(PurgeAsync(founded, TimeSpan.FromDays(31)), PurgeAsync(founded, TimeSpan.FromDays(31)));

        erased.Sum().ShouldBe(1);
        (await BooksAsync(founded)).ShouldBe(before);
    }

    /// <summary>A project with something of every kind in it.</summary>
    private static async Task<string> FurnishAsync(Founded founded, string name)
    {
        var (owner, project, api) = (founded.Owner, $"/{founded.Slug}/{name}", $"{founded.Api}/projects/{name}");
        await owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name }).ShouldAnswerAsync(HttpStatusCode.OK);
        var run = await ArtifactCalls.NewRunAsync(owner, project);
        await owner.PostAsync(project, "runs/log-batch", new { run_id = run, metrics = new[] { new { key = "loss", value = 0.5, step = 1, timestamp = 1 } }, @params = new[] { new { key = "lr", value = "1" } }, tags = new[] { new { key = "a", value = "b" } } });
        await owner.PostAsync(project, "runs/log-inputs", new { run_id = run, datasets = new[] { new { dataset = new { name = "d", digest = "1", source_type = "local", source = "s" } } } });
        var logged = (await owner.PostAsync(project, "logged-models", new { experiment_id = "0", name = "m", source_run_id = run }))["model"]!["info"]!.Text("model_id");
        await owner.PostAsync(project, "runs/outputs", new { run_id = run, models = new[] { new { model_id = logged, step = 1 } } });
        await PutAsync(owner, project, $"0/{run}/artifacts/model/weights.bin", "of its own");
        await PutAsync(owner, project, $"0/{run}/artifacts/thrown-away.bin", "thrown away");
        await owner.DeleteAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/thrown-away.bin").ShouldAnswerAsync(HttpStatusCode.OK);
        await owner.PostAsync(project, "registered-models/create", new { name = "fraud" });
        await owner.PostAsync(project, "model-versions/create", new { name = "fraud", source = $"runs:/{run}/model", run_id = run });
        await owner.SendAsync(HttpMethod.Put, $"{api}/review-policy", new { targets = new[] { new { target = new { kind = "alias", name = "champion" }, approvals = new[] { new { count = 1 } }, checks = Array.Empty<object>() } }, note = "Two look.", before = 0 }).ShouldAnswerAsync(HttpStatusCode.OK);
        await owner.SendAsync(HttpMethod.Post, $"{api}/reviews", new { model = "fraud", version = 1, target = new { kind = "alias", name = "champion" }, reason = "It is better." }).ShouldAnswerAsync(HttpStatusCode.OK);
        await owner.SendAsync(HttpMethod.Put, $"{api}/models/fraud/card", new { card = new { purpose = "Finds fraud." }, before = 0 }).ShouldAnswerAsync(HttpStatusCode.OK);
        var comment = (await owner.SendAsync(HttpMethod.Post, $"{api}/comments", new { kind = "run", subject = run, text = "Good." }).JsonAsync()).Text("id");
        await owner.SendAsync(HttpMethod.Post, $"{api}/comments", new { kind = "run", subject = run, text = "Very.", thread = comment }).ShouldAnswerAsync(HttpStatusCode.OK);
        await owner.SendAsync(HttpMethod.Put, $"{founded.Api}/watches/projects/{name}").ShouldAnswerAsync(HttpStatusCode.OK);
        var hook = (await owner.SendAsync(HttpMethod.Post, $"{api}/webhooks", new { name = "hook", url = "https://127.0.0.1:9/hook", events = new[] { "budget_policy.exceeded" } }).JsonAsync())["webhook"]!.Text("id");
        await owner.SendAsync(HttpMethod.Post, $"{api}/webhooks/{hook}/tests").ShouldAnswerAsync(HttpStatusCode.OK);
        await owner.SendAsync(HttpMethod.Post, $"{project}/api/3.0/mlflow/traces", new { trace = new { trace_info = Safety.Things.TraceInfo("0", $"tr-{Guid.NewGuid():N}") } }).ShouldAnswerAsync(HttpStatusCode.OK);
        return project;
    }

    private async Task<int> PurgeAsync(Founded founded, TimeSpan later, params IProjectContents[] first)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var organization = await founded.InAsync((_, id) => Task.FromResult(id));
        services.GetRequiredService<Tenant>().Enter(organization);
        var purge = new PurgeProjects(
            services.GetRequiredService<IDbContextFactory<SaasDb>>(), [.. services.GetServices<IProjectContents>().Take(1), .. first, .. services.GetServices<IProjectContents>().Skip(1)],
            services.GetRequiredService<QuotaLedger>(), new Later(later));
        return await purge.RunAsync(organization, Ct);
    }

    private static async Task PutAsync(HttpClient owner, string project, string path, string content) => (await owner.PutFileAsync(project, path, System.Text.Encoding.UTF8.GetBytes(content))).EnsureSuccessStatusCode();

    private static async Task<List<(Resource Resource, long Used)>> BooksAsync(Founded founded)
    {
        List<(Resource, long)> books = [];
        foreach (var resource in new[] { Resource.Projects, Resource.RegisteredModels, Resource.StoredBytes })
        {
            books.Add((resource, (await founded.BooksAsync(resource)).Balance));
        }

        return books;
    }

    private async Task<long> CorrectionAsync(Founded founded, Resource resource) => await founded.InAsync(async (db, id) =>
    {
        await using var scope = host.Services.CreateAsyncScope();
        var outcome = await db.TransactAsync<long>(async () => await scope.ServiceProvider.GetRequiredService<QuotaLedger>().ReconcileAsync(db, id, resource, Ct), Ct);
        return outcome.Value;
    });

    /// <summary>How many rows of the organization each table has, but for those that are to stay.</summary>
    private static Task<string> RowsAsync(Founded founded) => founded.InAsync(async (db, _) =>
    {
        var count = typeof(PurgeProjectsTests).GetMethod(nameof(CountAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
        List<string> rows = [];
        foreach (var entity in db.Model.GetEntityTypes().Where(entity => entity.ClrType.IsAssignableTo(typeof(ITenantOwned)) && !Kept.Contains(entity.GetTableName())))
        {
            rows.Add($"{entity.GetTableName()}: {await (Task<int>)count.MakeGenericMethod(entity.ClrType).Invoke(null, [db])!}");
        }

        rows.Count.ShouldBeGreaterThan(40);
        return string.Join('\n', rows.Order(StringComparer.Ordinal));
    });

    private static Task<int> CountAsync<T>(SaasDb db)
        where T : class => db.Set<T>().IgnoreQueryFilters(SaasDb.DeletedFilterOnly).CountAsync();

    private sealed class Interruption : IProjectContents
    {
        public Task<IReadOnlyList<ProjectHolding>> CountAsync(SaasDb db, Id<Project> project, CancellationToken ct) => Task.FromResult<IReadOnlyList<ProjectHolding>>([]);

        public Task<bool> PurgeSomeAsync(SaasDb db, ProjectPurge purge, CancellationToken ct) => throw new TimeoutException("The server went away.");
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
