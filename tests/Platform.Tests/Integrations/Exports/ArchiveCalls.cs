using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Parquet;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Exports;

/// <summary>A row of <c>metrics.parquet</c>.</summary>
internal readonly record struct ExportedPoint(string Run, string Key, long Step, long Timestamp, double Value);

/// <summary>Exports as programs make and read them.</summary>
internal static class ArchiveCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Begins an export and waits until it is there.</summary>
    /// <param name="api">The address of the project or organization on our own API.</param>
    public static async Task<JsonNode> ExportAsync(this HttpClient client, string api) =>
        await client.EndAsync($"{api}/exports/{(await client.SendAsync(HttpMethod.Post, $"{api}/exports").JsonAsync()).Text("id")}");

    /// <summary>Waits until an export or import is over, and answers how it ended.</summary>
    public static async Task<JsonNode> EndAsync(this HttpClient client, string address)
    {
        while (true)
        {
            var now = await client.GetAsync(address, Ct).JsonAsync();
            if (now.Text("state") is not ("waiting" or "working"))
            {
                return now;
            }

            await Task.Delay(50, Ct);
        }
    }

    public static async Task<byte[]> DownloadAsync(this HttpClient client, string api, JsonNode export)
    {
        using var answer = await client.GetAsync($"{api}/exports/{export.Text("id")}/file", Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync(Ct);
    }

    /// <summary>Makes an export and answers its archive.</summary>
    public static async Task<byte[]> ArchiveAsync(this HttpClient client, string api)
    {
        var export = await client.ExportAsync(api);
        export.Text("state").ShouldBe("ready", export["problem"]?.ToString());
        return await client.DownloadAsync(api, export);
    }

    /// <summary>The archive's entries.</summary>
    public static Dictionary<string, byte[]> Entries(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    public static IReadOnlyList<JsonNode> Lines(this Dictionary<string, byte[]> entries, string path) =>
        [.. System.Text.Encoding.UTF8.GetString(entries[path]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    public static async Task<IReadOnlyList<ExportedPoint>> PointsAsync(this Dictionary<string, byte[]> entries, string path)
    {
        List<ExportedPoint> points = [];
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(entries[path]), cancellationToken: Ct);
        var fields = reader.Schema.GetDataFields();
        fields.Select(field => field.Name).ShouldBe(["run", "key", "step", "timestamp", "value"]);
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = reader.OpenRowGroupReader(number);
            var (runs, keys, steps, times, values) = (new string?[group.RowCount], new string?[group.RowCount], new long[group.RowCount], new long[group.RowCount], new double[group.RowCount]);
            await group.ReadAsync(fields[0], runs.AsMemory(), null, Ct);
            await group.ReadAsync(fields[1], keys.AsMemory(), null, Ct);
            await group.ReadAsync<long>(fields[2], steps.AsMemory(), null, Ct);
            await group.ReadAsync<long>(fields[3], times.AsMemory(), null, Ct);
            await group.ReadAsync<double>(fields[4], values.AsMemory(), null, Ct);
            points.AddRange(Enumerable.Range(0, runs.Length).Select(row => new ExportedPoint(runs[row]!, keys[row]!, steps[row], times[row], values[row])));
        }

        return points;
    }

    /// <summary>Makes sure that the manifest lists exactly what is there, with its digests.</summary>
    public static void ShouldBeWhole(this Dictionary<string, byte[]> entries)
    {
        var listed = entries.Lines("manifest.jsonl").Skip(1).ToList();
        listed.Select(line => line.Text("path")).Order(StringComparer.Ordinal).ShouldBe(entries.Keys.Except(["manifest.jsonl", "seal.txt"]).Order(StringComparer.Ordinal));
        foreach (var line in listed)
        {
            var bytes = entries[line.Text("path")];
            line["size"]!.GetValue<long>().ShouldBe(bytes.Length);
            line.Text("sha256").ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)), line.Text("path"));
        }
    }
}
