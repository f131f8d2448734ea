using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Mlflow;

/// <summary>Runs as MLflow clients read them.</summary>
internal static class RunJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Created(CreatedRun run) => Write(run, static (json, run) =>
    {
        json.WriteStartObject();
        json.WriteStartObject("run"u8);
        WriteInfo(json, "info"u8, run.Info);
        json.WriteStartObject("data"u8);
        if (run.Tags.Count > 0)
        {
            json.WriteStartArray("tags"u8);
            foreach (var (name, value) in run.Tags)
            {
                json.WriteStartObject();
                json.WriteString("key"u8, name);
                json.WriteString("value"u8, value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartObject("inputs"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Updated(RunInfo run) => Write(run, static (json, run) =>
    {
        json.WriteStartObject();
        WriteInfo(json, "run_info"u8, run);
        json.WriteEndObject();
    });

    public static void WriteInfo(Utf8JsonWriter json, ReadOnlySpan<byte> name, RunInfo run)
    {
        var experiment = run.Experiment.ToString(CultureInfo.InvariantCulture);
        json.WriteStartObject(name);
        json.WriteString("run_uuid"u8, run.RunId);
        json.WriteString("experiment_id"u8, experiment);
        json.WriteString("run_name"u8, run.Name);
        json.WriteString("user_id"u8, run.UserName);
        json.WriteString("status"u8, run.Status.ToString().ToUpperInvariant());
        json.WriteNumber("start_time"u8, run.StartTime);
        if (run.EndTime is { } end)
        {
            json.WriteNumber("end_time"u8, end);
        }

        json.WriteString("artifact_uri"u8, $"{run.ArtifactLocation ?? $"mlflow-artifacts:/{experiment}"}/{run.RunId}/artifacts");
        json.WriteString("lifecycle_stage"u8, run.Deleted ? "deleted"u8 : "active"u8);
        json.WriteString("run_id"u8, run.RunId);
        json.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer, Options);
        write(json, value);
        json.Flush();
        return buffer.WrittenMemory;
    }
}
