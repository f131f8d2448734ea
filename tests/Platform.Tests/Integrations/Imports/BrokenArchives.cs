using System.Security.Cryptography;
using System.Text;

namespace Slipway.Integrations.Imports;

/// <summary>Archives as they come from where something went wrong, or from somebody who means ill.</summary>
internal static class BrokenArchives
{
    /// <summary>The bytes of an archive that is wrong in one way.</summary>
    public static byte[] Break(Dictionary<string, byte[]> entries, string how)
    {
        string At(string name) => entries.Keys.Single(path => path.EndsWith('/' + name, StringComparison.Ordinal));
        string Text(string name) => Encoding.UTF8.GetString(entries[At(name)]);
        var header = Encoding.UTF8.GetString(entries["manifest.jsonl"]).Split('\n')[0];
        switch (how)
        {
            case "no zip":
                return [.. "PK"u8, .. new byte[500]];
            case "no manifest":
                entries.Remove("manifest.jsonl");
                return ImportCalls.Zip(entries);
            case "another version":
                return ImportCalls.Zip(entries.Forged(header.Replace("\"version\":1", "\"version\":2")));
            case "a byte altered":
                entries[At("a.txt")][0] ^= 1;
                return ImportCalls.Zip(entries);
            case "a file missing":
                entries.Remove(At("a.txt"));
                return ImportCalls.Zip(entries);
            case "a file besides":
                return ImportCalls.Zip(new Dictionary<string, byte[]>(entries) { ["projects/more.txt"] = [1] });
            case "a way out":
                return ImportCalls.Zip(new Dictionary<string, byte[]>(entries) { ["../../etc/cron.d/more"] = [1] }.Forged());
            case "a line without sense":
                entries[At("runs.jsonl")] = """{"id":null}"""u8.ToArray();
                return ImportCalls.Zip(entries.Forged());
            case "an artifact with a way out":
                entries[At("artifacts.jsonl")] = Encoding.UTF8.GetBytes(Text("artifacts.jsonl").Replace("a.txt", "%2e%2e/%2e%2e/a.txt"));
                return ImportCalls.Zip(entries.Forged());
            case "bytes of others":
                entries[At("artifacts.jsonl")] = Encoding.UTF8.GetBytes(Text("artifacts.jsonl").Replace(Convert.ToHexStringLower(SHA256.HashData("abcde"u8)), new string('5', 64)));
                return ImportCalls.Zip(entries.Forged());
            case "points of no run":
                entries[At("runs.jsonl")] = [];
                return ImportCalls.Zip(entries.Forged());
            case "an id twice":
                entries[At("runs.jsonl")] = Encoding.UTF8.GetBytes(Text("runs.jsonl") + Text("runs.jsonl"));
                return ImportCalls.Zip(entries.Forged());
            default:
                throw new ArgumentOutOfRangeException(nameof(how));
        }
    }
}
