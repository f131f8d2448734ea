using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Tracking.Metrics;
using Xunit;

namespace Slipway.Tracking.Mlflow;

public sealed class LogBatchTests
{
    [Fact]
    public void A_batch_of_the_Python_client_is_read()
    {
        using var batch = Read("""
            {"run_id": "r1", "metrics": [
                {"key": "acc", "value": 0.1, "timestamp": 1795462725415, "step": 2, "run_id": "r1"},
                {"key": "nan", "value": "NaN", "timestamp": 1795462725415, "step": 2},
                {"key": "acc", "value": -1, "timestamp": 1795462725416, "step": -3, "model_id": "m-1", "dataset_name": "train", "dataset_digest": "d1"},
                {"key": "inf", "value": "-Infinity", "timestamp": 0}],
             "params": [{"key": "b", "value": "2"}, {"key": "none"}], "tags": [{"key": "x", "value": "1"}, {"key": "x", "value": ""}], "future": {"a": [1, {}]}}
            """);

        batch.RunId.ShouldBe("r1");
        batch.Series.Select(series => series.Key).ShouldBe(["acc", "nan", "inf"]);
        batch.Series[0].Points.ToArray().ShouldBe([new(2, 1795462725415, 0.1), new(-3, 1795462725416, -1)]);
        batch.Series[1].Points.ToArray().ShouldBe([new(2, 1795462725415, double.NaN)]);
        batch.Series[2].Points.ToArray().ShouldBe([new(0, 0, double.NegativeInfinity)]);
        batch.ModelPoints.ShouldBe([new("acc", new(-3, 1795462725416, -1), "m-1", "train", "d1")]);
        batch.Params.ShouldBe([new("b", "2"), new("none", "")]);
        batch.Tags.ShouldBe([new("x", "1"), new("x", "")]);
    }

    [Fact]
    public void Everything_may_come_as_a_string_as_R_sends_it()
    {
        using var batch = Read("""{"run_uuid":"r1","metrics":[{"key":"a","value":"0.5","timestamp":"1.7e+12","step":"3"},{"key":"a","value":"Inf","timestamp":"5","step":"1e3"}]}""");
        batch.RunId.ShouldBe("r1");
        batch.Series.ShouldHaveSingleItem().Points.ToArray().ShouldBe([new(3, 1_700_000_000_000, 0.5), new(1000, 5, double.PositiveInfinity)]);
    }

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"-Inf\"", double.NegativeInfinity)]
    [InlineData("\"\\u0031\\u002e5\"", 1.5)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("\"1.7e+12\"", 1.7e12)]
    [InlineData("-0.0", 0.0)]
    public void A_value_is_read(string json, double expected)
    {
        using var batch = Read($$"""{"run_id":"r","metrics":[{"other":"NaN: \",NaN","key":"NaN","value":{{json}},"timestamp":1}]}""");
        batch.Series[0].Points.Span[0].Value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("\"9223372036854775807\"", long.MaxValue)]
    [InlineData("3.0", 3)]
    [InlineData("\"-2e1\"", -20)]
    [InlineData("null", 0)]
    public void A_step_is_read(string json, long expected)
    {
        using var batch = Read($$"""{"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":1,"step":{{json}}}]}""");
        batch.Series[0].Points.Span[0].Step.ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "'run_id'")]
    [InlineData("{", "'run_id'")]
    [InlineData("[]", "'run_id'")]
    [InlineData("5", "'run_id'")]
    [InlineData("{\"run_id\":\"r\"} x", "'run_id'")]
    [InlineData("{\"run_id\":\"\\ud800\"}", "'run_id'")]
    [InlineData("{\"run_id\":xNaN}", "'run_id'")]
    [InlineData("{\"run_id\":\"\"}", "'run_id'")]
    [InlineData("{\"run_id\":5}", "Invalid value 5 for parameter 'run_id'")]
    [InlineData("{\"run_id\":\"a\\u0000b\"}", "NUL")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":{}}", "'metrics' supplied: it must be a list")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[1]}", "'metrics[0]' supplied: it must be an object")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"value\":1,\"timestamp\":1}]}", "'metrics[0].key'")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":1,\"timestamp\":1},{\"key\":\"a\",\"timestamp\":1}]}", "'metrics[1].value'")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":1}]}", "'metrics[0].timestamp'")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":1,\"timestamp\":-1}]}", "invalid timestamp -1")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":\"x\",\"timestamp\":1}]}", "Invalid value \"x\" for parameter 'metrics[0].value'")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":true,\"timestamp\":1}]}", "Invalid value true")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":1,\"timestamp\":1,\"step\":1.5}]}", "Invalid value 1.5 for parameter 'metrics[0].step'")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"a\",\"value\":1,\"timestamp\":9223372036854775808}]}", "'metrics[0].timestamp'")]
    [InlineData("{\"run_id\":\"r\",\"metrics\":[{\"key\":\"../a\",\"value\":1,\"timestamp\":1}]}", "Invalid metric name")]
    [InlineData("{\"run_id\":\"r\",\"params\":[{\"key\":\"a\",\"value\":1}]}", "Invalid value 1 for parameter 'params[0].value' supplied: it must be a JSON string")]
    [InlineData("{\"run_id\":\"r\",\"params\":[{\"key\":\"a\",\"value\":\"1\"},{\"key\":\"a\",\"value\":\"1\"}]}", "Duplicate parameter keys have been submitted: 'a'")]
    [InlineData("{\"run_id\":\"r\",\"tags\":[{\"value\":\"1\"}]}", "'tags[0].key'")]
    [InlineData("{\"run_id\":\"r\",\"tags\":[{\"key\":\"a#b\"}]}", "Invalid tag name")]
    public void A_bad_batch_is_refused_by_naming_the_field(string body, string named) =>
        LogBatch.Read(Encoding.UTF8.GetBytes(body)).Refusal.ShouldBeOfType<Invalid>().Message.ShouldContain(named);

    [Fact]
    public void Text_that_is_no_UTF_8_is_malformed() =>
        LogBatch.Read([.. "{\"run_id\":\""u8, 0xff, .. "\"}"u8]).Refusal!.Message.ShouldContain("Missing value for required parameter 'run_id'");

    [Fact]
    public void An_object_inside_a_string_is_the_object()
    {
        using var batch = Read(JsonSerializer.Serialize("""{"run_id":"r","metrics":[{"key":"\u00fc","value":NaN,"timestamp":1}]}"""));
        batch.Series.ShouldHaveSingleItem().Key.ShouldBe("ü");
    }

    [Fact]
    public void One_key_written_in_two_ways_is_one_series()
    {
        using var batch = Read("""{"run_id":"r","metrics":[{"key":"ü","value":1,"timestamp":1},{"key":"\u00fc","value":2,"timestamp":1},{"key":"\u00FC","value":3,"timestamp":1}]}""");
        batch.Series.ShouldHaveSingleItem().Points.Length.ShouldBe(3);
    }

    [Fact]
    public void Repeated_fields_count_as_written_last()
    {
        using var batch = Read("""{"run_id":"a","run_id":"r","tags":[{"key":"x"}],"tags":[],"metrics":[{"key":"a","key":"b","value":1,"value":2,"timestamp":1}]}""");
        batch.RunId.ShouldBe("r");
        batch.Tags.ShouldBeEmpty();
        batch.Series.ShouldHaveSingleItem().Key.ShouldBe("b");
        batch.Series[0].Points.Span[0].Value.ShouldBe(2);
    }

    [Theory]
    [InlineData(1000, 0, 0, null)]
    [InlineData(1001, 0, 0, "at most 1000 metrics. Got 1001")]
    [InlineData(0, 100, 100, null)]
    [InlineData(0, 101, 0, "at most 100 params")]
    [InlineData(0, 0, 101, "at most 100 tags")]
    [InlineData(900, 60, 41, "at most 1000 metrics, params and tags. Got 1001")]
    public void A_batch_holds_so_much(int metrics, int parameters, int tags, string? refusal)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            run_id = "r",
            metrics = Enumerable.Range(0, metrics).Select(i => new { key = $"m{i}", value = i, timestamp = 1 }),
            @params = Enumerable.Range(0, parameters).Select(i => new { key = $"p{i}", value = "" }),
            tags = Enumerable.Range(0, tags).Select(i => new { key = $"t{i}", value = "" }),
        });
        var read = LogBatch.Read(body);
        if (refusal is null)
        {
            using var batch = read.Value;
            batch.Series.Count.ShouldBe(metrics);
        }
        else
        {
            read.Refusal!.Message.ShouldContain(refusal);
        }
    }

    [Fact]
    public void Thousands_of_repeated_or_bad_keys_only_get_a_refusal()
    {
        var repeated = string.Concat(Enumerable.Range(0, 3000).Select(i => $"\"key\":\"k{i}\","));
        using var batch = Read($$"""{"run_id":"r","metrics":[{{{repeated}}"value":1,"timestamp":1}]}""");
        batch.Series.ShouldHaveSingleItem().Key.ShouldBe("k2999");

        var bad = string.Join(',', Enumerable.Range(0, 3000).Select(i => $$"""{"key":"k{{i}}"}"""));
        LogBatch.Read(Encoding.UTF8.GetBytes($$"""{"run_id":"r","metrics":[{{bad}}]}""")).Refusal!.Message.ShouldContain("metrics[0].value");
    }

    [Fact]
    public void Any_batch_is_read_as_a_plain_reader_reads_it()
    {
        var point = Gen.Select(Gen.Int[0, 40], Gen.Double, Gen.Long[0, long.MaxValue], Gen.Long);
        point.Array[0, 300].Sample(points =>
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                metrics = points.Select(p => new
                {
                    key = Key(p.Item1),
                    value = double.IsFinite(p.Item2) ? (object)p.Item2 : p.Item2.ToString(CultureInfo.InvariantCulture),
                    timestamp = p.Item3,
                    step = p.Item4,
                }),
                run_id = "r",
            });
            using var batch = LogBatch.Read(body).Value;
            var expected = points.GroupBy(p => Key(p.Item1)).Select(group => (group.Key, Points: group.Select(p => new Point(p.Item4, p.Item3, p.Item2)).ToArray())).ToArray();
            batch.Series.Select(series => series.Key).ShouldBe(expected.Select(e => e.Key));
            for (var i = 0; i < expected.Length; i++)
            {
                batch.Series[i].Points.ToArray().ShouldBe(expected[i].Points);
            }
        }, iter: 300);

        static string Key(int number) => $"train/größe of layer {number / 3:0000}.weight";
    }

    [Fact]
    public void Cut_or_changed_bytes_are_read_or_refused_and_never_fail()
    {
        var whole = """{"run_id":"r","metrics":[{"key":"a\u00fc","value":NaN,"timestamp":"1","step":1e2,"model_id":"m"},{"key":"b","value":-Infinity,"timestamp":1}],"params":[{"key":"p","value":"v"}],"tags":null}"""u8.ToArray();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, whole.Length], Gen.Byte).Sample((at, length, put) =>
        {
            var body = whole[..length];
            if (at < length)
            {
                body[at] = put;
            }

            var read = LogBatch.Read(body);
            if (read.Refusal is null)
            {
                read.Value.Dispose();
            }
        }, iter: 20_000);
    }

    [Fact]
    public void A_point_costs_no_object()
    {
        var (small, large) = (Body(100), Body(1000));
        Math.Abs(Allocated(large) - Allocated(small)).ShouldBeLessThan(64);

        static byte[] Body(int points) => JsonSerializer.SerializeToUtf8Bytes(new
        {
            run_id = "r",
            metrics = Enumerable.Range(0, points).Select(i => new { key = $"train/loss_{i % 10}", value = i / 3.0, timestamp = 1_790_000_000_000 + i, step = i }),
        });

        static long Allocated(byte[] body)
        {
            for (var warm = 0; warm < 100; warm++)
            {
                LogBatch.Read(body).Value.Dispose();
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            LogBatch.Read(body).Value.Dispose();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static LogBatch Read(string body)
    {
        var read = LogBatch.Read(Encoding.UTF8.GetBytes(body));
        read.Refusal.ShouldBeNull(read.Refusal?.Message);
        return read.Value;
    }
}
