namespace Slipway.Foundation.Content;

/// <summary>Which files are compressed already: packing them again costs time and saves nothing.</summary>
internal static class PackedFiles
{
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".webp", ".gif", ".mp4", ".webm", ".mp3", ".ogg", ".zip", ".gz", ".bz2", ".xz", ".zst", ".parquet", ".npz", ".pt", ".pth", ".safetensors", ".ckpt",
    };

    public static bool Are(string path) => Endings.Contains(Path.GetExtension(path));
}
