using System.Net;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Comments;

public sealed class CommentTests(SlipwayHost host)
{
    [Fact]
    public async Task A_comment_is_read_with_its_author_and_its_replies_in_their_order()
    {
        var talk = await Talk.AboutARunAsync(host);
        var first = await talk.WriteAsync(host.Ada, "Why does it **diverge**?");
        await talk.WriteAsync(host.Ben, "The rate.", first);
        await talk.WriteAsync(host.Ada, "Right.", first);
        await talk.WriteAsync(host.Ben, "Another thing");

        var page = await talk.ReadAsync(host.Ben);

        Talk.Texts(page).ShouldBe(["Why does it **diverge**?", "Another thing"]);
        var thread = page["threads"]![0]!;
        (thread["first"]!["author"]!.Text("name"), thread["first"]!["mine"]!.GetValue<bool>()).ShouldBe((DemoWorld.Ada.Name, false));
        thread["replies"]!.AsArray().Select(reply => reply!.Text("text")).ShouldBe(["The rate.", "Right."]);
        (page["total"]!.GetValue<int>(), page["unresolved"]!.GetValue<int>()).ShouldBe((4, 2));
    }

    [Fact]
    public async Task Pages_go_back_thread_by_thread_and_leave_none_out()
    {
        var talk = await Talk.AboutARunAsync(host);
        foreach (var number in Enumerable.Range(1, 5))
        {
            await talk.WriteAsync(host.Ada, $"{number}");
        }

        var newest = await talk.ReadAsync(host.Ada, "&limit=2");
        Talk.Texts(newest).ShouldBe(["4", "5"]);
        var middle = await talk.ReadAsync(host.Ada, $"&limit=2&before={newest.Text("earlier")}");
        Talk.Texts(middle).ShouldBe(["2", "3"]);
        var oldest = await talk.ReadAsync(host.Ada, $"&limit=2&before={middle.Text("earlier")}");
        Talk.Texts(oldest).ShouldBe(["1"]);
        oldest["earlier"].ShouldBeNull();
    }

    [Fact]
    public async Task Of_a_long_thread_a_page_has_the_end_and_the_thread_itself_everything()
    {
        var talk = await Talk.AboutARunAsync(host);
        var first = await talk.WriteAsync(host.Ben, "Count");
        foreach (var number in Enumerable.Range(1, CommentService.MostReplies + 2))
        {
            await talk.WriteAsync(host.Ben, $"{number}", first);
        }

        var thread = (await talk.ReadAsync(host.Ada))["threads"]![0]!;
        thread["omitted"]!.GetValue<int>().ShouldBe(2);
        thread["replies"]!.AsArray().Select(reply => reply!.Text("text")).ShouldBe(Enumerable.Range(3, CommentService.MostReplies).Select(number => $"{number}"));
        var whole = await talk.ThreadAsync(host.Ada, first);
        (whole["omitted"]!.GetValue<int>(), whole["replies"]!.AsArray().Count).ShouldBe((0, CommentService.MostReplies + 2));
    }

    [Fact]
    public async Task Experiments_and_the_brief_are_commented_on_too_and_apart_from_each_other()
    {
        var talk = await Talk.AboutARunAsync(host);
        foreach (var (kind, subject) in new[] { ("run", talk.Run), ("experiment", "0"), ("project", "brief") })
        {
            await host.Ben.SendAsync(HttpMethod.Post, talk.Address, new { kind, subject, text = $"on the {kind}" }).JsonAsync();
            Talk.Texts(await host.Ben.GetAsync($"{talk.Address}?kind={kind}&subject={subject}").JsonAsync()).ShouldBe([$"on the {kind}"]);
        }
    }

    [Theory]
    [InlineData("run", "00000000000000000000000000000000")]
    [InlineData("experiment", "77")]
    [InlineData("experiment", "00")]
    [InlineData("project", "readme")]
    [InlineData("weather", "today")]
    public async Task What_is_not_there_can_not_be_commented_on(string kind, string subject)
    {
        var talk = await Talk.AboutARunAsync(host);

        (await host.Ada.SendAsync(HttpMethod.Post, talk.Address, new { kind, subject, text = "Hello" }).RefusalAsync(HttpStatusCode.NotFound)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_edit_keeps_what_was_said_before_and_says_when()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "One");
        await talk.EditAsync(host.Ada, comment, "Two", 1).ShouldAnswerAsync(HttpStatusCode.OK);
        await talk.EditAsync(host.Ada, comment, "Three", 2).ShouldAnswerAsync(HttpStatusCode.OK);

        var now = (await talk.ThreadAsync(host.Ben, comment))["first"]!;
        (now.Text("text"), now["version"]!.GetValue<int>(), now["editedAt"] is not null).ShouldBe(("Three", 3, true));
        var history = await host.Ben.GetAsync($"{talk.Address}/{comment}/history").JsonAsync();
        history.AsArray().Select(version => version!.Text("text")).ShouldBe(["One", "Two", "Three"]);
    }

    [Fact]
    public async Task Of_two_edits_of_the_same_words_the_second_is_told_and_nothing_is_lost()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "Start");

        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(number => talk.EditAsync(host.Ada, comment, $"Edit {number}", 1)));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict).ShouldBe(5);
        var history = (await host.Ada.GetAsync($"{talk.Address}/{comment}/history").JsonAsync()).AsArray();
        history.Select(version => version!["version"]!.GetValue<int>()).ShouldBe([1, 2]);
        (await talk.EditAsync(host.Ada, comment, "Too late", 1).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Nothing was overwritten");
    }

    [Fact]
    public async Task The_same_edit_sent_again_changes_nothing()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "One");
        await talk.EditAsync(host.Ada, comment, "Two", 1).ShouldAnswerAsync(HttpStatusCode.OK);

        await talk.EditAsync(host.Ada, comment, "Two", 1).ShouldAnswerAsync(HttpStatusCode.OK);

        (await host.Ada.GetAsync($"{talk.Address}/{comment}/history").JsonAsync()).AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_deleted_comment_leaves_who_deleted_it_and_its_replies_and_none_of_its_words()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ben, "The key is hunter2");
        await talk.EditAsync(host.Ben, comment, "The key is hunter3", 1).ShouldAnswerAsync(HttpStatusCode.OK);
        await talk.WriteAsync(host.Ada, "Delete that.", comment);
        await host.Ada.SendAsync(HttpMethod.Put, $"{talk.Address}/{comment}/reactions/eyes").ShouldAnswerAsync(HttpStatusCode.NoContent);

        await host.Ada.DeleteAsync($"{talk.Address}/{comment}").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.DeleteAsync($"{talk.Address}/{comment}").ShouldAnswerAsync(HttpStatusCode.NoContent);

        var thread = await talk.ThreadAsync(host.Ben, comment);
        thread.ToJsonString().ShouldNotContain("hunter");
        thread["first"]!["deleted"]!["by"]!.Text("name").ShouldBe(DemoWorld.Ada.Name);
        thread["first"]!["reactions"]!.AsArray().ShouldBeEmpty();
        thread["replies"]![0]!.Text("text").ShouldBe("Delete that.");
        (await host.Ben.GetAsync($"{talk.Address}/{comment}/history").RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("deleted");
        (await talk.EditAsync(host.Ben, comment, "Back again", 3).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("deleted");
        (await talk.EventsAsync()).Count(each => each.Kind == "comment.deleted").ShouldBe(1);
        (await talk.EventsAsync()).ShouldAllBe(each => !each.Data.ToString().Contains("hunter"));
    }

    [Fact]
    public async Task Only_the_author_edits_and_only_the_author_and_maintainers_delete()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "Mine");

        (await talk.EditAsync(host.Ben, comment, "Ben's", 1).RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("author");
        (await host.Ben.DeleteAsync($"{talk.Address}/{comment}").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("maintainer");
        (await talk.ThreadAsync(host.Ben, comment))["first"]!.Text("text").ShouldBe("Mine");
    }

    [Fact]
    public async Task A_guest_who_views_the_project_comments_and_one_who_was_not_given_it_sees_nothing()
    {
        var vision = await Talk.InVisionAsync(host);
        await vision.WriteAsync(host.Vera, "From a guest");
        Talk.Texts(await vision.ReadAsync(host.Ada)).ShouldBe(["From a guest"]);

        var elsewhere = await Talk.AboutARunAsync(host);
        await elsewhere.ShouldBeHiddenFromAsync(host.Vera, await elsewhere.WriteAsync(host.Ada, "Among us"));
    }

    [Fact]
    public async Task Globex_cannot_read_write_change_or_learn_of_what_is_said_at_Acme()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "Among us");

        await talk.ShouldBeHiddenFromAsync(host.Gus, comment);
        await talk.ShouldBeHiddenFromAsync(host.Gus, Guid.NewGuid().ToString());
        Talk.Texts(await talk.ReadAsync(host.Ada)).ShouldBe(["Among us"]);
    }

    [Fact]
    public async Task A_comment_of_another_project_is_not_there()
    {
        var (talk, other) = (await Talk.AboutARunAsync(host), await Talk.AboutARunAsync(host));
        var comment = await talk.WriteAsync(host.Ada, "Here");

        await host.Ada.GetAsync($"{other.Address}/{comment}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await other.SayAsync(host.Ada, "A reply", comment).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("thread");
    }

    [Fact]
    public async Task Blank_and_endless_words_are_refused_with_a_sentence()
    {
        var talk = await Talk.AboutARunAsync(host);

        (await talk.SayAsync(host.Ada, " \n\t").JsonAsync(HttpStatusCode.BadRequest)).ToJsonString().ShouldContain("ext");
        (await talk.SayAsync(host.Ada, "\0 ").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("some words");
        await talk.SayAsync(host.Ada, new string('a', Comment.TextLimit + 1)).ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_writes_faster_than_people_do_is_told_how_long_to_wait()
    {
        var talk = await Talk.AboutARunAsync(host);
        var (person, browser) = await Person.RegisterAsync(host);
        var address = talk.Address.Replace(talk.Project.Replace("/acme/", "/acme/projects/", StringComparison.Ordinal), $"/{person.Organization}/projects/first", StringComparison.Ordinal);
        var projects = await browser.Http.GetAsync($"/api/v1/organizations/{person.Organization}/projects").JsonAsync();
        address = address.Replace("/first/", $"/{projects[0]!.Text("slug")}/", StringComparison.Ordinal);
        foreach (var number in Enumerable.Range(1, host.CommentsPerMinute))
        {
            await browser.Http.SendAsync(HttpMethod.Post, address, new { kind = "experiment", subject = "0", text = $"{number}" }).ShouldAnswerAsync(HttpStatusCode.OK);
        }

        (await browser.Http.SendAsync(HttpMethod.Post, address, new { kind = "experiment", subject = "0", text = "once more" }).RefusalAsync(HttpStatusCode.TooManyRequests))
            .ShouldContain($"{host.CommentsPerMinute} comments a minute");
    }

    [Fact]
    public async Task A_comment_points_at_a_step_of_a_metric_that_the_run_has()
    {
        var talk = await Talk.AboutARunAsync(host);

        var comment = await talk.SayAsync(host.Ben, "Here it breaks", point: new { metric = Talk.Metric, step = 120 }).JsonAsync();
        (comment["point"]!.Text("metric"), comment["point"]!["step"]!.GetValue<long>()).ShouldBe((Talk.Metric, 120));

        (await talk.SayAsync(host.Ben, "And here", point: new { metric = "no/such", step = 1 }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("no/such");
        (await host.Ben.SendAsync(HttpMethod.Post, talk.Address, new { kind = "experiment", subject = "0", text = "There", point = new { metric = Talk.Metric, step = 1 } }).RefusalAsync(HttpStatusCode.BadRequest))
            .ShouldContain("Only a comment on a run");
    }
}
