using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Billing;
using Slipway.Collaboration.Watching;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Tenancy;
using Slipway.Registry.Cards;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Trash;

/// <summary>Models that are erased for good, and what stays of them.</summary>
public sealed class ModelErasureTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_in_the_trash_is_erased_for_good_and_leaves_the_numbers_and_digests_of_its_versions()
    {
        var project = await host.NewProjectAsync();
        var model = $"{RegistryCalls.Models(project)}/m";
        await host.Ben.NewModelAsync(project, "m");
        var (_, logged) = await host.Ben.TrainVersionAsync(project, "m");
        await host.Ben.NewVersionAsync(project, "m");
        var digest = (await host.Ben.GetAsync($"{model}/versions/1").JsonAsync()).Text("digest");
        await host.Ben.WriteCardAsync(model, 0, new { purpose = "Secret" }).JsonAsync();

        await host.Ada.PutAsync($"{model}/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Ben.PutAsync($"{model}/trash", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.PutAsync($"{model}/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.PutAsync($"{model}/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var trash = await TrashAsync(project);
        var tombstone = trash["models"]!.AsArray().ShouldHaveSingleItem()!;
        (tombstone.Text("name"), tombstone.Text("erasedBy"), tombstone["versions"]!.GetValue<int>()).ShouldBe(("m", DemoWorld.Ada.Name, 0));
        trash["versions"]!.AsArray().Select(version => (version!["number"]!.GetValue<int>(), version["digest"]?.ToString())).ShouldBe([(2, null), (1, digest)], ignoreOrder: true);
        (await host.Ben.DeleteAsync($"{model}/trash", Ct).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("was erased");
        (await host.Ben.GetAsync($"{model}/versions/1", Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain($"by {DemoWorld.Ada.Name}. The manifest of its files had the digest {digest}.");
        await host.Ben.DeleteAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/0/models/{logged}/artifacts", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        (await InAsync(project, (db, id) => db.CardRevisions.CountAsync(revision => db.RegisteredModels.Any(each => each.Key == revision.ModelKey && each.ProjectId == id), Ct))).ShouldBe(0);
        await host.Ben.NewModelAsync(project, "m");
        (await host.Ben.NewVersionAsync(project, "m")).ShouldBe("1");
    }

    [Fact]
    public async Task What_an_erased_model_took_of_the_quota_is_given_back_once()
    {
        var founded = await Founded.NewAsync(host);
        await founded.Owner.NewModelAsync(founded.Project, "m");
        var (_, logged) = await founded.Owner.TrainVersionAsync(founded.Project, "m");
        await founded.Owner.CallAsync(HttpMethod.Delete, founded.Project, "registered-models/delete", new { name = "m" });

        var erasure = $"{founded.Api}/projects/first/models/m/erasure";
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => founded.Owner.PutAsync(erasure, null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent)));
        await founded.Owner.DeleteAsync($"{founded.Project}/api/2.0/mlflow-artifacts/artifacts/0/models/{logged}/artifacts", Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        (await founded.BooksAsync(Resource.StoredBytes)).ShouldSatisfyAllConditions(books => books.Balance.ShouldBe(0), books => books.Entries.ShouldBe(0));
        (await founded.BooksAsync(Resource.RegisteredModels)).Balance.ShouldBe(0);
    }

    [Fact]
    public async Task A_model_with_more_versions_than_go_at_once_is_erased_to_the_last()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        for (var version = 0; version < Erasure.VersionsAtOnce + 1; version++)
        {
            await host.Ben.NewVersionAsync(project, "m");
        }

        await host.Ben.PutAsync($"{RegistryCalls.Models(project)}/m/trash", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.PutAsync($"{RegistryCalls.Models(project)}/m/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await TrashAsync(project))["versions"]!.AsArray().Count(version => version!["erasedAt"] is not null).ShouldBe(Erasure.VersionsAtOnce + 1);
    }

    [Fact]
    public async Task What_was_said_of_an_erased_model_goes_and_who_decided_what_on_its_reviews_stays()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var (model, comments) = ($"{world.Api}/models/{ReviewWorld.Model}", $"{world.Api}/comments");
        var review = await world.RequestAsync();
        var details = await host.Ben.GetAsync(model, Ct).JsonAsync();
        var version = await host.Ben.GetAsync($"{model}/versions/1", Ct).JsonAsync();
        foreach (var (kind, subject) in new[] { ("model", details["key"]!.ToString()), ("card", details["key"]!.ToString()), ("version", version["key"]!.ToString()), ("review", $"{review}") })
        {
            var first = (await host.Ada.SendAsync(HttpMethod.Post, comments, new { kind, subject, text = "A secret" }).JsonAsync()).Text("id");
            await host.Ben.SendAsync(HttpMethod.Post, comments, new { kind, subject, text = "Another secret", thread = first }).JsonAsync();
        }

        await host.Ada.PutAsync($"/api/v1/organizations/acme/watches/projects/{world.Slug}/models/{ReviewWorld.Model}", null, Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        await world.DecideAsync(host.Vera, review, "reject", "A secret reason").JsonAsync();
        await host.Ben.PutAsync($"{model}/trash", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.PutAsync($"{model}/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await InAsync(world.Project, (db, id) => db.Comments.CountAsync(comment => comment.ProjectId == id, Ct))).ShouldBe(0);
        (await InAsync(world.Project, (db, id) => db.Watches.CountAsync(watch => watch.ProjectId == id && watch.Reason == WatchReason.Chosen, Ct))).ShouldBe(0);
        var kept = await InAsync(world.Project, (db, id) => db.Reviews.AsNoTracking().Include(each => each.Decisions).SingleAsync(each => each.ProjectId == id, Ct));
        kept.Reason.ShouldBe("");
        kept.Decisions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            decision => (decision.Verdict, decision.Reviewer, decision.Reason).ShouldBe((Verdict.Reject, DemoWorld.Vera.Name, "")), decision => decision.Digest.ShouldNotBeEmpty());
        (await world.EventsAsync("version.erased", "model.erased")).ShouldBe(["model.erased", "version.erased"]);
    }

    [Fact]
    public async Task What_was_said_of_an_erased_version_goes_with_it_and_its_address_says_what_became_of_it()
    {
        var project = await host.NewProjectAsync();
        var version = $"{RegistryCalls.Models(project)}/m/versions/1";
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.TrainVersionAsync(project, "m");
        var read = await host.Ben.GetAsync(version, Ct).JsonAsync();
        await host.Ada.SendAsync(HttpMethod.Post, $"{RegistryCalls.Models(project)[..^"models".Length]}comments", new { kind = "version", subject = read["key"]!.ToString(), text = "A secret" }).JsonAsync();

        await host.Ben.PutAsync($"{version}/trash", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await host.Ben.GetAsync(version, Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("deleted versions are in the model's trash");
        await host.Ada.PutAsync($"{version}/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.GetAsync(version, Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain($"was erased for good on {TimeProvider.System.GetUtcNow():yyyy-MM-dd} by {DemoWorld.Ada.Name}. The manifest of its files had the digest {read.Text("digest")}.");
        (await InAsync(project, (db, id) => db.Comments.CountAsync(comment => comment.ProjectId == id, Ct))).ShouldBe(0);
    }

    [Fact]
    public async Task Only_maintainers_erase_models_and_Globex_finds_none()
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, "m");
        await host.Ben.PutAsync($"{RegistryCalls.Models(project)}/m/trash", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        await host.Ben.PutAsync($"{RegistryCalls.Models(project)}/m/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        await host.Gus.PutAsync($"{RegistryCalls.Models(project)}/m/erasure", null, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);

        (await TrashAsync(project))["models"]![0]!["erasedAt"].ShouldBeNull();
    }

    private Task<JsonNode> TrashAsync(string project) => host.Ben.GetAsync($"{RegistryCalls.Models(project)[..^"models".Length]}model-trash", Ct).JsonAsync();

    private async Task<T> InAsync<T>(string project, Func<SaasDb, Id<Project>, Task<T>> read)
    {
        await using var ada = await Acting.AsAsync(host, DemoWorld.Ada, project);
        await using var db = await ada.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(Ct);
        return await read(db, ada.Project.Id);
    }
}
