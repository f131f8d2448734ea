using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>A conversation of three people of Acme, as each of them hears of it.</summary>
[Collection<Inboxes>]
public sealed class CommentNotificationTests(SlipwayHost host)
{
    [Fact]
    public async Task Who_is_named_who_takes_part_and_who_made_the_run_each_hear_of_a_comment_once()
    {
        var project = await host.NewProjectAsync();
        await host.LetViewAsync(project, DemoWorld.Vera, may: true);
        var slug = project.Split('/')[2];
        var run = (await host.Ben.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = "night shift" }))["run"]!["info"]!.Text("run_id");

        var first = await CommentAsync(host.Vera, slug, run, "Why does the loss rise?");
        (await host.UntilInboxAsync(host.Ben, DemoWorld.Ben, slug)).ShouldHaveSingleItem()["newest"]!.Text("why").ShouldBe("You made this run.");

        await CommentAsync(host.Ben, slug, run, "@ada-moreno, look.", first);
        var named = (await host.UntilInboxAsync(host.Ada, DemoWorld.Ada, slug)).ShouldHaveSingleItem();
        named["newest"]!.Text("category").ShouldBe("mentions");
        named["newest"]!.Text("sentence").ShouldBe("mentioned you in a comment on run night shift");
        named["newest"]!.Text("address").ShouldContain("#comment-");
        ((int)named["count"]!).ShouldBe(1);
        var thread = (await host.UntilInboxAsync(host.Vera, DemoWorld.Vera, slug)).ShouldHaveSingleItem();
        thread["newest"]!.Text("sentence").ShouldBe("commented on run night shift");
        (await host.Gus.InboxAsync(slug)).ShouldBeEmpty();
    }

    private static async Task<string> CommentAsync(HttpClient person, string project, string run, string text, string? thread = null) =>
        (await person.SendAsync(HttpMethod.Post, $"/api/v1/organizations/acme/projects/{project}/comments", new { kind = "run", subject = run, text, thread }).JsonAsync()).Text("id");
}
