using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Comments;

public sealed class ThreadTests(SlipwayHost host)
{
    private static readonly HttpMethod Put = HttpMethod.Put;

    [Fact]
    public async Task A_thread_is_resolved_once_and_opened_again()
    {
        var talk = await Talk.AboutARunAsync(host);
        var thread = await talk.WriteAsync(host.Ada, "Is the split right?");
        await talk.WriteAsync(host.Ben, "It is.", thread);

        await host.Ben.SendAsync(Put, $"{talk.Address}/{thread}/resolution").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(Put, $"{talk.Address}/{thread}/resolution").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await talk.ThreadAsync(host.Ada, thread))["resolved"]!["by"]!.Text("name").ShouldBe(DemoWorld.Ben.Name);
        (await UnresolvedAsync(talk)).ShouldBe(0);

        await host.Ada.DeleteAsync($"{talk.Address}/{thread}/resolution").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await talk.ThreadAsync(host.Ada, thread))["resolved"].ShouldBeNull();
        (await UnresolvedAsync(talk)).ShouldBe(1);

        var told = (await talk.EventsAsync()).Where(each => each.Kind.StartsWith("thread.", StringComparison.Ordinal)).ToList();
        told.Select(each => each.Kind).ShouldBe(["thread.resolved", "thread.reopened"]);
        Talk.People(told[0].Data, "participants").ShouldBe([await talk.IdOfAsync(DemoWorld.Ada)]);
    }

    [Fact]
    public async Task A_viewer_resolves_what_they_began_and_not_what_others_did()
    {
        var talk = await Talk.InVisionAsync(host);
        var (hers, others) = (await talk.WriteAsync(host.Vera, "May I ask?"), await talk.WriteAsync(host.Ada, "Still open"));

        await host.Vera.SendAsync(Put, $"{talk.Address}/{hers}/resolution").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await host.Vera.SendAsync(Put, $"{talk.Address}/{others}/resolution").RefusalAsync(HttpStatusCode.Forbidden)).ShouldContain("whoever began it");
        (await UnresolvedAsync(talk)).ShouldBe(1);
    }

    [Fact]
    public async Task A_reply_alone_can_not_be_resolved()
    {
        var talk = await Talk.AboutARunAsync(host);
        var reply = await talk.WriteAsync(host.Ada, "Yes", await talk.WriteAsync(host.Ada, "So?"));

        (await host.Ada.SendAsync(Put, $"{talk.Address}/{reply}/resolution").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("first comment");
        (await talk.SayAsync(host.Ada, "Deeper", reply).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("thread");
    }

    [Fact]
    public async Task A_thread_that_was_deleted_whole_is_nothing_to_resolve()
    {
        var talk = await Talk.AboutARunAsync(host);
        var thread = await talk.WriteAsync(host.Ada, "Never mind");
        var reply = await talk.WriteAsync(host.Ada, "Really", thread);

        await host.Ada.DeleteAsync($"{talk.Address}/{thread}").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await UnresolvedAsync(talk)).ShouldBe(1);
        await host.Ada.DeleteAsync($"{talk.Address}/{reply}").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await UnresolvedAsync(talk)).ShouldBe(0);
    }

    [Fact]
    public async Task A_reaction_counts_once_however_often_it_is_sent()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "Merged");

        var clicks = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Ben.SendAsync(Put, $"{talk.Address}/{comment}/reactions/thumbsUp")));
        clicks.ShouldAllBe(click => click.StatusCode == HttpStatusCode.NoContent);
        await host.Ada.SendAsync(Put, $"{talk.Address}/{comment}/reactions/thumbsUp").ShouldAnswerAsync(HttpStatusCode.NoContent);

        var reaction = (await talk.ThreadAsync(host.Ben, comment))["first"]!["reactions"]!.AsArray().Single()!;
        (reaction.Text("reaction"), reaction["count"]!.GetValue<int>(), reaction["mine"]!.GetValue<bool>()).ShouldBe(("thumbsUp", 2, true));
        reaction["people"]!.AsArray().Select(name => name!.GetValue<string>()).ShouldBe([DemoWorld.Ben.Name, DemoWorld.Ada.Name]);

        await host.Ben.DeleteAsync($"{talk.Address}/{comment}/reactions/thumbsUp").ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.DeleteAsync($"{talk.Address}/{comment}/reactions/thumbsUp").ShouldAnswerAsync(HttpStatusCode.NoContent);
        reaction = (await talk.ThreadAsync(host.Ben, comment))["first"]!["reactions"]!.AsArray().Single()!;
        (reaction["count"]!.GetValue<int>(), reaction["mine"]!.GetValue<bool>()).ShouldBe((1, false));
    }

    [Fact]
    public async Task Only_the_small_set_of_reactions_is_taken()
    {
        var talk = await Talk.AboutARunAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "Well");

        (await host.Ben.SendAsync(Put, $"{talk.Address}/{comment}/reactions/99").RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("thumbsUp");
        await host.Ben.SendAsync(Put, $"{talk.Address}/{comment}/reactions/banana").ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Whatever_is_said_or_nodded_at_is_told_to_open_screens_of_that_subject_alone()
    {
        var talk = await Talk.AboutARunAsync(host);
        await using var ada = await Acting.AsAsync(host, DemoWorld.Ada, talk.Project);
        var feed = host.Services.GetRequiredService<LiveFeed>();
        using var here = feed.Subscribe(Topics.Comments(ada.Project.Id, "run", talk.Run));
        await using var heard = here.GetAsyncEnumerator(TestContext.Current.CancellationToken);

        var comment = await talk.WriteAsync(host.Ben, "Look");
        (await heard.MoveNextAsync()).ShouldBeTrue();
        await host.Ben.SendAsync(Put, $"{talk.Address}/{comment}/reactions/rocket").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await heard.MoveNextAsync()).ShouldBeTrue();
        await host.Ben.SendAsync(Put, $"{talk.Address}/{comment}/resolution").ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await heard.MoveNextAsync()).ShouldBeTrue();
        feed.HasSubscribers(Topics.Comments(ada.Project.Id, "experiment", "0")).ShouldBeFalse();
    }

    private static async Task<int> UnresolvedAsync(Talk talk)
    {
        await using var ada = await Acting.AsAsync(talk.Host, DemoWorld.Ada, talk.Project);
        await using var db = await ada.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var unresolved = await CommentService.CountUnresolvedAsync(db, ada.Project.Id, new("run", talk.Run), CancellationToken.None);
        (await talk.Host.Ada.GetAsync($"{talk.Address}/count?kind=run&subject={talk.Run}").JsonAsync())["unresolved"]!.GetValue<int>().ShouldBe(unresolved);
        return unresolved;
    }
}
