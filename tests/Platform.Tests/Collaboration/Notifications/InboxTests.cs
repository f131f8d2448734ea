using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Slipway.Collaboration.Watching;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>What a person does with their inbox.</summary>
[Collection<Inboxes>]
public sealed class InboxTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_read_is_read_up_to_what_was_seen_and_can_become_unread_again()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        await TellBenAsync(happenings, "/experiments/0", 2);
        var first = (await host.Ben.InboxAsync(happenings.Slug)).Single();
        ((int)first["unread"]!).ShouldBe(2);
        await TellBenAsync(happenings, "/experiments/0", 1);

        (await MarkAsync(host.Ben, new { read = true, organization = "acme", subject = first.Text("subject"), through = (long)first["newest"]!["key"]! })).ShouldBe(2);
        ((int)(await host.Ben.InboxAsync(happenings.Slug)).Single()["unread"]!).ShouldBe(1);

        (await MarkAsync(host.Ben, new { read = true, organization = "acme", subject = first.Text("subject") })).ShouldBe(1);
        (await host.Ben.InboxAsync(happenings.Slug, "unread=true")).ShouldBeEmpty();

        (await MarkAsync(host.Ben, new { read = false, organization = "acme", subject = first.Text("subject") })).ShouldBe(3);
        (await host.Ben.InboxAsync(happenings.Slug, "unread=true")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_by_the_newest_of_each_subject()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        foreach (var experiment in new[] { 1, 2, 3, 4, 5, 1 })
        {
            await TellBenAsync(happenings, $"/experiments/{experiment}", 1);
        }

        List<string> read = [];
        long? before = null;
        do
        {
            var page = await host.Ben.GetAsync($"/api/v1/inbox?limit=2{(before is null ? "" : $"&before={before}")}", Ct).JsonAsync();
            read.AddRange(page["items"]!.AsArray().Select(item => item!.Text("subject")));
            before = (long?)page["next"];
        }
        while (before is not null);

        read.Where(subject => subject.StartsWith($"projects/{happenings.Slug}/", StringComparison.Ordinal)).Select(subject => subject[^1]).ShouldBe("15432");
        (await host.Ben.GetAsync($"/api/v1/inbox/entries?organization=acme&subject=projects/{happenings.Slug}/experiments/1", Ct).JsonAsync()).AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Losing_a_project_hides_its_rows_and_getting_it_back_shows_them()
    {
        var project = await host.NewProjectAsync();
        await host.LetViewAsync(project, DemoWorld.Vera, may: true);
        var happenings = new Happenings(host, project);
        var vera = await host.IdOfAsync(DemoWorld.Vera);
        var rule = new NotificationRule("test.said", NotificationCategory.Comments) { Concerns = _ => [Concern.Of(vera, WatchReason.Mentioned)] };
        await happenings.BringAsync(rule, await happenings.FactAsync(rule.Kind, "", DemoWorld.Ada));
        (await host.Vera.InboxAsync(happenings.Slug)).ShouldHaveSingleItem();
        var count = await CountAsync(host.Vera);

        await host.LetViewAsync(project, DemoWorld.Vera, may: false);
        (await host.Vera.InboxAsync(happenings.Slug)).ShouldBeEmpty();
        (await host.Vera.GetAsync($"/api/v1/inbox/entries?organization=acme&subject=projects/{happenings.Slug}", Ct).JsonAsync()).AsArray().ShouldBeEmpty();
        (await CountAsync(host.Vera)).ShouldBe(count - 1);
        (await MarkAsync(host.Vera, new { read = true, organization = "acme", subject = $"projects/{happenings.Slug}" })).ShouldBe(0);

        await host.LetViewAsync(project, DemoWorld.Vera, may: true);
        ((int)(await host.Vera.InboxAsync(happenings.Slug)).ShouldHaveSingleItem()["unread"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_category_and_an_organization_are_read_alone()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        await TellBenAsync(happenings, "/experiments/0", 1);

        (await host.Ben.InboxAsync(happenings.Slug, "category=comments&organization=acme")).ShouldHaveSingleItem();
        (await host.Ben.InboxAsync(happenings.Slug, "category=runs")).ShouldBeEmpty();
        (await host.Ben.InboxAsync(happenings.Slug, "organization=globex")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Globex_reads_marks_and_watches_nothing_of_Acmes()
    {
        var happenings = new Happenings(host, await host.NewProjectAsync());
        await TellBenAsync(happenings, "/experiments/0", 1);
        var subject = $"projects/{happenings.Slug}/experiments/0";

        (await host.Gus.InboxAsync(happenings.Slug)).ShouldBeEmpty();
        (await host.Gus.GetAsync($"/api/v1/inbox/entries?organization=acme&subject={subject}", Ct).JsonAsync()).AsArray().ShouldBeEmpty();
        (await MarkAsync(host.Gus, new { read = true, organization = "acme", subject })).ShouldBe(0);
        (await host.Gus.PutAsync($"/api/v1/organizations/acme/watches/{subject}", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.Gus.PutAsync($"/api/v1/organizations/globex/watches/{subject}", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        ((int)(await host.Ben.InboxAsync(happenings.Slug)).Single()["unread"]!).ShouldBe(1);
    }

    [Fact]
    public async Task What_one_watches_is_listed_by_its_name_while_one_may_see_it()
    {
        var project = await host.NewProjectAsync();
        await host.LetViewAsync(project, DemoWorld.Vera, may: true);
        var slug = project.Split('/')[2];
        await host.Vera.PutAsync($"/api/v1/organizations/acme/watches/projects/{slug}/experiments/0", null, Ct).JsonAsync();
        await host.Ada.PostAsync(project, "registered-models/create", new { name = "fraud v2" });
        (await host.Vera.PutAsync($"/api/v1/organizations/acme/watches/projects/{slug}/models/fraud%20v2", null, Ct).JsonAsync()).Text("why").ShouldBe("You watch this model.");

        (await WatchedAsync()).ShouldBe([("fraud v2", $"/acme/{slug}/models/fraud%20v2"), ("Default", $"/acme/{slug}/experiments/0")]);

        await host.LetViewAsync(project, DemoWorld.Vera, may: false);
        (await WatchedAsync()).ShouldBeEmpty();

        async Task<List<(string, string)>> WatchedAsync() =>
            [.. (await host.Vera.GetAsync("/api/v1/watches", Ct).JsonAsync()).AsArray().Where(watch => watch!.Text("address").StartsWith($"{project}/", StringComparison.Ordinal)).Select(watch => (watch!.Text("title"), watch!.Text("address")))];
    }

    [Fact]
    public async Task Whoever_watches_a_model_goes_on_to_under_its_new_name()
    {
        var project = await host.NewProjectAsync();
        var slug = project.Split('/')[2];
        await host.Ada.PostAsync(project, "registered-models/create", new { name = "fraud" });
        await host.Ben.PutAsync($"/api/v1/organizations/acme/watches/projects/{slug}/models/fraud", null, Ct).JsonAsync();

        await host.Ada.PostAsync(project, "registered-models/rename", new { name = "fraud", new_name = "scams" });

        var told = (await host.UntilInboxAsync(host.Ben, DemoWorld.Ben, slug, "scams")).Single(item => item.Text("title") == "scams");
        told["newest"]!.Text("why").ShouldBe("You watch this model.");
        (await host.Ben.GetAsync($"/api/v1/organizations/acme/watches/projects/{slug}/models/scams", Ct).JsonAsync())["isWatching"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_watched_a_model_that_was_deleted_does_not_watch_another_one_that_takes_its_name()
    {
        var project = await host.NewProjectAsync();
        var watch = $"/api/v1/organizations/acme/watches/projects/{project.Split('/')[2]}/models";
        await host.Ada.PostAsync(project, "registered-models/create", new { name = "fraud" });
        await host.Ben.PutAsync($"{watch}/fraud", null, Ct).JsonAsync();
        await host.Ada.SendAsync(HttpMethod.Delete, $"{project}/api/2.0/mlflow/registered-models/delete", new { name = "fraud" }).ShouldAnswerAsync(HttpStatusCode.OK);

        await host.Ada.PostAsync(project, "registered-models/create", new { name = "fraud" });
        // Ben hears of what is told after it, so what he watches is settled by then.
        await host.Ada.PostAsync(project, "registered-models/create", new { name = "later" });
        await host.Ben.PutAsync($"{watch}/later", null, Ct).JsonAsync();
        await host.Ada.PostAsync(project, "registered-models/rename", new { name = "later", new_name = "latest" });
        await host.UntilInboxAsync(host.Ben, DemoWorld.Ben, project.Split('/')[2], "latest");

        (await host.Ben.GetAsync($"{watch}/fraud", Ct).JsonAsync())["isWatching"]!.GetValue<bool>().ShouldBeFalse();
        (await host.Ada.GetAsync($"{watch}/fraud", Ct).JsonAsync())["isWatching"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Many_windows_that_watch_and_stop_at_once_are_all_answered()
    {
        var project = await host.NewProjectAsync();
        var watch = $"/api/v1/organizations/acme/watches/projects/{project.Split('/')[2]}/experiments/0";

        await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(_ => new[] { host.Ben.PutAsync(watch, null, Ct).ShouldAnswerAsync(HttpStatusCode.OK), host.Ben.DeleteAsync(watch, Ct).ShouldAnswerAsync(HttpStatusCode.OK) }));
        await host.Ben.DeleteAsync(watch, Ct).ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Ben.GetAsync(watch, Ct).JsonAsync())["isWatching"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task What_isnt_there_can_not_be_watched()
    {
        foreach (var subject in new[] { "projects/vision/runs/none", "projects/none", "projects/vision/experiments/none", "projects/vision/runs", "nothing" })
        {
            (await host.Ada.PutAsync($"/api/v1/organizations/acme/watches/{subject}", null, Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("nothing to watch");
        }
    }

    private async Task TellBenAsync(Happenings happenings, string below, int times)
    {
        var ben = await host.IdOfAsync(DemoWorld.Ben);
        var rule = new NotificationRule("test.said", NotificationCategory.Comments) { Concerns = _ => [Concern.Of(ben, WatchReason.Mentioned)] };
        for (var time = 0; time < times; time++)
        {
            await happenings.BringAsync(rule, await happenings.FactAsync(rule.Kind, below, DemoWorld.Ada));
        }
    }

    private static async Task<int> MarkAsync(HttpClient person, object mark) =>
        (int)(await person.PatchAsync("/api/v1/inbox", JsonContent.Create(mark), Ct).JsonAsync())["marked"]!;

    private static async Task<int> CountAsync(HttpClient person) => (int)(await person.GetAsync("/api/v1/inbox/count", Ct).JsonAsync())["unread"]!;
}
