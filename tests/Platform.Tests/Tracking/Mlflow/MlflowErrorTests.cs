using System.Text;
using System.Text.Json;
using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Tracking.Metrics;
using Xunit;

namespace Slipway.Tracking.Mlflow;

public sealed class MlflowErrorTests
{
    public static readonly TheoryData<Refusal, int, string> Refusals = new()
    {
        { new Invalid("x"), 400, "INVALID_PARAMETER_VALUE" },
        { new AlreadyExists("x"), 400, "RESOURCE_ALREADY_EXISTS" },
        { new Conflict("x"), 400, "INVALID_STATE" },
        { new Unauthenticated("x"), 401, "UNAUTHENTICATED" },
        { new Forbidden("x"), 403, "PERMISSION_DENIED" },
        { new QuotaExceeded("x"), 403, "QUOTA_EXCEEDED" },
        { new NotFound("x"), 404, "RESOURCE_DOES_NOT_EXIST" },
        { new EndpointNotFound("/x"), 404, "ENDPOINT_NOT_FOUND" },
        { new TooLarge("x"), 413, "INVALID_PARAMETER_VALUE" },
        { new TooManyRequests("x", TimeSpan.FromSeconds(1.2)), 429, "REQUEST_LIMIT_EXCEEDED" },
        { new NotSupported("x"), 501, "NOT_IMPLEMENTED" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_has_the_status_and_code_that_clients_branch_on(Refusal refusal, int status, string code)
    {
        var error = MlflowError.Of(refusal);
        (error.Status, error.Code, error.Message).ShouldBe((status, code, refusal.Message));
    }

    [Fact]
    public void Every_refusal_of_the_foundation_has_a_code()
    {
        var kinds = typeof(Refusal).Assembly.GetTypes().Where(type => type.Namespace == typeof(Refusal).Namespace && type.IsSubclassOf(typeof(Refusal))).ToList();
        kinds.ShouldNotBeEmpty();
        kinds.Except(Refusals.Select(row => row.Data.Item1.GetType())).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.01, "1")]
    [InlineData(1.2, "2")]
    [InlineData(60, "60")]
    public void The_wait_is_told_in_whole_seconds(double seconds, string header) =>
        MlflowError.Of(new TooManyRequests("x", TimeSpan.FromSeconds(seconds))).RetryAfterSeconds.ShouldBe(header);

    [Fact]
    public void Only_a_limit_of_requests_asks_to_wait() => MlflowError.Of(new QuotaExceeded("x")).RetryAfterSeconds.ShouldBeNull();

    [Fact]
    public void The_envelope_is_written() =>
        Written(json => MlflowError.Of(new NotFound("No \"ü\".")).Write(json)).ShouldBe("""{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No \"ü\"."}""");

    [Fact]
    public void A_point_is_written_as_clients_read_it()
    {
        Written(json => json.Metric("a", new Point(-1, 1795462725415, 0.1))).ShouldBe("""{"key":"a","value":0.1,"timestamp":1795462725415,"step":-1}""");
        Written(json => json.Metric("a", new Point(0, 0, double.NaN))).ShouldBe("""{"key":"a","value":"NaN","timestamp":0,"step":0}""");
        Written(json => json.Metric("a", new Point(0, 0, double.NegativeInfinity))).ShouldBe("""{"key":"a","value":-1.7976931348623157E+308,"timestamp":0,"step":0}""");
    }

    [Fact]
    public void The_bulk_history_has_a_bare_NaN()
    {
        Written(json => Object(json, () => json.BareMetricValue("value"u8, double.NaN))).ShouldBe("""{"value":NaN}""");
        Written(json => Object(json, () => json.BareMetricValue("value"u8, 1.5))).ShouldBe("""{"value":1.5}""");
    }

    [Fact]
    public void What_is_unset_or_empty_is_left_out_and_what_is_set_is_written() => Written(json => Object(json, () =>
    {
        json.TextIfSet("a"u8, null);
        json.TextIfSet("b"u8, "");
        json.IntegerIfSet("c"u8, null);
        json.IntegerIfSet("d"u8, 0);
        json.KeyValues("e"u8, []);
        json.KeyValues("f"u8, [new("k", "<v>")]);
    })).ShouldBe("""{"b":"","d":0,"f":[{"key":"k","value":"<v>"}]}""");

    private static void Object(Utf8JsonWriter json, Action fields)
    {
        json.WriteStartObject();
        fields();
        json.WriteEndObject();
    }

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, MlflowJson.Writing))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
