using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.Integrations.Archives;
using Slipway.Integrations.Exports;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Imports;

/// <summary>What an export wrote becomes a project again, in another organization, with everything that can be taken along.</summary>
public sealed class ImportTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_exported_is_exported_again_from_the_organization_that_it_was_imported_into()
    {
        var furnished = await FurnishedProject.MakeAsync(host.Ada, await host.NewProjectAsync(), host.Ben, points: 20_000);
        var archive = await host.Ada.ArchiveAsync(furnished.Api);
        var target = await Founded.NewAsync(host);

        var import = await target.Owner.ImportAsync(target.Api, archive, "Come over");

        import.Text("state").ShouldBe("ready", import["problem"]?.ToString());
        import["report"]!["isOurs"]!.GetValue<bool>().ShouldBeTrue();
        var before = ArchiveCalls.Entries(archive);
        var after = ArchiveCalls.Entries(await target.Owner.ArchiveAsync($"{target.Api}/projects/come-over"));
        var (from, to) = ($"projects/{furnished.Project.Split('/')[^1]}/", "projects/come-over/");

        // Runs by their names, since their ids are new.
        var ids = Ids(before, from, after, to, "runs.jsonl");
        var models = Ids(before, from, after, to, "logged-models.jsonl", line => $"{line.Text("name")} {line["createdAt"]}");
        string Renamed(string text) => ids.Concat(models).Aggregate(text, (renamed, id) => renamed.Replace(id.Key, id.Value));
        ids.ShouldAllBe(id => id.Key != id.Value);
        foreach (var run in before.Lines(from + "runs.jsonl"))
        {
            var twin = after.Lines(to + "runs.jsonl").Single(line => line.Text("id") == ids[run.Text("id")]);
            foreach (var part in new[] { "experiment", "name", "status", "startTime", "endTime", "user", "deleted", "deletedAt", "params", "metrics", "datasets", "models", "tags" })
            {
                (twin[part]?.ToJsonString() ?? "").ShouldBe(Renamed(run[part]?.ToJsonString() ?? ""), $"{part} of {run.Text("name")}");
            }
        }

        var points = await before.PointsAsync(from + "metrics.parquet");
        points.Count.ShouldBeGreaterThan(20_000);
        var there = await after.PointsAsync(to + "metrics.parquet");
        there.Order(ByRunAndStep).ShouldBe(points.Select(point => point with { Run = ids[point.Run] }).Order(ByRunAndStep));
        there.ShouldContain(point => point.Step == long.MaxValue && point.Value == 0.5);

        foreach (var name in new[] { "experiments.jsonl", "datasets.jsonl" })
        {
            after.Lines(to + name).Select(line => line.ToJsonString()).ShouldBe(before.Lines(from + name).Select(line => line.ToJsonString()), name);
        }

        FilesOf(after, to).ShouldBe(FilesOf(before, from).Where(file => !file.Contains("/traces/")).Select(Renamed).Order(StringComparer.Ordinal));
        after[$"{to}artifacts/1/{ids[furnished.Run]}/artifacts/large.bin"].ShouldBe(FurnishedProject.Bytes(3_000_000));

        var model = after.Lines(to + "registered-models.jsonl").Single();
        model["aliases"]!.ToJsonString().ShouldBe(before.Lines(from + "registered-models.jsonl").Single()["aliases"]!.ToJsonString());
        foreach (var version in before.Lines(from + "model-versions.jsonl"))
        {
            var twin = after.Lines(to + "model-versions.jsonl").Single(line => line.Text("model") == version.Text("model") && line["number"]!.GetValue<int>() == version["number"]!.GetValue<int>());
            foreach (var part in new[] { "source", "location", "run", "loggedModel", "stage", "description", "digest", "files", "tags", "isHeld", "createdAt" })
            {
                (twin[part]?.ToJsonString() ?? "").ShouldBe(Renamed(version[part]?.ToJsonString() ?? ""), $"{part} of {version.Text("model")}");
            }
        }

        after.Lines(to + "cards.jsonl").Select(card => card["card"]!.ToJsonString()).ShouldBe(before.Lines(from + "cards.jsonl").Select(card => card["card"]!.ToJsonString()));
        after.Lines(to + "prompts.jsonl").Single().Text("name").ShouldBe("judge");

        // What stays behind is said, each with its count.
        var left = import["report"]!["left"]!.AsArray().ToDictionary(each => each!.Text("kind"), each => each!["count"]!.GetValue<long>());
        foreach (var (kind, file) in new[] { ("comments", "comments.jsonl"), ("reviews", "reviews.jsonl"), ("traces", "traces.jsonl"), ("roles of people and teams", "people.jsonl"), ("moves of aliases and stages", "promotions.jsonl") })
        {
            left[kind].ShouldBe(before.Lines(from + file).Count, kind);
        }
    }

    [Fact]
    public async Task What_is_imported_counts_and_is_erased_with_its_project()
    {
        var archive = await SmallAsync();
        var target = await Founded.NewAsync(host);
        var import = await target.Owner.ImportAsync(target.Api, archive, "Counted");

        import.Text("state").ShouldBe("ready", import["problem"]?.ToString());
        (await target.BooksAsync(Resource.StoredBytes)).Balance.ShouldBe(5);
        (await target.BooksAsync(Resource.Projects)).Balance.ShouldBe(2);
        (await target.Owner.GetAsync($"{target.Api}/projects/counted", Ct).JsonAsync()).Text("visibility").ShouldBe("private");
    }

    [Fact]
    public async Task Only_owners_and_admins_import_and_Globex_sees_nothing_of_it()
    {
        var archive = await SmallAsync();
        var import = await host.Ada.ImportAsync(AcmePeople.Address, archive, $"Seen {Guid.NewGuid():N}");
        import.Text("state").ShouldBe("ready", import["problem"]?.ToString());

        await host.Ben.SendArchiveAsync(AcmePeople.Address, archive, "Mine").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Ben.GetAsync($"{AcmePeople.Address}/imports", Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.SendArchiveAsync(AcmePeople.Address, archive, "Mine").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{AcmePeople.Address}/imports/{import.Text("id")}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"/api/v1/organizations/globex/imports/{import.Text("id")}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.GetAsync($"{AcmePeople.Address}/projects/{import.Text("slug")}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Nobody.GetAsync($"{AcmePeople.Address}/imports", Ct).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("no zip")]
    [InlineData("no manifest")]
    [InlineData("another version")]
    [InlineData("a byte altered")]
    [InlineData("a file missing")]
    [InlineData("a file besides")]
    [InlineData("a way out")]
    [InlineData("a line without sense")]
    [InlineData("an artifact with a way out")]
    [InlineData("bytes of others")]
    [InlineData("points of no run")]
    [InlineData("an id twice")]
    public async Task A_broken_or_hostile_archive_is_refused_and_leaves_nothing(string how)
    {
        var whole = ArchiveCalls.Entries(await SmallAsync());
        var target = await Founded.NewAsync(host);
        var before = await BooksAsync(target);

        var import = await target.Owner.ImportAsync(target.Api, BrokenArchives.Break(whole.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray()), how), "Broken");

        import.Text("state").ShouldBe("failed");
        import.Text("problem").ShouldEndWith(".");
        import.Text("problem").ShouldNotContain("The server failed", Case.Sensitive, how);
        await target.Owner.GetAsync($"{target.Api}/projects/broken", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await target.InAsync((db, _) => db.Projects.IgnoreQueryFilters(SaasDb.DeletedFilterOnly).Select(project => project.Slug).ToListAsync(Ct))).ShouldBe(["first"]);
        (await target.InAsync((db, _) => db.Runs.CountAsync(Ct))).ShouldBe(0);
        (await BooksAsync(target)).ShouldBe(before);

        // And its address is free.
        (await target.Owner.ImportAsync(target.Api, ImportCalls.Zip(whole), "Broken")).Text("state").ShouldBe("ready");
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_far_more_than_it_is_is_not_unpacked()
    {
        var whole = ArchiveCalls.Entries(await SmallAsync());
        var path = whole.Keys.Single(each => each.EndsWith("/comments.jsonl", StringComparison.Ordinal));
        whole[path] = new byte[300 << 20];
        var target = await Founded.NewAsync(host);

        var import = await target.Owner.ImportAsync(target.Api, ImportCalls.Zip(whole.Forged()), "Bomb");

        import.Text("problem").ShouldContain("far larger");
    }

    [Fact]
    public async Task An_archive_without_room_is_refused_and_nothing_of_it_is_kept()
    {
        var archive = await SmallAsync();
        var target = await Founded.NewAsync(host);
        await target.LimitAsync(Resource.StoredBytes, 100);
        await target.Owner.SendArchiveAsync(target.Api, archive, "Too large").ShouldAnswerAsync(HttpStatusCode.Forbidden);

        // It fits packed, and not unpacked.
        var entries = ArchiveCalls.Entries(archive);
        var file = entries.Keys.Single(path => path.EndsWith("/a.txt", StringComparison.Ordinal));
        entries[file] = new byte[500_000];
        var listed = entries.Keys.Single(path => path.EndsWith("/artifacts.jsonl", StringComparison.Ordinal));
        var line = JsonNode.Parse(entries[listed])!;
        (line["size"], line["sha256"]) = (500_000, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(entries[file])));
        entries[listed] = Encoding.UTF8.GetBytes(line.ToJsonString() + "\n");
        await target.LimitAsync(Resource.StoredBytes, 100_000);
        var import = await target.Owner.ImportAsync(target.Api, ImportCalls.Zip(entries.Forged()), "Too large");
        import.Text("state").ShouldBe("failed");
        import.Text("problem").ShouldContain("stores 0 B");
        (await target.BooksAsync(Resource.StoredBytes)).Balance.ShouldBe(0);

        // Points are counted while they are logged: what was read before is erased.
        await target.LimitAsync(Resource.StoredBytes, null);
        await target.LimitAsync(Resource.MetricPoints, 1);
        (await target.Owner.ImportAsync(target.Api, archive, "Too large")).Text("state").ShouldBe("failed");
        (await target.InAsync((db, _) => db.Runs.CountAsync(Ct))).ShouldBe(0);
        await target.LimitAsync(Resource.MetricPoints, null);
        await target.LimitAsync(Resource.Projects, 1);
        (await target.Owner.ImportAsync(target.Api, archive, "Too large")).Text("problem").ShouldContain("project");
    }

    [Fact]
    public async Task An_address_that_is_taken_is_refused_before_anything_is_read()
    {
        var target = await Founded.NewAsync(host);
        await target.Owner.SendArchiveAsync(target.Api, [1, 2, 3], "First").ShouldAnswerAsync(HttpStatusCode.Conflict);
        await target.Owner.SendArchiveAsync(target.Api, [], "Empty").ShouldAnswerAsync(HttpStatusCode.BadRequest);
        await target.Owner.SendArchiveAsync(target.Api, [1, 2, 3], "").ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_import_whose_process_died_begins_clean_and_is_there_once()
    {
        var target = await Founded.NewAsync(host);
        var import = await target.Owner.ImportAsync(target.Api, await SmallAsync(), "Again");
        var id = Id<ArchiveWork>.Parse(import.Text("id"), null);
        var digest = await target.InAsync((db, _) => db.Events.Where(row => row.Kind == "import.requested").Select(row => row.Data).SingleAsync(Ct));
        // As it is when the process dies between the last row and the end: everything is there, and nobody sees it.
        await target.InAsync(async (db, _) =>
        {
            using var turn = await host.Services.GetRequiredService<WriteGate>().EnterAsync(Ct);
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var bytes = Convert.FromHexString(JsonNode.Parse(digest)!.Text("sha256"));
            await db.Projects.Where(project => project.Slug == "again").ExecuteUpdateAsync(set => set.SetProperty(project => project.DeletedAt, now).SetProperty(project => project.ErasingSince, now), Ct);
            return await db.Imports.Where(each => each.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(each => each.State, ArchiveState.Working).SetProperty(each => each.HeldUntil, now.AddMinutes(-1)).SetProperty(each => each.Digest, bytes).SetProperty(each => each.Report, ""), Ct);
        });
        (await target.Owner.GetAsync($"{target.Api}/deleted-projects", Ct).JsonAsync()).AsArray().ShouldBeEmpty("it isn't one that could be restored");

        await using (var scope = host.Services.CreateAsyncScope())
        {
            await ActivatorUtilities.GetServiceOrCreateInstance<ResumeArchives>(scope.ServiceProvider).RunAsync(Ct);
        }

        var ended = await target.Owner.EndAsync($"{target.Api}/imports/{id}");
        ended.Text("state").ShouldBe("ready", ended["problem"]?.ToString());
        (await target.InAsync((db, _) => db.Runs.CountAsync(Ct))).ShouldBe(1);
        (await target.BooksAsync(Resource.StoredBytes)).Balance.ShouldBe(5);
        (await target.BooksAsync(Resource.Projects)).Balance.ShouldBe(2);
    }

    private static readonly Comparer<ExportedPoint> ByRunAndStep = Comparer<ExportedPoint>.Create((left, right) =>
        (left.Run, left.Key, left.Step, left.Timestamp).CompareTo((right.Run, right.Key, right.Step, right.Timestamp)) is not 0 and var order ? order : left.Value.CompareTo(right.Value));

    private static Dictionary<string, string> Ids(Dictionary<string, byte[]> before, string from, Dictionary<string, byte[]> after, string to, string file, Func<JsonNode, string>? name = null)
    {
        name ??= line => $"{line.Text("name")} {line["startTime"]}";
        return before.Lines(from + file).Zip(after.Lines(to + file)).ToDictionary(pair => pair.First.Text("id"), pair =>
        {
            name(pair.Second).ShouldBe(name(pair.First));
            return pair.Second.Text("id");
        });
    }

    private static IEnumerable<string> FilesOf(Dictionary<string, byte[]> entries, string at) =>
        entries.Lines(at + "artifacts.jsonl").Select(file => $"{file.Text("path")} {file.Text("sha256")} {file["size"]} {file["contentType"]} {file["updatedAt"]}").Order(StringComparer.Ordinal);

    private static async Task<string> BooksAsync(Founded target) =>
        $"{(await target.BooksAsync(Resource.StoredBytes)).Balance} {(await target.BooksAsync(Resource.Projects)).Balance} {(await target.BooksAsync(Resource.RegisteredModels)).Balance}";

    // A project with a run, five bytes and some points, whose run's id is 32 digits.
    private async Task<byte[]> SmallAsync()
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ada.NewRunAsync(project);
        await host.Ada.PostAsync(project, "runs/log-batch", new { run_id = run, metrics = Enumerable.Range(0, 10).Select(step => new { key = "loss", value = 1.0 / (step + 1), step, timestamp = 1_700_000_000_000 }) });
        (await host.Ada.PutFileAsync(project, $"0/{run}/artifacts/a.txt", "abcde")).EnsureSuccessStatusCode();
        return await host.Ada.ArchiveAsync($"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}");
    }
}
