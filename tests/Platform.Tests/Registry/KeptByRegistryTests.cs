using System.Net;
using Shouldly;
using Slipway.Registry.Cards;
using Slipway.Registry.Mlflow;
using Slipway.Registry.Reviews;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry;

public sealed class KeptByRegistryTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_somebody_decided_and_wrote_stays_without_their_name_when_they_go_and_goes_on_holding()
    {
        var world = await ReviewWorld.BeginAsync(host);
        var leaver = await host.JoinAcmeAsync(name: "Lea Leaver");
        await world.GiveAsync(leaver.Id, "maintainer");
        var model = $"{world.Api}/models/{ReviewWorld.Model}";
        await leaver.Http.WriteCardAsync(model, 0, new { purpose = "Finds fraud." }).JsonAsync();
        await leaver.Http.SendAsync(HttpMethod.Put, $"{world.Api}/review-policy", new
        {
            targets = new[] { new { target = new { kind = "alias", name = "champion" }, approvals = new[] { new { role = "reviewer" } } } },
            note = "Mine",
            before = 1,
        }).JsonAsync();
        await leaver.Http.NewVersionAsync(world.Project, ReviewWorld.Model);
        var (theirs, bens) = ((await leaver.Http.SendAsync(HttpMethod.Post, $"{world.Api}/reviews", new { model = ReviewWorld.Model, version = 2, target = new { kind = "alias", name = "champion" }, reason = "Better." }).JsonAsync())["number"]!.GetValue<int>(), await world.RequestAsync());
        await leaver.Http.SendAsync(HttpMethod.Put, $"{world.Of(theirs)}/checks/CI", new { state = "passed" }).JsonAsync();
        await leaver.Http.SendAsync(HttpMethod.Put, $"{world.Of(theirs)}/withdrawal", new { reason = "Not yet." }).JsonAsync();
        await leaver.Http.SendAsync(HttpMethod.Put, $"{world.Of(bens)}/checks/CI", new { state = "passed" }).JsonAsync();
        await world.ApproveAsync(leaver.Http, bens);
        await leaver.Http.NewModelAsync(world.Project, "gone");
        await leaver.Http.PutAsync($"{world.Api}/models/gone/trash", null, Ct).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var browser = await Browser.SignedInAsync(host, leaver.Email, Demo.DemoWorld.Password);
        (await browser.OpenAsync("/account/data")).ShouldContain("1 decision of yours on reviews stays and goes on counting");
        var export = await browser.Http.GetAsync("/api/v1/account/export", Ct).JsonAsync();
        (export["reviewDecisions"]!.AsArray().Count, export["reviews"]!.AsArray().Count, export["modelCards"]!.AsArray().Count).ShouldBe((1, 1, 1));
        (await browser.SendAsync("/account/data", "delete", ("sure", "true"))).ShouldBe("/sign-in?after=deleted");

        foreach (var address in new[] { world.Of(bens), world.Of(theirs), $"{world.Api}/reviews", $"{world.Api}/review-policy", $"{model}/card", $"{model}/versions/2", $"{world.Api}/model-trash" })
        {
            var answer = (await host.Ben.GetAsync(address, Ct).JsonAsync()).ToJsonString();
            answer.ShouldNotContain(leaver.Name, Case.Sensitive, address);
            answer.ShouldContain("former-member", Case.Sensitive, address);
        }

        (await world.StatusAsync(bens)).ShouldBe("approved");
        (await world.PromoteAsync(host.Ben, bens).JsonAsync()).Text("status").ShouldBe("promoted");
    }
}
