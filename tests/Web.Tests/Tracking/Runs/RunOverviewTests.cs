using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Tenancy;
using Slipway.Shared;
using Slipway.Shared.Session;
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
    public void Metrics_of_the_machine_are_not_among_the_models()
    {
        var overview = Overview(RunStatus.Running, Metric("loss", 0.5), Metric("system/cpu_percent", 40));

        overview.FindAll("section.metrics tbody th").Select(row => row.TextContent).ShouldBe(["loss"]);
    }

    [Fact]
    public void Tags_of_libraries_are_shown_apart_and_without_ways_to_change_them()
    {
        var overview = Overview(RunStatus.Finished, [new("team", "vision"), new("mlflow.user", "ada")], []);

        overview.FindAll("section[aria-label=Tags] tbody th").Select(row => row.TextContent).ShouldBe(["team"]);
        overview.FindAll("section[aria-label='System tags'] tbody th").Select(row => row.TextContent).ShouldBe(["mlflow.user"]);
        overview.FindAll("button[aria-label='Change team']").Count.ShouldBe(1);
        overview.FindAll("button[aria-label='Change mlflow.user']").ShouldBeEmpty();
    }

    [Fact]
    public void Who_may_only_look_finds_nothing_to_change()
    {
        var overview = Overview(RunStatus.Finished, [new("team", "vision"), new("mlflow.note.content", "# Why")], [], mayWrite: false);

        overview.Find(".note h3").TextContent.ShouldBe("Why");
        overview.FindAll("button").ShouldAllBe(button => button.HasAttribute("data-copy"));
    }

    [Fact]
    public void What_somebody_else_saves_while_a_note_is_written_is_shown_and_nothing_is_lost()
    {
        var overview = Overview(RunStatus.Running, [new("mlflow.note.content", "first")], []);
        overview.Find("button[data-shortcut=n]").Click();
        overview.Find("textarea").Input("mine");

        overview.Render(p => p.Add(o => o.Run, Details(RunStatus.Running, [new("mlflow.note.content", "theirs")])));

        overview.Find(".theirs .seen").TextContent.Trim().ShouldBe("theirs");
        overview.FindAll(".acts button").First(button => button.TextContent == "Save").HasAttribute("disabled").ShouldBeTrue();
        overview.FindAll("button").First(button => button.TextContent == "Put theirs before mine").Click();
        overview.Find("textarea").GetAttribute("value").ShouldBe("theirs\n\nmine");
    }

    [Fact]
    public void A_new_value_takes_the_old_ones_place_in_the_same_row()
    {
        var overview = Overview(RunStatus.Running, Metric("loss", 0.5));

        overview.Render(p => p.Add(o => o.Metrics, [Metric("loss", 0.25)]));

        overview.Find("td.latest").TextContent.ShouldBe("0.25");
        overview.FindAll("tbody tr:has(th)").Count.ShouldBe(1);
    }

    private IRenderedComponent<RunOverview> Overview(RunStatus status, params MetricSummary[] metrics) => Overview(status, [], metrics);

    private IRenderedComponent<RunOverview> Overview(RunStatus status, KeyValue[] tags, MetricSummary[] metrics, bool mayWrite = true)
    {
        Services.AddLogging();
        Services.AddPlatform(new ConfigurationBuilder().Build());
        return Render<RunOverview>(p => p
            .Add(o => o.Project, new CurrentProject(new(default, default, Visibility.Private, "acme", "vision"), "Vision", ""))
            .Add(o => o.Run, Details(status, tags))
            .Add(o => o.Metrics, metrics)
            .Add(o => o.MayWrite, mayWrite)
            .Add(o => o.Address, "http://localhost/acme/vision"));
    }

    private static RunDetails Details(RunStatus status, KeyValue[] tags) => new(new("r1", "first-light", 0, "ada", status, 0, null, false, null), [], tags, [], [], [], []);

    private static MetricSummary Metric(string key, double value) => new(key, value, 1, 0, value, value, 1);
}
