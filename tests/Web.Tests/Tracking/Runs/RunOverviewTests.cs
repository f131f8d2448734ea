using Bunit;
using Shouldly;
using Slipway.Shared;
using Slipway.Tracking.Metrics;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunOverviewTests : PageTest
{
    [Fact]
    public void A_running_run_without_metrics_shows_the_line_that_logs_one()
    {
        var overview = Overview(RunStatus.Running);

        overview.Find("h2").TextContent.ShouldBe("No metrics yet");
        overview.Find("[data-pane='0'] code").TextContent.ShouldContain("start_run(run_id=\"r1\")");
    }

    [Fact]
    public void Metrics_of_the_machine_are_apart_from_the_models()
    {
        var overview = Overview(RunStatus.Running, Metric("loss", 0.5), Metric("system/cpu_percent", 40));

        overview.FindAll("section.metrics").Select(table => (table.GetAttribute("aria-label"), table.QuerySelector("tbody th")?.TextContent))
            .ShouldBe([("Metrics", "loss"), ("System metrics", "system/cpu_percent")]);
    }

    [Fact]
    public void A_new_value_takes_the_old_ones_place_in_the_same_row()
    {
        var overview = Overview(RunStatus.Running, Metric("loss", 0.5));

        overview.Render(p => p.Add(o => o.Metrics, [Metric("loss", 0.25)]));

        overview.Find("td.latest").TextContent.ShouldBe("0.25");
        overview.FindAll("tbody tr:has(th)").Count.ShouldBe(1);
    }

    private IRenderedComponent<RunOverview> Overview(RunStatus status, params MetricSummary[] metrics) => Render<RunOverview>(p => p
        .Add(o => o.Run, new(new("r1", "first-light", 0, "ada", status, 0, null, false, null), [], [], [], [], [], []))
        .Add(o => o.Metrics, metrics)
        .Add(o => o.Address, "http://localhost/acme/vision"));

    private static MetricSummary Metric(string key, double value) => new(key, value, 1, 0, value, value, 1);
}
