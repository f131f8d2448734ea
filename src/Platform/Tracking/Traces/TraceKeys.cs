using System.Text.Json;

namespace Slipway.Tracking.Traces;

/// <summary>The protocol's own tags and metadata of traces.</summary>
internal static class TraceKeys
{
    public const string Name = "mlflow.traceName";
    public const string ArtifactLocation = "mlflow.artifactLocation";
    public const string LinkedPrompts = "mlflow.linkedPrompts";
    public const string SourceRun = "mlflow.sourceRun";
    public const string Inputs = "mlflow.traceInputs";
    public const string Outputs = "mlflow.traceOutputs";
    public const string TokenUsage = "mlflow.trace.tokenUsage";
    public const string SizeStats = "mlflow.trace.sizeStats";
    public const string InfoFinalized = "mlflow.trace.infoFinalized";

    /// <summary>The file that clients put a trace's spans into.</summary>
    public const string SpansFile = "traces.json";
}

/// <summary>How many tokens a trace took, as its client summed them up over the spans.</summary>
internal static class TokenUsage
{
    public static (long? Input, long? Output, long? Total) Read(string? json)
    {
        try
        {
            if (json is not null)
            {
                using var usage = JsonDocument.Parse(json);
                return (Of(usage, "input_tokens"), Of(usage, "output_tokens"), Of(usage, "total_tokens"));
            }
        }
        catch (JsonException)
        {
            // Metadata is anybody's to write: what can't be read counts nothing.
        }

        return (null, null, null);
    }

    private static long? Of(JsonDocument usage, string name) =>
        usage.RootElement.ValueKind is JsonValueKind.Object && usage.RootElement.TryGetProperty(name, out var count) && count.ValueKind is JsonValueKind.Number && count.TryGetInt64(out var tokens)
            ? tokens
            : null;
}
