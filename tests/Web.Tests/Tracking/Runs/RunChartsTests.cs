using System.Text.Json;
using Bunit;
using Shouldly;
using Slipway.Shared;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunChartsTests : PageTest
{
    private const string Topic = "runs/p/r1";

    private readonly BunitJSModuleInterop _module;
    private readonly BunitJSModuleInterop _handle;

    public RunChartsTests()
    {
        _module = JSInterop.SetupModule("./charts/run-charts.js");
        _handle = _module.SetupModule("mount", _ => true);
        _handle.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void A_running_run_is_followed_and_an_ended_one_is_not()
    {
        Charts(live: true);
        Charts(live: false);

        Mounted().Select(options => options.GetProperty("topic").GetString()).ShouldBe([Topic, null]);
    }

    [Fact]
    public void The_charts_of_a_run_that_ends_stop_listening()
    {
        var charts = Charts(live: true);

        charts.Render(p => p.Add(c => c.Topic, null));

        _handle.Invocations["setTopic"].Single().Arguments.ShouldBe([null]);
    }

    [Fact]
    public void The_start_is_told_in_milliseconds_of_utc_whatever_kind_it_lost()
    {
        Charts(live: false);

        Mounted().Single().GetProperty("startTime").GetInt64().ShouldBe(new DateTimeOffset(Now).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_metric_that_appears_later_gets_its_chart_and_the_others_are_left_alone()
    {
        var charts = Charts(live: true);

        charts.Render(p => p.Add(c => c.Keys, ["loss", "accuracy"]));

        _module.Invocations["mount"].Count.ShouldBe(1);
        _handle.Invocations["addMetric"].Single().Arguments.ShouldBe(["accuracy"]);
    }

    [Fact]
    public void Choosing_an_axis_tells_the_charts_and_the_page()
    {
        var told = "";
        var charts = Charts(live: false, axis => told = axis);

        charts.FindAll("fieldset input")[2].Change(true);

        told.ShouldBe("time");
        _handle.Invocations["setX"].Single().Arguments.ShouldBe(["time"]);
    }

    private IRenderedComponent<RunCharts> Charts(bool live, Action<string>? chosen = null) => Render<RunCharts>(p => p
        .Add(c => c.RunId, "r1")
        .Add(c => c.ChartUrl, "/chart")
        .Add(c => c.Keys, ["loss"])
        .Add(c => c.Topic, live ? Topic : null)
        .Add(c => c.StartTime, DateTime.SpecifyKind(Now, DateTimeKind.Unspecified))
        .Add(c => c.XChanged, axis => chosen?.Invoke(axis)));

    private IEnumerable<JsonElement> Mounted() => _module.Invocations["mount"].Select(call => JsonSerializer.SerializeToElement(call.Arguments[1]));
}
