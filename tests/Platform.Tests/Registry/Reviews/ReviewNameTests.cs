using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>An alias is asked for by the model's name, so the name is as protected as the alias.</summary>
public sealed class ReviewNameTests(SlipwayHost host)
{
    [Fact]
    public async Task A_model_that_a_protected_alias_stands_on_keeps_its_name_until_the_policy_lets_go_of_it()
    {
        var world = await ReviewWorld.BeginAsync(host);
        await RenameAsync(world, "before-anything-stands-on-it").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.Ben.PostAsync(world.Project, "registered-models/rename", new { name = "before-anything-stands-on-it", new_name = ReviewWorld.Model });
        var review = await world.RequestAsync();
        await world.ApproveAsync(host.Vera, review);
        await world.PromoteAsync(host.Ben, review).JsonAsync();

        var refused = await host.Ben.PostAsync(world.Project, "registered-models/rename", new { name = ReviewWorld.Model, new_name = "out-of-the-way" }, HttpStatusCode.Forbidden);

        refused.Text("message").ShouldContain("review-policy");
        (await world.HolderAsync()).ShouldBe("1");
        await world.WriteAsync();
        await RenameAsync(world, "free-again").ShouldAnswerAsync(HttpStatusCode.OK);
    }

    private static Task<HttpResponseMessage> RenameAsync(ReviewWorld world, string name) =>
        world.Host.Ben.SendAsync(HttpMethod.Post, $"{world.Project}/api/2.0/mlflow/registered-models/rename", new { name = ReviewWorld.Model, new_name = name });
}
