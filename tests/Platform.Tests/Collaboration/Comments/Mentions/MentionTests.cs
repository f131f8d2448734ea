using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Comments.Mentions;

public sealed class MentionTests(SlipwayHost host)
{
    [Fact]
    public async Task Whoever_is_called_gets_an_event_with_their_id_and_the_author_does_not()
    {
        var talk = await Talk.AboutARunAsync(host);

        var comment = await talk.SayAsync(host.Ada, "@ben-okafor look at this, I (@Ada) can't. Nobody is @nobody, and ben@ben-okafor is an address.").JsonAsync();

        var ben = await talk.IdOfAsync(DemoWorld.Ben);
        comment["mentions"]!.AsArray().Select(mention => (mention!.Text("handle"), mention!.Text("name"))).ShouldBe([("ada", DemoWorld.Ada.Name), ("ben-okafor", DemoWorld.Ben.Name)]);
        var told = (await talk.EventsAsync()).Single(each => each.Kind == "comment.mentioned").Data;
        Talk.People(told, "people").ShouldBe([ben]);
        told.GetProperty("title").GetString().ShouldBe("run lively-heron");
        told.GetProperty("behind").GetString().ShouldBe($"?tab=discussion#comment-{comment.Text("id")}");
    }

    [Fact]
    public async Task An_edit_tells_only_those_whom_it_calls_anew()
    {
        var talk = await Talk.InVisionAsync(host);
        var comment = await talk.WriteAsync(host.Ada, "@ben?");
        await talk.EditAsync(host.Ada, comment, "@ben and @vera?", 1).ShouldAnswerAsync(HttpStatusCode.OK);
        await talk.EditAsync(host.Ada, comment, "@ben-okafor and @vera-lindqvist?", 2).ShouldAnswerAsync(HttpStatusCode.OK);

        var told = (await talk.EventsAsync()).Where(each => each.Kind == "comment.mentioned").Select(each => Talk.People(each.Data, "people")).ToList();

        told.Count.ShouldBe(2);
        told[0].ShouldBe([await talk.IdOfAsync(DemoWorld.Ben)]);
        told[1].ShouldBe([await talk.IdOfAsync(DemoWorld.Vera)]);
    }

    [Fact]
    public async Task Who_may_not_see_the_subject_is_neither_offered_nor_called()
    {
        var talk = await Talk.AboutARunAsync(host);

        var offered = await OfferedAsync(talk, host.Ada, "");
        offered.ShouldContain(DemoWorld.Ada.Name);
        offered.ShouldContain(DemoWorld.Ben.Name);
        offered.ShouldNotContain(DemoWorld.Vera.Name);
        offered.ShouldNotContain(DemoWorld.Gus.Name);
        (await talk.SayAsync(host.Ada, "@vera-lindqvist, @gus-hartmann").JsonAsync())["mentions"]!.AsArray().ShouldBeEmpty();
        (await talk.EventsAsync()).ShouldNotContain(each => each.Kind == "comment.mentioned");

        var vision = await Talk.InVisionAsync(host);
        (await OfferedAsync(vision, host.Vera, "lind")).ShouldBe([DemoWorld.Vera.Name]);
        (await OfferedAsync(vision, host.Vera, "gus")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_team_is_called_by_its_address_and_those_of_it_are_told_who_may_see_the_subject()
    {
        var talk = await Talk.AboutARunAsync(host);
        var team = $"team-{talk.Run[..12]}";
        await host.Ada.SendAsync(HttpMethod.Post, "/api/v1/organizations/acme/teams", new { name = "The Vision Crew", slug = team }).JsonAsync();
        foreach (var person in new[] { DemoWorld.Ada, DemoWorld.Ben, DemoWorld.Vera })
        {
            (await host.Ada.SendAsync(HttpMethod.Put, $"/api/v1/organizations/acme/teams/{team}/people/{await talk.IdOfAsync(person)}")).EnsureSuccessStatusCode();
        }

        (await OfferedAsync(talk, host.Ben, "crew")).ShouldContain("The Vision Crew");
        var comment = await talk.SayAsync(host.Ada, $"@{team} and @ben, please look").JsonAsync();

        var mention = comment["mentions"]!.AsArray().Single(each => each!.Text("kind") == "team")!;
        (mention.Text("handle"), mention.Text("name")).ShouldBe((team, "The Vision Crew"));
        // Vera is in the team and wasn't given this project.
        Talk.People((await talk.EventsAsync()).Single(each => each.Kind == "comment.mentioned").Data, "people").ShouldBe([await talk.IdOfAsync(DemoWorld.Ben)]);

        await host.Ada.SendAsync(HttpMethod.Put, $"/api/v1/organizations{talk.Project.Replace("/acme/", "/acme/projects/", StringComparison.Ordinal)}/teams/{team}", new { role = "viewer" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await OfferedAsync(talk, host.Ben, "vera")).ShouldBe([DemoWorld.Vera.Name]);
    }

    [Fact]
    public async Task Those_whose_name_begins_so_are_offered_first_and_by_any_of_their_names()
    {
        var talk = await Talk.AboutARunAsync(host);

        (await OfferedAsync(talk, host.Ben, "mor")).ShouldBe([DemoWorld.Ada.Name]);
        (await OfferedAsync(talk, host.Ben, "BEN O")).ShouldBe([DemoWorld.Ben.Name]);
        (await OfferedAsync(talk, host.Ben, "zz")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_took_part_in_a_thread_is_named_when_somebody_replies()
    {
        var talk = await Talk.AboutARunAsync(host);
        var thread = await talk.WriteAsync(host.Ada, "One");
        await talk.WriteAsync(host.Ben, "Two", thread);

        var written = (await talk.EventsAsync()).Where(each => each.Kind == "comment.written").ToList();

        Talk.People(written[0].Data, "participants").ShouldBeEmpty();
        Talk.People(written[1].Data, "participants").ShouldBe([await talk.IdOfAsync(DemoWorld.Ada)]);
        written[1].Data.GetProperty("thread").GetString().ShouldBe(thread);
    }

    private static async Task<List<string>> OfferedAsync(Talk talk, HttpClient who, string text) =>
        [.. (await who.GetAsync($"{talk.Address}/mentionable?kind=run&subject={talk.Run}&text={Uri.EscapeDataString(text)}").JsonAsync()).AsArray().Select((JsonNode? each) => each!.Text("name"))];
}
