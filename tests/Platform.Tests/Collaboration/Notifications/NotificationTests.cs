using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Collaboration.Watching;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Events;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>Who is told of what, why, and who isn't.</summary>
[Collection<Inboxes>]
public sealed class NotificationTests(SlipwayHost host)
{
    private static readonly NotificationRule Rule = new("test.said", NotificationCategory.Comments);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_logged_a_run_is_told_that_it_failed_and_not_that_it_finished()
    {
        var project = await host.NewProjectAsync();
        var finished = await EndedAsync(project, "FINISHED");
        var failed = await EndedAsync(project, "FAILED");

        var item = (await host.UntilInboxAsync(host.Ada, DemoWorld.Ada, Slug(project))).ShouldHaveSingleItem();

        item.Text("subject").ShouldEndWith($"/runs/{failed}");
        item.Text("title").ShouldBe("night shift");
        item["newest"]!.Text("why").ShouldBe("You made this run.");
        item["newest"]!.Text("address").ShouldBe($"{project}/runs/{failed}");
        finished.ShouldNotBe(failed);
        (await host.Ben.InboxAsync(Slug(project))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_watches_the_project_or_the_experiment_is_told_why()
    {
        var project = await host.NewProjectAsync();
        (await host.Ben.PutAsync($"/api/v1/organizations/acme/watches/projects/{Slug(project)}", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await EndedAsync(project, "FAILED");

        var item = (await host.UntilInboxAsync(host.Ben, DemoWorld.Ben, Slug(project))).ShouldHaveSingleItem();
        item["newest"]!.Text("actor").ShouldBe(DemoWorld.Ada.Name);
        item["newest"]!.Text("why").ShouldBe("You watch the project that it is in.");

        var other = await host.NewProjectAsync();
        await host.Ben.PutAsync($"/api/v1/organizations/acme/watches/projects/{Slug(other)}/experiments/0", null, Ct).JsonAsync();
        await EndedAsync(other, "FAILED");
        (await host.UntilInboxAsync(host.Ben, DemoWorld.Ben, Slug(other))).ShouldHaveSingleItem()["newest"]!.Text("why").ShouldBe("You watch the experiment that it is in.");
    }

    [Fact]
    public async Task Nobody_is_told_of_their_own_acts_or_of_what_they_may_not_see()
    {
        var project = await host.NewProjectAsync();
        var happenings = new Happenings(host, project);
        var (ben, vera, gus) = (await host.IdOfAsync(DemoWorld.Ben), await host.IdOfAsync(DemoWorld.Vera), await host.IdOfAsync(DemoWorld.Gus));
        var names = Rule with { Concerns = _ => [Concern.Of(ben, WatchReason.Mentioned), Concern.Of(vera, WatchReason.Mentioned), Concern.Of(gus, WatchReason.Mentioned)] };

        await happenings.BringAsync(names, await happenings.FactAsync(Rule.Kind, "", DemoWorld.Ben));
        foreach (var client in new[] { host.Ben, host.Vera, host.Gus })
        {
            (await client.InboxAsync(happenings.Slug)).ShouldBeEmpty();
        }

        await host.LetViewAsync(project, DemoWorld.Vera, may: true);
        await happenings.BringAsync(names, await happenings.FactAsync(Rule.Kind, "", DemoWorld.Ada));
        (await host.Ben.InboxAsync(happenings.Slug)).ShouldHaveSingleItem()["newest"]!.Text("why").ShouldBe("You were named in this project.");
        (await host.Vera.InboxAsync(happenings.Slug)).ShouldHaveSingleItem();
        (await host.Gus.InboxAsync(happenings.Slug)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_needs_a_permission_is_told_to_those_who_have_it()
    {
        var project = await host.NewProjectAsync();
        await host.LetViewAsync(project, DemoWorld.Vera, may: true);
        var happenings = new Happenings(host, project);
        var (ada, ben, vera) = (await host.IdOfAsync(DemoWorld.Ada), await host.IdOfAsync(DemoWorld.Ben), await host.IdOfAsync(DemoWorld.Vera));
        var all = Rule with { Needs = Permission.RunsWrite, Concerns = _ => [Concern.Of(ben, WatchReason.Asked), Concern.Of(vera, WatchReason.Asked)] };

        await happenings.BringAsync(all, await happenings.FactAsync(Rule.Kind, "", DemoWorld.Ada));
        (await host.Ben.InboxAsync(happenings.Slug)).ShouldHaveSingleItem();
        (await host.Vera.InboxAsync(happenings.Slug)).ShouldBeEmpty();

        await happenings.BringAsync(Rule with { Concerns = _ => [Concern.OfHolders(Permission.ProjectManage)] }, await happenings.FactAsync(Rule.Kind, "", DemoWorld.Ben));
        (await host.Ada.InboxAsync(happenings.Slug)).ShouldHaveSingleItem()["newest"]!.Text("why").ShouldBe("You look after this.");
        (await host.Ben.InboxAsync(happenings.Slug)).ShouldHaveSingleItem();
        ada.ShouldNotBe(ben);
    }

    [Fact]
    public async Task The_same_events_again_change_nothing()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        var ben = await host.IdOfAsync(DemoWorld.Ben);
        var named = Rule with { Concerns = _ => [Concern.Of(ben, WatchReason.Mentioned)], ActorWatches = WatchReason.Commented };
        var facts = new[] { await happenings.FactAsync(Rule.Kind, "/experiments/0", DemoWorld.Ada), await happenings.FactAsync(Rule.Kind, "/experiments/0", DemoWorld.Ada) };

        await happenings.BringAsync(named, facts);
        await happenings.BringAsync(named, facts);

        ((int)(await host.Ben.InboxAsync(happenings.Slug)).ShouldHaveSingleItem()["count"]!).ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_comments_or_is_named_watches_from_then_on_and_whoever_stops_is_only_told_when_named()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        var ben = await host.IdOfAsync(DemoWorld.Ben);
        var watch = $"/api/v1/organizations/acme/watches/projects/{happenings.Slug}/experiments/0";
        var names = Rule with { Concerns = _ => [Concern.Of(ben, WatchReason.Mentioned)], ActorWatches = WatchReason.Commented };
        var plain = Rule with { ActorWatches = WatchReason.Commented };

        await happenings.BringAsync(names, await happenings.FactAsync(Rule.Kind, "/experiments/0", DemoWorld.Ada));
        (await host.Ada.GetAsync(watch, Ct).JsonAsync()).Text("why").ShouldBe("You commented on this experiment.");
        (await host.Ben.GetAsync(watch, Ct).JsonAsync()).Text("why").ShouldBe("You were named in this experiment.");

        await happenings.BringAsync(plain, await happenings.FactAsync(Rule.Kind, "/experiments/0", DemoWorld.Ada));
        ((int)(await host.Ben.InboxAsync(happenings.Slug)).Single()["count"]!).ShouldBe(2);

        ((bool)(await host.Ben.DeleteAsync(watch, Ct).JsonAsync())["isWatching"]!).ShouldBeFalse();
        await happenings.BringAsync(plain, await happenings.FactAsync(Rule.Kind, "/experiments/0", DemoWorld.Ada));
        ((int)(await host.Ben.InboxAsync(happenings.Slug)).Single()["count"]!).ShouldBe(2);

        await happenings.BringAsync(names, await happenings.FactAsync(Rule.Kind, "/experiments/0", DemoWorld.Ada));
        ((int)(await host.Ben.InboxAsync(happenings.Slug)).Single()["count"]!).ShouldBe(3);
        ((bool)(await host.Ben.GetAsync(watch, Ct).JsonAsync())["isWatching"]!).ShouldBeFalse();
    }

    [Fact]
    public void Every_rule_has_a_story_and_no_two_share_a_kind()
    {
        var rules = host.Services.GetRequiredService<NotificationRules>().All;
        var told = host.Services.GetRequiredService<EventStories>().All.Select(story => story.Kind).ToHashSet();

        rules.Count.ShouldBeGreaterThan(2);
        rules.Where(rule => !told.Contains(rule.Kind)).Select(rule => rule.Kind).ShouldBeEmpty();
    }

    private async Task<string> EndedAsync(string project, string status)
    {
        var run = (await host.Ada.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = "night shift" }))["run"]!["info"]!.Text("run_id");
        await host.Ada.PostAsync(project, "runs/update", new { run_id = run, status });
        return run;
    }

    private static string Slug(string address) => address.Split('/')[2];
}
