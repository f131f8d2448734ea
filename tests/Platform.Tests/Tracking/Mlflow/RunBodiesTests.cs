using System.Text;
using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Search;
using Xunit;

namespace Slipway.Tracking.Mlflow;

public sealed class RunBodiesTests
{
    [Fact]
    public void A_new_run_is_read()
    {
        var run = Create("""{"experiment_id": "5", "user_id": "root", "start_time": "1795462850140", "tags": [{"key": "mlflow.user", "value": "root"}, {"key": "mlflow.runName", "value": "r1"}]}""").Value;
        run.ExperimentId.ShouldBe("5");
        run.UserId.ShouldBe("root");
        run.Name.ShouldBe("r1");
        run.StartTime.ShouldBe(1795462850140);
        run.Tags.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("nonsense", null)]
    [InlineData("""{"run_name":""}""", null)]
    [InlineData("""{"run_name":"a"}""", "a")]
    [InlineData("""{"run_name":"","tags":[{"key":"mlflow.runName","value":"b"}]}""", "b")]
    [InlineData("""{"run_name":"b","tags":[{"key":"mlflow.runName","value":"b"}]}""", "b")]
    public void A_new_runs_name_comes_from_the_field_or_the_tag(string body, string? name) => Create(body).Value.Name.ShouldBe(name);

    [Fact]
    public void Two_different_names_for_a_new_run_are_refused() =>
        Create("""{"run_name":"a","tags":[{"key":"mlflow.runName","value":"b"}]}""").Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain("differ");

    [Theory]
    [InlineData("\"FINISHED\"", RunStatus.Finished)]
    [InlineData("4", RunStatus.Failed)]
    [InlineData("\"5\"", RunStatus.Killed)]
    [InlineData("\"finished\"", null)]
    [InlineData("\"WHATEVER\"", null)]
    [InlineData("99", null)]
    [InlineData("null", null)]
    public void A_status_comes_by_name_or_number_and_an_unknown_one_is_ignored(string json, RunStatus? status)
    {
        var update = UpdateRunBody.Read(Encoding.UTF8.GetBytes($$"""{"run_uuid":"u","run_id":"r","status":{{json}},"end_time":7,"run_name":""}""")).Value;
        update.ShouldBe(new UpdateRunBody("r", status, 7, null));
    }

    [Theory]
    [InlineData("DELETED_ONLY", LifecycleView.DeletedOnly)]
    [InlineData("3", LifecycleView.All)]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_view_comes_by_name_or_number(string? choice, LifecycleView? view) => MlflowEnums.View(choice).ShouldBe(view);

    [Fact]
    public void Every_status_is_read_by_the_name_it_is_written_with()
    {
        foreach (var status in Enum.GetValues<RunStatus>())
        {
            MlflowEnums.RunStatus(MlflowEnums.Name(status)).ShouldBe(status);
        }
    }

    [Fact]
    public void A_metric_is_read()
    {
        LogMetricBody.Read("""{"run_uuid":"r","run_id":"","key":"a","value":"NaN","timestamp":1,"model_id":""}"""u8).Value
            .ShouldBe(new LogMetricBody("r", "a", new Point(0, 1, double.NaN), null, null, null));
        LogMetricBody.Read("""{"run_id":"r","key":"a","value":Infinity,"timestamp":1,"step":"2","model_id":"m"}"""u8).Value
            .ShouldBe(new LogMetricBody("r", "a", new Point(2, 1, double.PositiveInfinity), "m", null, null));
        LogMetricBody.Read("""{"run_id":"r","key":"a","timestamp":1}"""u8).Refusal!.Message.ShouldContain("'value'");
        LogMetricBody.Read("""{"run_id":"r","key":"a//b","value":1,"timestamp":1}"""u8).Refusal!.Message.ShouldContain("Invalid metric name: 'a//b'");
        LogMetricBody.Read("{}"u8).Refusal!.Message.ShouldContain("'run_id'");
    }

    [Fact]
    public void A_param_and_a_tag_are_read_and_cut_to_their_limits()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"run_id":"r","key":"k","value":"{{new string('x', 9000)}}"}""");
        RunKeyValueBody.ReadParam(body).Value.Value.Length.ShouldBe(6000);
        RunKeyValueBody.ReadTag(body).Value.Value.Length.ShouldBe(8000);
        RunKeyValueBody.ReadTag("""{"run_id":"r","key":"k"}"""u8).Value.Value.ShouldBe("");
        RunKeyValueBody.ReadParam("""{"run_id":"r","key":"k","value":1.5}"""u8).Refusal!.Message.ShouldContain("Invalid value 1.5 for parameter 'value'");
        RunKeyValueBody.ReadParam("""{"run_id":"r","value":"1"}"""u8).Refusal!.Message.ShouldContain("'key'");
        RunKeyValueBody.ReadParam("""{"\u0072un_id":"r","k\u0065y":"k","value":"1"}"""u8).Value.Key.ShouldBe("k");
    }

    private static Result<CreateRunBody> Create(string body) => CreateRunBody.Read(Encoding.UTF8.GetBytes(body));
}
