namespace Slipway.Tracking.Runs.Output;

/// <summary>A file with what a run printed.</summary>
/// <param name="Path">Below the run: <c>logs/stdout.log</c>.</param>
/// <param name="Size">In bytes.</param>
public sealed record OutputFile(string Path, long Size);

/// <summary>A line that has the text that was looked for.</summary>
/// <param name="Offset">Where the line begins, in bytes.</param>
/// <param name="Text">The line, cut where it is long.</param>
public sealed record OutputHit(long Offset, string Text);

/// <summary>What a search found in a part of a file.</summary>
/// <param name="Next">Where to go on; null at the file's end.</param>
public sealed record OutputHits(IReadOnlyList<OutputHit> Hits, long? Next);

/// <summary>The convention that makes the console of a run: text files that grow, logged again under the same name whenever there is more.</summary>
public static class OutputConvention
{
    /// <summary>The folder that is looked into besides the run's own.</summary>
    public const string Folder = "logs";

    /// <summary>What is shown first, of those that a run has.</summary>
    internal static readonly string[] Preferred = ["logs/stdout.log", "logs/console.log", "logs/output.log", "stdout.log", "console.log", "output.log", "logs/stderr.log", "stderr.log"];

    /// <summary>Whether a file that lies in the run's folder, or in <see cref="Folder"/>, is output.</summary>
    public static bool IsOutput(string name) =>
        name.EndsWith(".log", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".out", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".err", StringComparison.OrdinalIgnoreCase)
        || (name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && Path.GetFileNameWithoutExtension(name) is "stdout" or "stderr" or "console");
}
