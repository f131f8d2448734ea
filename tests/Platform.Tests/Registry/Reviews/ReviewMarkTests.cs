using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>What a model's and a version's page say of reviews.</summary>
public sealed class ReviewMarkTests(SlipwayHost host)
{
    [Fact]
    public async Task A_version_in_review_says_how_many_approvals_it_has_until_that_is_over()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        await world.ProtectAsync(approvals: new[] { new { count = 2 } });
        var review = await world.RequestAsync(2);

        var asked = (await MarksAsync(world, host.Vera))["open"]!.AsArray().ShouldHaveSingleItem()!;
        await world.ApproveAsync(host.Vera, review);
        var approved = (await MarksAsync(world, host.Vera, 2))["open"]!.AsArray().ShouldHaveSingleItem()!;
        (await MarksAsync(world, host.Vera, 1))["open"]!.AsArray().ShouldBeEmpty();
        await host.Ben.SendAsync(HttpMethod.Put, $"{world.Of(review)}/withdrawal", new { reason = "No." }).JsonAsync();

        (asked["number"]!.GetValue<int>(), asked["version"]!.GetValue<int>(), asked["approvals"]!.GetValue<int>(), asked["needed"]!.GetValue<int>()).ShouldBe((review, 2, 0, 2));
        approved["approvals"]!.GetValue<int>().ShouldBe(1);
        (await MarksAsync(world, host.Vera))["open"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_move_without_review_stands_on_the_model_for_good()
    {
        var world = await ReviewWorld.BeginAsync(host, versions: 2);
        var review = await world.RequestAsync(1);
        await host.Ada.SendAsync(HttpMethod.Put, $"{world.Of(review)}/broken-glass", new { reason = "The champion answers nonsense." }).JsonAsync();
        var next = await world.RequestAsync(2);
        await world.ApproveAsync(host.Vera, next);
        await world.PromoteAsync(host.Ben, next).JsonAsync();

        foreach (var version in new int?[] { null, 1 })
        {
            var broken = (await MarksAsync(world, host.Vera, version))["broken"]!.AsArray().ShouldHaveSingleItem()!;
            (broken["number"]!.GetValue<int>(), broken["version"]!.GetValue<int>(), broken.Text("by"), broken.Text("reason")).ShouldBe((review, 1, DemoWorld.Ada.Name, "The champion answers nonsense."));
        }

        (await MarksAsync(world, host.Vera, 2))["broken"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_review_is_offered_where_something_is_protected_to_those_who_may_ask()
    {
        var (world, open) = (await ReviewWorld.BeginAsync(host), await ReviewWorld.BeginAsync(host, isProtected: false));

        (await MarksAsync(world, host.Ben))["mayRequest"]!.GetValue<bool>().ShouldBeTrue();
        (await MarksAsync(world, host.Vera))["mayRequest"]!.GetValue<bool>().ShouldBeFalse();
        (await MarksAsync(open, host.Ben))["mayRequest"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Globex_sees_no_marks_of_Acme()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await world.RequestAsync();

        await host.Gus.GetAsync($"{world.Api}/reviews/marks?model={ReviewWorld.Model}").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static Task<JsonNode> MarksAsync(ReviewWorld world, HttpClient who, int? version = null) =>
        who.GetAsync($"{world.Api}/reviews/marks?model={ReviewWorld.Model}{(version is { } number ? $"&version={number}" : "")}").JsonAsync();
}
