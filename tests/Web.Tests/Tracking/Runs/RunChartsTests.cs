using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
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

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Fact]
    public void A_running_run_is_followed_and_an_ended_one_is_not()
    {
        Charts(Run(Topic));
        Charts(Run());

        Mounted().Select(options => Only(options).GetProperty("topic").GetString()).ShouldBe([Topic, null]);
    }

    [Fact]
    public void The_charts_of_a_run_that_ends_stop_listening()
    {
        var charts = Charts(Run(Topic));

        charts.Render(p => p.Add(c => c.Runs, [Run()]));

        Only(Told("setRuns").Single()[0]).GetProperty("topic").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void The_start_is_told_in_milliseconds_of_utc_whatever_kind_it_lost()
    {
        Charts(Run());

        Only(Mounted().Single()).GetProperty("startTime").GetInt64().ShouldBe(new DateTimeOffset(Now).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_metric_that_appears_later_is_told_once_and_nothing_is_drawn_anew()
    {
        var charts = Charts(Run(Topic));

        charts.Render(p => p.Add(c => c.Runs, [Run(Topic, "loss", "accuracy")]));
        charts.Render(p => p.Add(c => c.Runs, [Run(Topic, "loss", "accuracy")]));

        _module.Invocations["mount"].Count.ShouldBe(1);
        Only(Told("setRuns").ShouldHaveSingleItem()[0]).GetProperty("keys").EnumerateArray().Select(key => key.GetString()).ShouldBe(["loss", "accuracy"]);
    }

    [Fact]
    public void Choosing_an_axis_tells_the_charts_and_stands_in_the_address()
    {
        var charts = Charts(Run());

        charts.FindAll("fieldset input")[2].Change(true);

        Told("set").Single()[0].GetProperty("x").GetString().ShouldBe("time");
        Address.ShouldEndWith("?x=time");
    }

    [Fact]
    public void Another_metric_along_the_axis_is_the_first_until_one_is_chosen()
    {
        var charts = Charts(Run(null, "loss", "epoch"));

        charts.FindAll("fieldset input")[3].Change(true);
        Address.ShouldEndWith("?x=metric&along=epoch");
        charts.Find("select.along").Change("loss");

        Address.ShouldEndWith("?x=metric&along=loss");
        Told("set").Last()[0].GetProperty("along").GetString().ShouldBe("loss");
    }

    [Fact]
    public void A_slider_moves_the_charts_at_once_and_the_address_when_it_is_let_go()
    {
        var charts = Charts(Run());

        charts.Find("input[type=range]").Input("0.6");
        Address.ShouldNotContain("smooth");
        charts.Find("input[type=range]").Change("0.6");

        Told("set").First()[0].GetProperty("smoothing").GetDouble().ShouldBe(0.6);
        Address.ShouldEndWith("?smooth=0.6");
    }

    [Fact]
    public void A_zoom_and_closed_sections_stand_in_the_address_beside_what_was_there()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("?tab=metrics");
        var charts = Charts(Run());

        charts.Instance.TellWindow([100, 200]);
        charts.Instance.TellClosed(["system", "val, test"]);

        Address.ShouldEndWith("?tab=metrics&from=100&to=200&closed=system&closed=val%2C%20test");
    }

    [Fact]
    public void What_was_bookmarked_is_drawn()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("?x=relative&logx=1&logy=1&smooth=0.9&outliers=hide&apart=1&columns=3&metrics=^val&closed=system&from=1&to=9");

        Charts(Run());

        var options = Mounted().Single();
        options.GetProperty("settings").ToString().ShouldBe(
            """{"x":"relative","along":"","logX":true,"logY":true,"smoothing":0.9,"ignoreOutliers":true,"together":false,"columns":3,"filter":"^val"}""");
        options.GetProperty("window").ToString().ShouldBe("[1,9]");
        options.GetProperty("closed").ToString().ShouldBe("""["system"]""");
    }

    [Theory]
    [InlineData("?x=height&smooth=NaN&columns=-3")]
    [InlineData("?smooth=lots&from=5&to=2")]
    public void An_address_that_makes_no_sense_is_as_if_it_said_nothing(string address)
    {
        var settings = ChartSettings.Of($"http://localhost/{address}");

        settings.ToQuery().Values.ShouldAllBe(value => value == null);
    }

    private static ChartedRun Run(string? topic = null, params string[] keys) =>
        new("r1", "first", "/chart", keys.Length > 0 ? keys : ["loss"], topic, DateTime.SpecifyKind(Now, DateTimeKind.Unspecified));

    private IRenderedComponent<RunCharts> Charts(ChartedRun run) => Render<RunCharts>(p => p.Add(c => c.Runs, [run]).Add(c => c.CsvUrl, "/csv"));

    private static JsonElement Only(JsonElement options) => (options.ValueKind is JsonValueKind.Array ? options : options.GetProperty("runs")).EnumerateArray().Single();

    private IEnumerable<JsonElement> Mounted() => _module.Invocations["mount"].Select(call =>
        JsonSerializer.SerializeToElement(call.Arguments[1]!.GetType().GetProperties().Where(property => property.Name != "page").ToDictionary(property => property.Name, property => property.GetValue(call.Arguments[1]))));

    private IEnumerable<JsonElement[]> Told(string method) => _handle.Invocations[method].Select(call => call.Arguments.Select(argument => JsonSerializer.SerializeToElement(argument)).ToArray());
}
