using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Mlflow;

/// <summary>The body of <c>runs/create</c>.</summary>
/// <param name="ExperimentId">Null when the client leaves it to the server.</param>
/// <param name="Name">From the field or the tag <c>mlflow.runName</c>; null when neither gives one.</param>
/// <param name="StartTime">Unix milliseconds.</param>
/// <param name="Tags">As sent; of a repeated key the last counts.</param>
internal sealed record CreateRunBody(string? ExperimentId, string? UserId, string? Name, long? StartTime, IReadOnlyList<KeyValue> Tags)
{
    public static Result<CreateRunBody> Read(ReadOnlySpan<byte> body) => MlflowJson.Read(body, Read);

    private static Result<CreateRunBody> Read(ref MlflowReader body)
    {
        string? experimentId = null, userId = null, name = null;
        long? startTime = null;
        List<KeyValue> tags = [];
        while (body.Next())
        {
            if (body.Is("experiment_id"u8))
            {
                experimentId = body.Text("experiment_id");
            }
            else if (body.Is("user_id"u8))
            {
                userId = body.Text("user_id");
            }
            else if (body.Is("run_name"u8))
            {
                name = body.Text("run_name");
            }
            else if (body.Is("start_time"u8))
            {
                startTime = body.Integer("start_time");
            }
            else if (body.Is("tags"u8))
            {
                RunBodies.KeyValues(ref body, "tags", tags, "tag name");
            }
            else
            {
                body.Skip();
            }
        }

        var tagged = tags.LastOrDefault(tag => tag.Key == RunBodies.NameTag).Value;
        if (!string.IsNullOrEmpty(name) && !string.IsNullOrEmpty(tagged) && name != tagged)
        {
            body.Refuse(new Invalid(
                $"Both 'run_name' ('{name}') and the tag '{RunBodies.NameTag}' ('{tagged}') are given, and they differ. Give one, or the same name in both."));
        }

        string?[] names = [name, tagged];
        return body.Refusal is { } refusal
            ? refusal
            : new CreateRunBody(experimentId, userId, names.FirstOrDefault(given => !string.IsNullOrEmpty(given)), startTime, tags);
    }
}

/// <summary>The body of <c>runs/update</c>; what is null stays as it is.</summary>
/// <param name="EndTime">Unix milliseconds.</param>
internal sealed record UpdateRunBody(string RunId, RunStatus? Status, long? EndTime, string? Name)
{
    public static Result<UpdateRunBody> Read(ReadOnlySpan<byte> body) => MlflowJson.Read(body, Read);

    private static Result<UpdateRunBody> Read(ref MlflowReader body)
    {
        string? runId = null, runUuid = null, name = null;
        RunStatus? status = null;
        long? endTime = null;
        while (body.Next())
        {
            if (body.Is("run_id"u8))
            {
                runId = body.Text("run_id");
            }
            else if (body.Is("run_uuid"u8))
            {
                runUuid = body.Text("run_uuid");
            }
            else if (body.Is("status"u8))
            {
                status = MlflowEnums.RunStatus(body.Choice("status"));
            }
            else if (body.Is("end_time"u8))
            {
                endTime = body.Integer("end_time");
            }
            else if (body.Is("run_name"u8))
            {
                name = body.Text("run_name");
            }
            else
            {
                body.Skip();
            }
        }

        var run = RunBodies.RunId(ref body, runId, runUuid);
        return body.Refusal is { } refusal ? refusal : new UpdateRunBody(run, status, endTime, string.IsNullOrEmpty(name) ? null : name);
    }
}

/// <summary>The body of <c>runs/log-metric</c>.</summary>
/// <param name="ModelId">The logged model that the value was measured on, and perhaps a dataset; null when it is the run's alone.</param>
internal sealed record LogMetricBody(string RunId, string Key, Point Point, string? ModelId, string? DatasetName, string? DatasetDigest)
{
    public static Result<LogMetricBody> Read(ReadOnlySpan<byte> body) => MlflowJson.Read(body, Read);

    private static Result<LogMetricBody> Read(ref MlflowReader body)
    {
        string? runId = null, runUuid = null, key = null, modelId = null, datasetName = null, datasetDigest = null;
        double? value = null;
        long? time = null, step = null;
        while (body.Next())
        {
            if (body.Is("run_id"u8))
            {
                runId = body.Text("run_id");
            }
            else if (body.Is("run_uuid"u8))
            {
                runUuid = body.Text("run_uuid");
            }
            else if (body.Is("key"u8))
            {
                key = body.Text("key");
            }
            else if (body.Is("value"u8))
            {
                value = body.Number("value");
            }
            else if (body.Is("timestamp"u8))
            {
                time = body.Integer("timestamp");
            }
            else if (body.Is("step"u8))
            {
                step = body.Integer("step");
            }
            else if (body.Is("model_id"u8))
            {
                modelId = body.Text("model_id");
            }
            else if (body.Is("dataset_name"u8))
            {
                datasetName = body.Text("dataset_name");
            }
            else if (body.Is("dataset_digest"u8))
            {
                datasetDigest = body.Text("dataset_digest");
            }
            else
            {
                body.Skip();
            }
        }

        var run = RunBodies.RunId(ref body, runId, runUuid);
        RunBodies.RequirePoint(ref body, key is not null, value, time);
        body.Refuse(MlflowNames.Key(key, "metric name").Refusal);
        return body.Refusal is { } refusal
            ? refusal
            : new LogMetricBody(run, key!, new Point(step ?? 0, time!.Value, value!.Value), string.IsNullOrEmpty(modelId) ? null : modelId, datasetName, datasetDigest);
    }
}

/// <summary>The body of <c>runs/log-parameter</c> and <c>runs/set-tag</c>.</summary>
/// <param name="Value">Cut to its limit; empty when the client sent none.</param>
internal sealed record RunKeyValueBody(string RunId, string Key, string Value)
{
    public static Result<RunKeyValueBody> ReadParam(ReadOnlySpan<byte> body) => MlflowJson.Read(body, (ref reader) => Read(ref reader, "param name", MlflowNames.ParamValue));

    public static Result<RunKeyValueBody> ReadTag(ReadOnlySpan<byte> body) => MlflowJson.Read(body, (ref reader) => Read(ref reader, "tag name", MlflowNames.TagValue));

    private static Result<RunKeyValueBody> Read(ref MlflowReader body, string what, Func<string, string> cut)
    {
        string? runId = null, runUuid = null, key = null, value = null;
        while (body.Next())
        {
            if (body.Is("run_id"u8))
            {
                runId = body.Text("run_id");
            }
            else if (body.Is("run_uuid"u8))
            {
                runUuid = body.Text("run_uuid");
            }
            else if (body.Is("key"u8))
            {
                key = body.Text("key");
            }
            else if (body.Is("value"u8))
            {
                value = body.Text("value");
            }
            else
            {
                body.Skip();
            }
        }

        var run = RunBodies.RunId(ref body, runId, runUuid);
        if (key is null)
        {
            body.Miss("key");
        }

        body.Refuse(MlflowNames.Key(key, what).Refusal);
        return body.Refusal is { } refusal ? refusal : new RunKeyValueBody(run, key!, cut(value ?? ""));
    }
}

/// <summary>What the bodies of run requests have in common.</summary>
internal static class RunBodies
{
    /// <summary>The tag that is the run's name.</summary>
    public const string NameTag = "mlflow.runName";

    /// <summary>Old clients say <c>run_uuid</c>, some say both.</summary>
    public static string RunId(ref MlflowReader body, string? runId, string? runUuid)
    {
        var run = string.IsNullOrEmpty(runId) ? runUuid : runId;
        if (string.IsNullOrEmpty(run))
        {
            body.Miss("run_id");
        }

        return run ?? "";
    }

    /// <summary>A point has a key, a value and a time; its step may be left out.</summary>
    public static void RequirePoint(ref MlflowReader body, bool hasKey, double? value, long? time)
    {
        if (!hasKey)
        {
            body.Miss("key");
        }
        else if (value is null)
        {
            body.Miss("value");
        }
        else if (time is null)
        {
            body.Miss("timestamp");
        }
        else if (time < 0)
        {
            body.Refuse(new Invalid($"Got invalid timestamp {time} for a metric. Send milliseconds since 1970, which are not negative."));
        }
    }

    /// <summary>Reads the current field, a list of params or tags, into an emptied list; a missing value is empty text.</summary>
    public static void KeyValues(ref MlflowReader body, string field, List<KeyValue> pairs, string what)
    {
        pairs.Clear();
        if (!body.Enter(field))
        {
            return;
        }

        while (body.NextItem())
        {
            string? key = null;
            string? value = null;
            while (body.Next())
            {
                if (body.Is("key"u8))
                {
                    key = body.Text("key");
                }
                else if (body.Is("value"u8))
                {
                    value = body.Text("value");
                }
                else
                {
                    body.Skip();
                }
            }

            if (key is null)
            {
                body.Miss("key");
                continue;
            }

            body.Refuse(MlflowNames.Key(key, what).Refusal);
            pairs.Add(new(key, field is "params" ? MlflowNames.ParamValue(value ?? "") : MlflowNames.TagValue(value ?? "")));
        }
    }
}
