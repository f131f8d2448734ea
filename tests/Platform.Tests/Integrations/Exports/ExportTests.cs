using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.Integrations.Archives;
using Slipway.Organizations.Audit;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Exports;

/// <summary>A project, or a whole organization, leaves as one archive: everything in it, unsampled, whoever's limit is reached.</summary>
public sealed class ExportTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_of_a_project_holds_everything_with_every_point_as_it_was_logged()
    {
        var furnished = await FurnishedProject.MakeAsync(host.Ada, await host.NewProjectAsync(), host.Ben);

        var entries = ArchiveCalls.Entries(await host.Ada.ArchiveAsync(furnished.Api));

        entries.ShouldBeWhole();
        var at = $"projects/{furnished.Project.Split('/')[^1]}/";
        var points = await entries.PointsAsync(at + "metrics.parquet");
        var loss = points.Where(point => point.Run == furnished.Run && point.Key == "loss").ToList();
        loss.Count.ShouldBe(FurnishedProject.ManyPoints);
        loss[77_777].ShouldBe(new(furnished.Run, "loss", 77_777, 1_700_000_000_000 + (77_777 * 7L), Math.Exp(-77_777 / 10_000.0) + (77_777 % 17 / 100.0)));
        points.Where(point => point.Key == "odd/ones").Select(point => point.Value).ShouldBe([double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.NaN]);
        points.Single(point => point is { Key: "accuracy" } && point.Run == furnished.Child).Step.ShouldBe(long.MaxValue);

        var runs = entries.Lines(at + "runs.jsonl");
        var run = runs.Single(line => line.Text("id") == furnished.Run);
        run["params"]!.Text("layers").ShouldBe("[1, 2]\n\"three\"");
        run["tags"]!.Text("team").ShouldBe("blue «ß»");
        run["metrics"]!.AsArray().Single(metric => metric!.Text("key") == "only nan")!["value"]!.GetValue<string>().ShouldBe("NaN");
        run["datasets"]!.AsArray().Single()!.Text("digest").ShouldBe("d1");
        run.Text("status").ShouldBe("finished");
        runs.Single(line => line.Text("name") == "deleted")["deleted"]!.GetValue<bool>().ShouldBeTrue();
        runs.Single(line => line.Text("id") == furnished.Child)["tags"]!.Text("mlflow.parentRunId").ShouldBe(furnished.Run);

        var files = entries.Lines(at + "artifacts.jsonl");
        foreach (var file in files)
        {
            Convert.ToHexStringLower(SHA256.HashData(entries[$"{at}artifacts/{file.Text("path")}"])).ShouldBe(file.Text("sha256"));
        }

        entries[$"{at}artifacts/1/{furnished.Run}/artifacts/large.bin"].ShouldBe(FurnishedProject.Bytes(3_000_000));
        var model = entries.Lines(at + "registered-models.jsonl").Single();
        model["aliases"]!["champion"]!.GetValue<int>().ShouldBe(2);
        entries.Lines(at + "model-versions.jsonl").Count(version => version.Text("model") == FurnishedProject.Model).ShouldBe(2);
        entries.Lines(at + "promotions.jsonl").Select(move => move.Text("name")).ShouldBe(["champion", "champion", "Production"]);
        entries.Lines(at + "cards.jsonl").Select(card => card["card"]!.Text("purpose")).ShouldBe(["Finds fraud.", "Finds fraud, «mostly»."]);
        entries.Lines(at + "prompts.jsonl").Single().Text("name").ShouldBe("judge");
        entries.Lines(at + "reviews.jsonl").Single()["requester"]!.Text("name").ShouldBe("Ada Moreno");
        entries.Lines(at + "comments.jsonl").Select(comment => (comment.Text("kind"), comment.Text("subject"))).ShouldBe([("run", furnished.Run), ("model", FurnishedProject.Model)]);
        entries.Lines(at + "traces.jsonl").Single()["assessments"]!.AsArray().Single()!.Text("name").ShouldBe("right");
        entries.Lines(at + "logged-models.jsonl").ShouldContain(logged => logged.Text("id") == furnished.Logged);
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_resumed_where_it_was()
    {
        var api = ApiOf(await FilledAsync());
        var export = await host.Ada.ExportAsync(api);
        var whole = await host.Ada.DownloadAsync(api, export);
        export["size"]!.GetValue<long>().ShouldBe(whole.Length);
        export.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(whole)));

        using var rest = new HttpRequestMessage(HttpMethod.Get, $"{api}/exports/{export.Text("id")}/file") { Headers = { Range = new RangeHeaderValue(100, null) } };
        rest.Headers.TryAddWithoutValidation("If-Range", $"\"{export.Text("sha256")}\"");
        using var answer = await host.Ada.SendAsync(rest, Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(export.Text("fileName"));
        (await answer.Content.ReadAsByteArrayAsync(Ct)).ShouldBe(whole[100..]);
    }

    [Fact]
    public async Task Only_maintainers_export_a_project_and_Globex_cannot_export_or_download_it()
    {
        var api = ApiOf(await FilledAsync());
        var export = await host.Ada.ExportAsync(api);

        await host.Ben.SendAsync(HttpMethod.Post, $"{api}/exports").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        foreach (var path in new[] { "", $"/{export.Text("id")}", $"/{export.Text("id")}/file" })
        {
            await host.Ben.GetAsync($"{api}/exports{path}", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
            await host.Gus.GetAsync($"{api}/exports{path}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Nobody.GetAsync($"{api}/exports{path}", Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        }

        await host.Gus.SendAsync(HttpMethod.Post, $"{api}/exports").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.DeleteAsync($"{api}/exports/{export.Text("id")}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/api/v1/organizations/globex/exports/{export.Text("id")}/file", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ben.SendAsync(HttpMethod.Post, $"{AcmePeople.Address}/exports").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Ada.GetAsync($"{AcmePeople.Address}/exports/{export.Text("id")}/file", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_organization_over_its_limits_exports_all_of_it_with_a_log_that_verifies()
    {
        var organization = await Founded.NewAsync(host);
        await organization.Owner.SendAsync(HttpMethod.Post, $"{organization.Api}/projects", new { name = "Second", visibility = "private" }).JsonAsync();
        var run = await organization.Owner.NewRunAsync(organization.Project);
        (await organization.Owner.PutFileAsync(organization.Project, $"0/{run}/artifacts/a.txt", "a")).EnsureSuccessStatusCode();
        foreach (var resource in Resources.Booked)
        {
            await organization.LimitAsync(resource, 0);
        }

        var before = await organization.BooksAsync(Resource.StoredBytes);
        var entries = ArchiveCalls.Entries(await organization.Owner.ArchiveAsync(organization.Api));

        entries.ShouldBeWhole();
        entries.Lines("manifest.jsonl")[0]["projects"]!.AsArray().Select(slug => slug!.GetValue<string>()).ShouldBe(["first", "second"]);
        entries[$"projects/first/artifacts/0/{run}/artifacts/a.txt"].ShouldBe("a"u8.ToArray());
        entries.Lines("members.jsonl").Single().Text("email").ShouldBe(organization.Email);
        entries.Lines("stages.jsonl").Select(stage => stage.Text("name")).ShouldBe(["None", "Staging", "Production", "Archived"]);
        using var log = new MemoryStream(entries["audit/audit.jsonl"]);
        using var kept = new MemoryStream(entries["audit/checkpoints.jsonl"]);
        var verdict = await AuditVerifier.VerifyAsync(log, System.Text.Encoding.ASCII.GetString(entries["audit/public-keys.pem"]), kept, Ct);
        verdict.Value.IsIntact.ShouldBeTrue();
        (await organization.BooksAsync(Resource.StoredBytes)).Balance.ShouldBe(before.Balance, "an export takes none of the quota");
    }

    [Fact]
    public async Task An_export_whose_process_died_is_gone_on_with()
    {
        var project = await FilledAsync();
        var id = await InAcmeAsync(async (db, organization) =>
        {
            var found = await db.Projects.SingleAsync(each => each.Slug == project.Substring("/acme/".Length), Ct);
            var user = await db.Users.SingleAsync(each => each.Email == Demo.DemoWorld.Ada.Email, Ct);
            var export = Export.Request(organization, found.Id, "acme-left", new(user.Key, "Ada Moreno"), TimeProvider.System.GetUtcNow().UtcDateTime);
            export.Begin(TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));
            db.Exports.Add(export);
            await db.SaveChangesAsync(Ct);
            return export.Id;
        });

        await JobAsync<ResumeArchives>(job => job.RunAsync(Ct));

        (await host.Ada.EndAsync($"{ApiOf(project)}/exports/{id}")).Text("state").ShouldBe("ready");
    }

    [Fact]
    public async Task An_export_goes_after_seven_days_and_its_bytes_with_it()
    {
        var api = ApiOf(await FilledAsync());
        var export = await host.Ada.ExportAsync(api);
        export["expiresAt"]!.GetValue<DateTime>().ShouldBe(export["finishedAt"]!.GetValue<DateTime>().AddDays(7), TimeSpan.FromSeconds(1));
        var id = Id<ArchiveWork>.Parse(export.Text("id"), null);
        await InAcmeAsync(async (db, _) =>
        {
            using var turn = await host.Services.GetRequiredService<WriteGate>().EnterAsync(Ct);
            return await db.Exports.Where(each => each.Id == id).ExecuteUpdateAsync(set => set.SetProperty(each => each.ExpiresAt, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1)), Ct);
        });

        (await host.Ada.GetAsync($"{api}/exports/{id}/file", Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("expired");
        await JobAsync<ExpireArchives>(job => job.RunAsync(Ct));

        (await host.Ada.GetAsync($"{api}/exports/{id}", Ct).JsonAsync()).Text("state").ShouldBe("expired");
        (await InAcmeAsync((db, _) => db.Exports.Where(each => each.Id == id).Select(each => each.Digest).SingleAsync(Ct))).ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_asked_is_told_and_the_log_has_who_asked_and_who_downloaded()
    {
        var api = ApiOf(await FilledAsync());
        var export = await host.Ada.ExportAsync(api);
        await host.Ada.DownloadAsync(api, export);

        var digest = export.Text("sha256");
        while (true)
        {
            var kinds = await InAcmeAsync((db, _) => db.Events.Where(row => row.Number != null && row.Data.Contains(export.Text("id"))).OrderBy(row => row.Number).Select(row => new { row.Kind, row.ActorName, row.Data }).ToListAsync(Ct));
            var told = await InAcmeAsync((db, _) => db.Notifications.AnyAsync(each => db.Events.Any(row => row.Number == each.Event && row.Kind == "export.ready" && row.Data.Contains(export.Text("id"))), Ct));
            if (kinds.Count == 3 && told)
            {
                kinds.Select(each => (each.Kind, each.ActorName)).ShouldBe([("export.requested", "Ada Moreno"), ("export.ready", ""), ("export.downloaded", "Ada Moreno")]);
                kinds[1].Data.ShouldContain(digest);
                return;
            }

            await Task.Delay(50, Ct);
        }
    }

    [Fact]
    public async Task Only_the_last_three_are_kept_and_one_that_is_deleted_is_gone()
    {
        var api = ApiOf(await FilledAsync());
        List<string> made = [];
        for (var number = 0; number < 4; number++)
        {
            made.Add((await host.Ada.ExportAsync(api)).Text("id"));
        }

        (await host.Ada.GetAsync($"{api}/exports", Ct).JsonAsync()).AsArray().Select(export => export!.Text("id")).ShouldBe(Enumerable.Reverse(made).Take(3));
        await host.Ada.DeleteAsync($"{api}/exports/{made[3]}", Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.GetAsync($"{api}/exports/{made[3]}/file", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static string ApiOf(string project) => $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}";

    private async Task<string> FilledAsync()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ada.NewRunFolderAsync(project);
        (await host.Ada.PutFileAsync(project, $"{folder}/a.txt", "a")).EnsureSuccessStatusCode();
        return project;
    }

    private async Task JobAsync<T>(Func<T, Task> run)
        where T : notnull
    {
        await using var scope = host.Services.CreateAsyncScope();
        await run(ActivatorUtilities.GetServiceOrCreateInstance<T>(scope.ServiceProvider));
    }

    private async Task<T> InAcmeAsync<T>(Func<SaasDb, Id<Organization>, Task<T>> act)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        var acme = await db.Organizations.Where(each => each.Slug == Demo.DemoWorld.Acme).Select(each => each.Id).SingleAsync(Ct);
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme);
        return await act(db, acme);
    }
}
