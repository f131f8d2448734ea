using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking.Spans;

/// <summary>The spans of traces, read from the files that clients put them into.</summary>
public sealed class SpanService(IDbContextFactory<SaasDb> dbs, ArtifactService artifacts, Access access)
{
    /// <summary>The largest file of spans that is read; a larger one can be downloaded.</summary>
    public const long MostBytes = 128L << 20;

    /// <summary>All spans of a trace, without what they carry.</summary>
    /// <returns><see cref="NotFound"/> for a trace whose client hasn't sent its spans.</returns>
    public async Task<Result<TraceSpans>> ListAsync(KnownProject project, string traceId, CancellationToken ct)
    {
        var opened = await OpenAsync(project, traceId, ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        using var file = opened.Value;
        return new TraceSpans([.. file.Elements.Select(SpanReader.Read).OrderBy(span => span.Start)], file.Expected, file.Path);
    }

    /// <summary>One span with everything that it carries.</summary>
    public async Task<Result<SpanDetails>> GetAsync(KnownProject project, string traceId, string spanId, CancellationToken ct)
    {
        var opened = await OpenAsync(project, traceId, ct);
        if (opened.Refusal is { } refusal)
        {
            return refusal;
        }

        using var file = opened.Value;
        var span = file.Elements.FirstOrDefault(span => SpanReader.IdOf(span) == spanId);
        return span.ValueKind is JsonValueKind.Undefined ? new NotFound($"The trace '{traceId}' has no span '{spanId}'.") : SpanReader.ReadDetails(span);
    }

    /// <summary>The file of a trace; dispose it after reading.</summary>
    internal async Task<Result<SpanDocument>> OpenAsync(KnownProject project, string traceId, CancellationToken ct)
    {
        var found = await FileAsync(project, traceId, ct);
        if (found.Refusal is { } missing)
        {
            return missing;
        }

        var (path, expected) = found.Value;
        var opened = await artifacts.OpenAsync(project, path, ct);
        if (opened.Refusal is { } unopened)
        {
            return unopened is NotFound ? new NotFound($"The spans of the trace '{traceId}' haven't arrived: its client sends them after the trace, and may have been stopped before it did.") : unopened;
        }

        await using var artifact = opened.Value;
        if (artifact.Blob.Size > MostBytes)
        {
            return new TooLarge($"The spans of this trace have {artifact.Blob.Size:N0} bytes, and at most {MostBytes:N0} are read here. Download the file {TraceKeys.SpansFile} instead.");
        }

        using var bytes = new MemoryStream((int)artifact.Blob.Size);
        await artifact.Blob.CopyToAsync(bytes, ct: ct);
        return SpanDocument.Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), expected, path) is { } document
            ? document
            : new Invalid($"The file {TraceKeys.SpansFile} of the trace '{traceId}' holds no spans: it isn't what MLflow clients write.");
    }

    /// <summary>Where a trace's spans are, or would be, and how many its client announced.</summary>
    internal async Task<Result<(string Path, int? Expected)>> FileAsync(KnownProject project, string traceId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await db.Traces.Where(t => t.ProjectId == project.Id && t.TraceId == traceId)
            .Join(db.Experiments, t => t.ExperimentKey, e => e.Key, (t, e) => new
            {
                e.Number,
                e.ArtifactLocation,
                Stats = t.Metadata.Where(pair => pair.Name == TraceKeys.SizeStats).Select(pair => pair.Value).FirstOrDefault(),
            }).SingleOrDefaultAsync(ct);
        return found is null ? TraceRules.NoSuchTrace(traceId)
            : SpanFile.Folder(found.Number, found.ArtifactLocation, traceId) is not { } folder ? new NotFound($"The spans of this trace are kept at {found.ArtifactLocation}, not here. Read them there.")
            : ($"{folder}/{TraceKeys.SpansFile}", SpanDocument.CountIn(found.Stats));
    }
}

/// <summary>A trace's file of spans, parsed.</summary>
internal sealed class SpanDocument : IDisposable
{
    private readonly JsonDocument _json;

    private SpanDocument(JsonDocument json, IReadOnlyList<JsonElement> elements, int? expected, string path) => (_json, Elements, Expected, Path) = (json, elements, expected, path);

    public IReadOnlyList<JsonElement> Elements { get; }

    /// <summary>How many spans the client announced.</summary>
    public int? Expected { get; }

    public string Path { get; }

    /// <summary>Null when it isn't a file of spans.</summary>
    public static SpanDocument? Read(ReadOnlyMemory<byte> bytes, int? expected, string path)
    {
        try
        {
            var json = JsonDocument.Parse(bytes);
            if (SpanReader.Elements(json.RootElement) is { } elements)
            {
                return new(json, elements, expected, path);
            }

            json.Dispose();
        }
        catch (JsonException)
        {
            // Clients put it there: it may be anything.
        }

        return null;
    }

    public static int? CountIn(string? stats)
    {
        try
        {
            using var json = stats is null ? null : JsonDocument.Parse(stats);
            return json?.RootElement is { ValueKind: JsonValueKind.Object } sizes && sizes.TryGetProperty("num_spans", out var count) && count.ValueKind is JsonValueKind.Number && count.TryGetInt32(out var spans) ? spans : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => _json.Dispose();
}
