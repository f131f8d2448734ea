using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Integrations.Exports;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Imports;

/// <summary>Imports as programs make them, and archives as somebody with bad intentions makes them.</summary>
internal static class ImportCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Sends an archive.</summary>
    /// <param name="organization">Its address on our own API.</param>
    public static Task<HttpResponseMessage> SendArchiveAsync(this HttpClient client, string organization, byte[] archive, string name) =>
        client.PostAsync($"{organization}/imports?name={Uri.EscapeDataString(name)}", new ByteArrayContent(archive) { Headers = { ContentType = new("application/zip") } }, Ct);

    /// <summary>Sends an archive and waits until the import is over.</summary>
    public static async Task<JsonNode> ImportAsync(this HttpClient client, string organization, byte[] archive, string name) =>
        await client.EndAsync($"{organization}/imports/{(await client.SendArchiveAsync(organization, archive, name).JsonAsync()).Text("id")}");

    /// <summary>Writes a zip with these entries, as they are.</summary>
    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in entries)
            {
                using var stream = zip.CreateEntry(path).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The entries with a manifest that fits them, whatever they are: as somebody writes them who knows the format.</summary>
    public static Dictionary<string, byte[]> Forged(this Dictionary<string, byte[]> entries, string? header = null)
    {
        var lines = new StringBuilder(header ?? Encoding.UTF8.GetString(entries["manifest.jsonl"]).Split('\n')[0]).Append('\n');
        foreach (var (path, bytes) in entries.Where(entry => entry.Key is not ("manifest.jsonl" or "seal.txt")))
        {
            var rows = path.EndsWith(".jsonl", StringComparison.Ordinal) ? bytes.Count(b => b == (byte)'\n').ToString(System.Globalization.CultureInfo.InvariantCulture) : "null";
            lines.Append(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"path":{{JsonValue.Create(path)!.ToJsonString()}},"size":{{bytes.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(bytes))}}","rows":{{rows}}}""")).Append('\n');
        }

        return new(entries.Where(entry => entry.Key != "seal.txt")) { ["manifest.jsonl"] = Encoding.UTF8.GetBytes(lines.ToString()) };
    }
}
