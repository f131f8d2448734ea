using System.Globalization;
using System.Text.Json;
using Slipway.Tracking.Assessments;
using Slipway.Tracking.Mlflow;
using Slipway.Tracking.Search;

namespace Slipway.Tracking.Traces;

/// <summary>Traces as the protocol writes them, in the form of MLflow 3 and in the older one.</summary>
internal static class TraceJson
{
    /// <summary><c>{"trace_info": …}</c></summary>
    public static void WriteTrace(Utf8JsonWriter json, TraceDetails trace)
    {
        json.WriteStartObject("trace"u8);
        json.WritePropertyName("trace_info"u8);
        WriteInfo(json, trace);
        json.WriteEndObject();
    }

    public static void WriteInfo(Utf8JsonWriter json, TraceDetails trace)
    {
        var summary = trace.Summary;
        json.WriteStartObject();
        json.WriteString("trace_id"u8, summary.TraceId);
        json.TextIfSet("client_request_id"u8, trace.ClientRequestId);
        json.WriteStartObject("trace_location"u8);
        json.WriteString("type"u8, "MLFLOW_EXPERIMENT"u8);
        json.WriteStartObject("mlflow_experiment"u8);
        json.WriteString("experiment_id"u8, Number(summary.Experiment));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("request_time"u8, Moment(summary.RequestTime));
        json.TextIfSet("execution_duration"u8, summary.Duration is { } length ? Seconds(length) : null);
        json.WriteString("state"u8, NameOf(summary.State));
        Map(json, "trace_metadata"u8, trace.Metadata);
        json.ListIfAny("assessments"u8, trace.Assessments, AssessmentJson.Write);
        Map(json, "tags"u8, trace.Tags);
        json.TextIfSet("request_preview"u8, summary.RequestPreview);
        json.TextIfSet("response_preview"u8, summary.ResponsePreview);
        json.WriteEndObject();
    }

    public static void WritePage(Utf8JsonWriter json, Page<TraceDetails> page)
    {
        json.ListIfAny("traces"u8, page.Items, WriteInfo);
        json.TextIfSet("next_page_token"u8, page.NextPageToken);
    }

    public static void WriteOlder(Utf8JsonWriter json, TraceDetails trace)
    {
        var summary = trace.Summary;
        json.WriteStartObject();
        json.WriteString("request_id"u8, summary.TraceId);
        json.WriteString("experiment_id"u8, Number(summary.Experiment));
        json.WriteNumber("timestamp_ms"u8, summary.RequestTime);
        json.IntegerIfSet("execution_time_ms"u8, summary.Duration);
        json.WriteString("status"u8, summary.State is TraceState.Unspecified ? "TRACE_STATUS_UNSPECIFIED" : NameOf(summary.State));
        json.KeyValues("request_metadata"u8, trace.Metadata);
        json.KeyValues("tags"u8, trace.Tags);
        json.WriteEndObject();
    }

    public static void WriteOlderPage(Utf8JsonWriter json, Page<TraceDetails> page)
    {
        json.ListIfAny("traces"u8, page.Items, WriteOlder);
        json.TextIfSet("next_page_token"u8, page.NextPageToken);
    }

    /// <summary>A moment as the protocol writes it, with as many thousandths as it has.</summary>
    public static string Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime
        .ToString(milliseconds % 1_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static void Map(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<KeyValue> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in pairs)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static string Seconds(long milliseconds) =>
        (milliseconds / 1_000m).ToString(milliseconds % 1_000 == 0 ? "0's'" : "0.000's'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string NameOf(TraceState state) => state switch
    {
        TraceState.Ok => "OK",
        TraceState.Error => "ERROR",
        TraceState.InProgress => "IN_PROGRESS",
        _ => "STATE_UNSPECIFIED",
    };
}
