using System.Globalization;
using System.Text.Json;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Mlflow;

namespace Slipway.Tracking.Runs;

/// <summary>Runs as the protocol writes them.</summary>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter json, RunDetails run)
    {
        json.WriteStartObject();
        json.WritePropertyName("info"u8);
        WriteInfo(json, run.Info);
        json.WriteStartObject("data"u8);
        json.WriteList("metrics", run.Metrics, WriteMetric);
        json.WritePairs("params", run.Params);
        json.WritePairs("tags", run.Tags);
        json.WriteEndObject();
        json.WriteStartObject("inputs"u8);
        json.WriteList("dataset_inputs", run.Datasets, WriteDataset);
        json.WriteList("model_inputs", run.ModelInputs, (writer, model) => WriteModel(writer, model, withStep: false));
        json.WriteEndObject();
        json.WriteStartObject("outputs"u8);
        json.WriteList("model_outputs", run.ModelOutputs, (writer, model) => WriteModel(writer, model, withStep: true));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A run without what was logged to it, under both names that clients know its id by.</summary>
    public static void WriteInfo(Utf8JsonWriter json, RunInfo run)
    {
        json.WriteStartObject();
        json.WriteString("run_uuid"u8, run.RunId);
        json.WriteString("experiment_id"u8, run.Experiment.ToString(CultureInfo.InvariantCulture));
        json.WriteString("run_name"u8, run.Name);
        json.WriteString("user_id"u8, run.UserName);
        json.WriteString("status"u8, run.Status.ToString().ToUpperInvariant());
        json.WriteNumber("start_time"u8, run.StartTime);
        if (run.EndTime is { } end)
        {
            json.WriteNumber("end_time"u8, end);
        }

        json.WriteString("artifact_uri"u8, ArtifactUris.Run(run));
        json.WriteString("lifecycle_stage"u8, run.Deleted ? "deleted"u8 : "active"u8);
        json.WriteString("run_id"u8, run.RunId);
        json.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter json, LatestMetric metric)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, metric.Key);
        json.WriteMetricValue(metric.Value);
        json.WriteNumber("timestamp"u8, metric.Time);
        json.WriteNumber("step"u8, metric.Step);
        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, RunDataset input)
    {
        json.WriteStartObject();
        json.WritePairs("tags", input.Tags);
        json.WriteStartObject("dataset"u8);
        json.WriteString("name"u8, input.Name);
        json.WriteString("digest"u8, input.Digest);
        json.WriteString("source_type"u8, input.SourceType);
        json.WriteString("source"u8, input.Source);
        if (input.Schema is { } schema)
        {
            json.WriteString("schema"u8, schema);
        }

        if (input.Profile is { } profile)
        {
            json.WriteString("profile"u8, profile);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, RunModel model, bool withStep)
    {
        json.WriteStartObject();
        json.WriteString("model_id"u8, model.ModelId);
        if (withStep)
        {
            json.WriteNumber("step"u8, model.Step);
        }

        json.WriteEndObject();
    }
}
