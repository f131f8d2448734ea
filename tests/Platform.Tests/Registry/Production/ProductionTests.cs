using System.Globalization;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Production;

public sealed class ProductionTests(SlipwayHost host)
{
    [Fact]
    public async Task A_model_in_production_says_what_it_is_for_who_let_it_in_and_how_it_compares_with_the_one_before()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 0);
        await RegisterAsync(world, accuracy: 0.90, loss: 0.4);
        await RegisterAsync(world, accuracy: 0.95, loss: 0.5);
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Api}/models/{ReviewWorld.Model}/card", new { card = new { purpose = "Finds fraud.", risk = "high" }, before = 0 }).JsonAsync();
        await LetInAsync(world, 1);
        await LetInAsync(world, 2);
        var open = await world.RequestAsync(1);

        var model = (await InProductionAsync(host.Vera, world)).ShouldHaveSingleItem();

        model["version"]!.GetValue<int>().ShouldBe(2);
        model["before"]!.GetValue<int>().ShouldBe(1);
        model.Text("purpose").ShouldBe("Finds fraud.");
        model.Text("risk").ShouldBe("high");
        var place = model["places"]!.AsArray().ShouldHaveSingleItem()!;
        (place["target"]!.Text("name"), place.Text("by")).ShouldBe(("champion", "Ben Okafor"));
        place["approval"]!["approvers"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe(["Vera Lindqvist"]);
        model["open"]![0]!["number"]!.GetValue<int>().ShouldBe(open);
        var figures = model["figures"]!.AsArray().ToDictionary(figure => figure!.Text("metric"), figure => (Value: figure!["value"]!.GetValue<double>(), Before: figure!["before"]!.GetValue<double>(), IsBetter: figure!["isBetter"]!.GetValue<bool>()));
        figures["val_accuracy"].ShouldBe((0.95, 0.90, true));
        figures["val_loss"].ShouldBe((0.5, 0.4, false));
    }

    [Fact]
    public async Task A_version_that_nobody_promoted_is_not_in_production_and_one_whose_alias_was_taken_is_no_longer()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.ProtectAsync(name: "other");

        (await InProductionAsync(host.Ben, world)).ShouldBeEmpty();
        await world.MoveAliasAsync(host.Ben, 1, alias: "production");
        (await InProductionAsync(host.Ben, world)).ShouldHaveSingleItem();
        await host.Ben.CallAsync(HttpMethod.Delete, world.Project, "registered-models/alias", new { name = ReviewWorld.Model, alias = "production" });
        (await InProductionAsync(host.Ben, world)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_broken_glass_stays_where_it_was_broken_when_a_review_lets_the_version_in_elsewhere()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var broken = await world.RequestAsync();
        await host.Ada.SendAsync(HttpMethod.Put, $"{world.Of(broken)}/broken-glass", new { reason = "The champion answers nonsense." }).JsonAsync();
        var review = await world.RequestAsync(1, "stage", "Production");
        await world.ApproveAsync(host.Vera, review);
        await world.PromoteAsync(host.Ben, review).JsonAsync();

        var places = (await InProductionAsync(host.Ben, world)).ShouldHaveSingleItem()["places"]!.AsArray();

        places.Select(place => (place!["target"]!.Text("name"), place["approval"]!["review"]!.GetValue<int>(), place["approval"]!["isGlassBroken"]!.GetValue<bool>(), place.Text("by")))
            .ShouldBe([("Production", review, false, "Ben Okafor"), ("champion", broken, true, "Ada Moreno")]);
    }

    [Fact]
    public async Task A_guest_sees_only_the_models_of_projects_that_they_were_given_and_the_neighbour_none()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var hers = await ReviewWorld.BeginAsync(host);
        await LetInAsync(world, 1);
        await LetInAsync(hers, 1);
        await host.Ada.SendAsync(HttpMethod.Delete, $"{world.Api}/people/{await host.IdOfAsync(Slipway.Demo.DemoWorld.Vera)}").ShouldAnswerAsync(System.Net.HttpStatusCode.NoContent);

        (await InProductionAsync(host.Vera, hers)).ShouldHaveSingleItem();
        (await InProductionAsync(host.Vera, world)).ShouldBeEmpty();
        await host.Gus.GetAsync("/api/v1/organizations/acme/production", TestContext.Current.CancellationToken).ShouldAnswerAsync(System.Net.HttpStatusCode.NotFound);
    }

    private static async Task<List<JsonNode>> InProductionAsync(HttpClient who, ReviewWorld world) =>
        [.. (await who.GetAsync("/api/v1/organizations/acme/production", TestContext.Current.CancellationToken).JsonAsync()).AsArray().Where(model => model!.Text("project") == world.Slug).Select(model => model!)];

    private async Task LetInAsync(ReviewWorld world, int version)
    {
        var review = await world.RequestAsync(version);
        await world.ApproveAsync(host.Vera, review);
        await world.PromoteAsync(host.Ben, review).JsonAsync();
    }

    /// <summary>The next version, of a run with these metrics.</summary>
    private async Task RegisterAsync(ReviewWorld world, double accuracy, double loss)
    {
        var run = (await host.Ben.PostAsync(world.Project, "runs/create", new { experiment_id = "0", start_time = 1 }))["run"]!["info"]!.Text("run_id");
        foreach (var (key, value) in new[] { ("val_accuracy", accuracy), ("val_loss", loss) })
        {
            await host.Ben.PostAsync(world.Project, "runs/log-metric", new { run_id = run, key, value, step = 1, timestamp = 1 });
        }

        var logged = (await host.Ben.PostAsync(world.Project, "logged-models", new { experiment_id = "0", name = "net", source_run_id = run }))["model"]!["info"]!.Text("model_id");
        await host.Ben.PostAsync(world.Project, "model-versions/create", new { name = ReviewWorld.Model, source = string.Create(CultureInfo.InvariantCulture, $"models:/{logged}"), run_id = run });
    }
}
