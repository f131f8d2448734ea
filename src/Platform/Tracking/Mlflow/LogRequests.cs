using System.Globalization;
using System.Text.Json;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Mlflow;

/// <summary>Reads the requests that change runs from their UTF-8, as clients of all languages write them. Members that aren't known are passed over.</summary>
internal static class LogRequests
{
    private const int LinearNames = 16;

    public static Result<RunLog> Batch(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        string? runId = null;
        List<Ingest.LoggedSeries> metrics = [];
        List<(string, string)> parameters = [];
        List<(string, string)> tags = [];
        var refusal = LogJson.Object(ref json);
        while (refusal is null && LogJson.Member(ref json))
        {
            refusal = json.ValueTextEquals("run_id"u8) || (json.ValueTextEquals("run_uuid"u8) && runId is null) ? LogJson.Text(ref json, ref runId)
                : json.ValueTextEquals("metrics"u8) ? Metrics(ref json, metrics)
                : json.ValueTextEquals("params"u8) ? Pairs(ref json, "params", parameters)
                : json.ValueTextEquals("tags"u8) ? Pairs(ref json, "tags", tags)
                : LogJson.Pass(ref json);
        }

        refusal ??= runId is not { Length: > 0 } ? LogJson.Missing("run_id") : null;
        return refusal is null ? new RunLog(runId!, metrics, parameters, tags) : Refuse(refusal, metrics);
    }

    public static Result<RunLog> Metric(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        string? runId = null;
        List<Ingest.LoggedSeries> metrics = [];
        var guess = -1;
        var refusal = LogJson.Object(ref json) ?? Metric(ref json, metrics, null, ref guess, ref runId);
        refusal ??= runId is not { Length: > 0 } ? LogJson.Missing("run_id") : null;
        return refusal is null ? new RunLog(runId!, metrics, [], []) : Refuse(refusal, metrics);
    }

    public static Result<RunLog> Param(ReadOnlySpan<byte> body) => Pair(body, isParam: true);

    public static Result<RunLog> Tag(ReadOnlySpan<byte> body) => Pair(body, isParam: false);

    /// <summary>The run, and the key where there is one, that a request names.</summary>
    public static Result<(string RunId, string Key)> Named(ReadOnlySpan<byte> body, bool withKey)
    {
        var json = new Utf8JsonReader(body);
        string? runId = null;
        string? key = null;
        var refusal = LogJson.Object(ref json);
        while (refusal is null && LogJson.Member(ref json))
        {
            refusal = json.ValueTextEquals("run_id"u8) || (json.ValueTextEquals("run_uuid"u8) && runId is null) ? LogJson.Text(ref json, ref runId)
                : json.ValueTextEquals("key"u8) ? LogJson.Text(ref json, ref key)
                : LogJson.Pass(ref json);
        }

        refusal ??= runId is not { Length: > 0 } ? LogJson.Missing("run_id") : withKey && key is not { Length: > 0 } ? LogJson.Missing("key") : null;
        return refusal is null ? (runId!, key ?? "") : refusal;
    }

    public static Result<UpdateRun> Update(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        string? runId = null;
        string? status = null;
        string? name = null;
        long? end = null;
        var refusal = LogJson.Object(ref json);
        while (refusal is null && LogJson.Member(ref json))
        {
            refusal = json.ValueTextEquals("run_id"u8) || (json.ValueTextEquals("run_uuid"u8) && runId is null) ? LogJson.Text(ref json, ref runId)
                : json.ValueTextEquals("status"u8) ? LogJson.Scalar(ref json, ref status)
                : json.ValueTextEquals("run_name"u8) ? LogJson.Text(ref json, ref name)
                : json.ValueTextEquals("end_time"u8) ? LogJson.Integer(ref json, "end_time", ref end)
                : LogJson.Pass(ref json);
        }

        refusal ??= runId is not { Length: > 0 } ? LogJson.Missing("run_id") : null;
        return refusal is null ? new UpdateRun(runId!, Status(status), end, name) : refusal;
    }

    public static Result<CreateRun> Create(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        string? experiment = null;
        string? name = null;
        string? user = null;
        long? start = null;
        List<(string, string)> tags = [];
        var refusal = LogJson.Object(ref json);
        while (refusal is null && LogJson.Member(ref json))
        {
            refusal = json.ValueTextEquals("experiment_id"u8) ? LogJson.Scalar(ref json, ref experiment)
                : json.ValueTextEquals("run_name"u8) ? LogJson.Text(ref json, ref name)
                : json.ValueTextEquals("user_id"u8) ? LogJson.Text(ref json, ref user)
                : json.ValueTextEquals("start_time"u8) ? LogJson.Integer(ref json, "start_time", ref start)
                : json.ValueTextEquals("tags"u8) ? Pairs(ref json, "tags", tags)
                : LogJson.Pass(ref json);
        }

        var number = 0L;
        refusal ??= experiment is { Length: > 0 } && !long.TryParse(experiment, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? new NotFound($"No Experiment with id={experiment} exists. Create it, or leave the experiment out to log to 'Default'.")
            : null;
        return refusal is null ? new CreateRun(number, name, user, start, tags) : refusal;
    }

    private static Result<RunLog> Refuse(Refusal refusal, List<Ingest.LoggedSeries> metrics)
    {
        foreach (var series in metrics)
        {
            series.Release();
        }

        return refusal;
    }

    // A status that isn't known is passed over, as other servers do.
    private static RunStatus? Status(string? status) => status?.ToUpperInvariant() switch
    {
        "RUNNING" or "1" => RunStatus.Running,
        "SCHEDULED" or "2" => RunStatus.Scheduled,
        "FINISHED" or "3" => RunStatus.Finished,
        "FAILED" or "4" => RunStatus.Failed,
        "KILLED" or "5" => RunStatus.Killed,
        _ => null,
    };

    private static Result<RunLog> Pair(ReadOnlySpan<byte> body, bool isParam)
    {
        var json = new Utf8JsonReader(body);
        string? runId = null;
        string? key = null;
        string? value = null;
        var refusal = LogJson.Object(ref json);
        while (refusal is null && LogJson.Member(ref json))
        {
            refusal = json.ValueTextEquals("run_id"u8) || (json.ValueTextEquals("run_uuid"u8) && runId is null) ? LogJson.Text(ref json, ref runId)
                : json.ValueTextEquals("key"u8) ? LogJson.Text(ref json, ref key)
                : json.ValueTextEquals("value"u8) ? LogJson.StrictText(ref json, "value", ref value)
                : LogJson.Pass(ref json);
        }

        refusal ??= runId is not { Length: > 0 } ? LogJson.Missing("run_id") : key is not { Length: > 0 } ? LogJson.Missing("key") : null;
        List<(string, string)> pairs = [(key ?? "", value ?? "")];
        return refusal is not null ? refusal : new RunLog(runId!, [], isParam ? pairs : [], isParam ? [] : pairs);
    }

    private static Refusal? Pairs(ref Utf8JsonReader json, string what, List<(string, string)> pairs)
    {
        if (!LogJson.Array(ref json, what, out var refusal))
        {
            return refusal;
        }

        while (json.Read() && json.TokenType is JsonTokenType.StartObject)
        {
            string? key = null;
            string? value = null;
            while (LogJson.Member(ref json))
            {
                refusal = json.ValueTextEquals("key"u8) ? LogJson.Text(ref json, ref key)
                    : json.ValueTextEquals("value"u8) ? LogJson.StrictText(ref json, "value", ref value)
                    : LogJson.Pass(ref json);
                if (refusal is not null)
                {
                    return refusal;
                }
            }

            if (key is not { Length: > 0 })
            {
                return LogJson.Missing("key");
            }

            pairs.Add((key, value ?? ""));
        }

        return json.TokenType is JsonTokenType.EndArray ? null : LogJson.NotAList(what);
    }

    private static Refusal? Metrics(ref Utf8JsonReader json, List<Ingest.LoggedSeries> metrics)
    {
        if (!LogJson.Array(ref json, "metrics", out var refusal))
        {
            return refusal;
        }

        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var guess = -1;
        string? ignored = null;
        while (json.Read() && json.TokenType is JsonTokenType.StartObject)
        {
            if (Metric(ref json, metrics, names, ref guess, ref ignored) is { } bad)
            {
                return bad;
            }
        }

        return json.TokenType is JsonTokenType.EndArray ? null : LogJson.NotAList("metrics");
    }

    // Inside the object of one point. Requests cycle through their metrics or stay with one, so the name is guessed before it is made into a string.
    private static Refusal? Metric(ref Utf8JsonReader json, List<Ingest.LoggedSeries> metrics, Dictionary<string, int>? names, ref int guess, ref string? runId)
    {
        var series = -1;
        double? value = null;
        long? time = null;
        long? step = null;
        while (LogJson.Member(ref json))
        {
            var refusal = json.ValueTextEquals("key"u8) ? Name(ref json, metrics, names, ref guess, out series)
                : json.ValueTextEquals("value"u8) ? LogJson.Number(ref json, ref value)
                : json.ValueTextEquals("timestamp"u8) ? LogJson.Integer(ref json, "timestamp", ref time)
                : json.ValueTextEquals("step"u8) ? LogJson.Integer(ref json, "step", ref step)
                : json.ValueTextEquals("run_id"u8) || (json.ValueTextEquals("run_uuid"u8) && runId is null) ? LogJson.Text(ref json, ref runId)
                : LogJson.Pass(ref json);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        if (series < 0 || value is null || time is null)
        {
            return LogJson.Missing(series < 0 ? "key" : value is null ? "value" : "timestamp");
        }

        metrics[series].Add(new Point(step ?? 0, time.Value, value.Value));
        return null;
    }

    private static Refusal? Name(ref Utf8JsonReader json, List<Ingest.LoggedSeries> metrics, Dictionary<string, int>? names, ref int guess, out int series)
    {
        series = -1;
        if (!json.Read() || json.TokenType is not JsonTokenType.String)
        {
            return json.TokenType is JsonTokenType.Null ? null : new Invalid("The 'key' of a metric is not text. Send it as a JSON string.");
        }

        var next = guess + 1 < metrics.Count ? guess + 1 : 0;
        if (next < metrics.Count && json.ValueTextEquals(metrics[next].Name))
        {
            guess = series = next;
            return null;
        }

        if (guess >= 0 && json.ValueTextEquals(metrics[guess].Name))
        {
            series = guess;
            return null;
        }

        if (metrics.Count <= LinearNames)
        {
            for (var i = 0; i < metrics.Count; i++)
            {
                if (json.ValueTextEquals(metrics[i].Name))
                {
                    guess = series = i;
                    return null;
                }
            }
        }

        var name = json.GetString()!;
        if (names is null || !names.TryGetValue(name, out series))
        {
            series = metrics.Count;
            metrics.Add(new(name));
            names?.Add(name, series);
        }

        guess = series;
        return null;
    }
}
