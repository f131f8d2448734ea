using System.Net;
using Shouldly;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs.Editing;

public sealed class RunEditTests(SlipwayHost host)
{
    private static readonly HttpMethod Patch = HttpMethod.Patch;
    private static readonly HttpMethod Put = HttpMethod.Put;
    private static readonly HttpMethod Delete = HttpMethod.Delete;

    [Fact]
    public async Task A_note_is_what_clients_know_as_its_tag_and_the_other_way_round()
    {
        var run = await RunDoor.OpenAsync(host);

        await host.Ben.SendAsync(Patch, run.Address(), new { note = "# Why\nIt was late." }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await run.TagAsync(host.Ben, "mlflow.note.content")).ShouldBe("# Why\nIt was late.");

        await host.Ben.PostAsync(run.Project, "runs/set-tag", new { run_id = run.Run, key = "mlflow.note.content", value = "From Python." });
        (await run.GetAsync(host.Ben, ""))["tags"]!.AsArray().ShouldContain(tag => tag!.Text("value") == "From Python.");
    }

    [Fact]
    public async Task A_note_that_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var run = await RunDoor.OpenAsync(host);
        await host.Ben.SendAsync(Patch, run.Address(), new { note = "first", noteBefore = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ada.SendAsync(Patch, run.Address(), new { note = "Ada's", noteBefore = "first" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await host.Ben.SendAsync(Patch, run.Address(), new { note = "Ben's", noteBefore = "first", name = "renamed" }).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Somebody else");

        (await run.TagAsync(host.Ben, "mlflow.note.content")).ShouldBe("Ada's");
        (await run.TagAsync(host.Ben, "mlflow.runName")).ShouldNotBe("renamed");
        await host.Ben.SendAsync(Patch, run.Address(), new { note = "Both", noteBefore = "Ada's" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task The_same_note_from_two_people_is_no_conflict()
    {
        var run = await RunDoor.OpenAsync(host);
        await host.Ada.SendAsync(Patch, run.Address(), new { note = "same", noteBefore = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Patch, run.Address(), new { note = "same", noteBefore = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task An_empty_note_takes_the_tag_away()
    {
        var run = await RunDoor.OpenAsync(host);
        await host.Ben.SendAsync(Patch, run.Address(), new { note = "x", description = "Short." }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Patch, run.Address(), new { note = "" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        (await run.TagAsync(host.Ben, "mlflow.note.content")).ShouldBeNull();
        (await run.TagAsync(host.Ben, SystemTags.Description)).ShouldBe("Short.");
    }

    [Fact]
    public async Task What_is_too_long_or_empty_is_refused_and_not_cut()
    {
        var run = await RunDoor.OpenAsync(host);

        await host.Ben.SendAsync(Patch, run.Address(), new { note = new string('x', EditRun.NoteLimit + 1) }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.SendAsync(Patch, run.Address(), new { name = " " }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("Give it one");
        await host.Ben.SendAsync(Put, run.Address("/tags/a"), new { value = new string('x', TagValue.Limit + 1) }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Tags_of_people_are_set_and_taken_off_and_those_of_libraries_are_not()
    {
        var run = await RunDoor.OpenAsync(host);
        await host.Ben.SendAsync(Put, run.Address("/tags/team/name"), new { value = "vision" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await run.TagAsync(host.Ben, "team/name")).ShouldBe("vision");
        await host.Ben.SendAsync(Delete, run.Address("/tags/team/name")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Delete, run.Address("/tags/team/name")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await run.TagAsync(host.Ben, "team/name")).ShouldBeNull();

        (await host.Ben.SendAsync(Put, run.Address("/tags/mlflow.user"), new { value = "mallory" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("client libraries");
        (await host.Ben.SendAsync(Put, run.Address("/tags/mlflow.note.content"), new { value = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("the run's note");
        await host.Ben.SendAsync(Delete, run.Address("/tags/mlflow.runName")).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        (await host.Ben.SendAsync(Put, run.Address("/tags/a%23b"), new { value = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("may only contain");
    }

    [Fact]
    public async Task A_run_is_ended_by_hand_and_one_that_had_ended_keeps_its_end()
    {
        var run = await RunDoor.OpenAsync(host, new { experiment_id = "0", start_time = 1_000 });

        await host.Ben.SendAsync(Put, run.Address("/status"), new { status = "killed", endTime = 5_000 }).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Put, run.Address("/status"), new { status = "failed" }).ShouldAnswerAsync(HttpStatusCode.NoContent);

        var info = (await run.GetAsync(host.Ben, ""))["info"]!;
        (info.Text("status"), info["endTime"]!.GetValue<long>()).ShouldBe(("failed", 5_000));
        (await host.Ben.SendAsync(Put, run.Address("/status"), new { status = "running" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("its own code");
        await host.Ben.SendAsync(Put, run.Address("/status"), new { status = "failed", endTime = long.MaxValue }).ShouldAnswerAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_deleted_run_is_not_edited_until_it_is_restored()
    {
        var run = await RunDoor.OpenAsync(host);
        await host.Ben.SendAsync(Put, run.Address("/trash")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        (await host.Ben.SendAsync(Patch, run.Address(), new { note = "x" }).RefusalAsync(HttpStatusCode.BadRequest)).ShouldContain("restore it first");

        await host.Ben.SendAsync(Delete, run.Address("/trash")).ShouldAnswerAsync(HttpStatusCode.NoContent);
        await host.Ben.SendAsync(Patch, run.Address(), new { note = "x" }).ShouldAnswerAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_run_with_a_metric_that_is_no_number_can_be_read()
    {
        var run = await RunDoor.OpenAsync(host);
        await host.Ben.LogAsync(run.Project, run.Run, "loss", [new Point(1, 1, double.NaN)]);

        (await run.GetAsync(host.Ben, ""))["metrics"]![0]!.Text("value").ShouldBe("NaN");
    }

    [Fact]
    public async Task Neither_the_neighbour_nor_a_viewer_edits_a_run()
    {
        var run = await RunDoor.OpenAsync(host, project: "/acme/vision");
        foreach (var (method, below, body) in new (HttpMethod, string, object?)[]
        {
            (Patch, "", new { note = "x" }), (Put, "/status", new { status = "failed" }), (Put, "/tags/a", new { value = "x" }), (Delete, "/tags/a", null), (Put, "/trash", null),
        })
        {
            await host.Gus.SendAsync(method, run.Address(below), body).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Vera.SendAsync(method, run.Address(below), body).ShouldAnswerAsync(HttpStatusCode.Forbidden);
        }

        await run.GetAsync(host.Gus, "", HttpStatusCode.NotFound);
        await run.GetAsync(host.Vera, "");
    }
}
