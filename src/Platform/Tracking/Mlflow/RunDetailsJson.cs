using System.Text.Json;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Mlflow;

/// <summary>Runs with all that was logged to them.</summary>
internal static class RunDetailsJson
{
    public static void Write(Utf8JsonWriter json, RunDetails run)
    {
        json.WriteStartObject();
        RunJson.WriteInfo(json, "info"u8, run.Info);
        json.WriteStartObject("data"u8);
        json.ListIfAny("metrics"u8, run.Metrics, WriteMetric);
        json.KeyValues("params"u8, run.Params);
        json.KeyValues("tags"u8, run.Tags);
        json.WriteEndObject();
        json.WriteStartObject("inputs"u8);
        json.ListIfAny("dataset_inputs"u8, run.Datasets, WriteDataset);
        json.ListIfAny("model_inputs"u8, run.ModelInputs, (writer, model) => WriteModel(writer, model, withStep: false));
        json.WriteEndObject();
        json.WriteStartObject("outputs"u8);
        json.ListIfAny("model_outputs"u8, run.ModelOutputs, (writer, model) => WriteModel(writer, model, withStep: true));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter json, LatestMetric metric)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, metric.Key);
        json.MetricValue("value"u8, metric.Value);
        json.WriteNumber("timestamp"u8, metric.Time);
        json.WriteNumber("step"u8, metric.Step);
        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, RunDataset input)
    {
        json.WriteStartObject();
        json.KeyValues("tags"u8, input.Tags);
        json.WriteStartObject("dataset"u8);
        json.WriteString("name"u8, input.Name);
        json.WriteString("digest"u8, input.Digest);
        json.WriteString("source_type"u8, input.SourceType);
        json.WriteString("source"u8, input.Source);
        json.TextIfSet("schema"u8, input.Schema);
        json.TextIfSet("profile"u8, input.Profile);
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
