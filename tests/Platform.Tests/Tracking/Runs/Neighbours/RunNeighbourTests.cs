using System.Net;
using Shouldly;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs.Neighbours;

public sealed class RunNeighbourTests(SlipwayHost host)
{
    [Fact]
    public async Task Neighbours_are_those_of_the_list_that_was_filtered_and_ordered()
    {
        var project = await host.NewProjectAsync();
        List<RunDoor> runs = [];
        foreach (var loss in new[] { 0.3, 0.1, 0.9, 0.2 })
        {
            var run = await RunDoor.OpenAsync(host, new { experiment_id = "0", run_name = $"loss {loss}" }, project);
            await host.Ben.LogAsync(project, run.Run, "loss", [new Point(1, 1, loss)]);
            runs.Add(run);
        }

        // 0.1, 0.2, 0.3: the run with 0.9 is filtered out.
        const string List = "/neighbours?experiment=0&filter=metrics.loss%20%3C%200.5&order=metrics.loss%20ASC";
        var middle = await runs[3].GetAsync(host.Ben, List);
        (middle["previous"]!.Text("runId"), middle["next"]!.Text("runId"), middle["place"]!.GetValue<int>()).ShouldBe((runs[1].Run, runs[0].Run, 2));

        var first = await runs[1].GetAsync(host.Ben, List);
        (first["previous"], first["next"]!.Text("runId")).ShouldBe((null, runs[3].Run));
        var last = await runs[0].GetAsync(host.Ben, List);
        (last["previous"]!.Text("runId"), last["next"]).ShouldBe((runs[3].Run, null));
        var absent = await runs[2].GetAsync(host.Ben, List);
        (absent["previous"], absent["next"], absent["place"]).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task The_neighbour_sees_no_neighbours()
    {
        var run = await RunDoor.OpenAsync(host);

        await run.GetAsync(host.Gus, "/neighbours?experiment=0", HttpStatusCode.NotFound);
        await run.GetAsync(host.Ben, "/neighbours?experiment=0&filter=nonsense", HttpStatusCode.BadRequest);
    }
}
