namespace Slipway;

/// <summary>The sources as they lie on disk, for rules about files.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "lib", ".git", "data", "artifacts"];

    public static string Root { get; } = Find();

    /// <summary>A place below the root.</summary>
    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Every file of ours below a folder that ends like this, as (path from the root, path).</summary>
    public static IReadOnlyList<(string Name, string Path)> Files(string folder, params string[] endings) =>
        [.. Walk(new DirectoryInfo(Path(folder)))
            .Where(file => endings.Any(ending => file.Name.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => (System.IO.Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), file.FullName))
            .Order()];

    /// <summary>Every folder of ours below a folder.</summary>
    public static IReadOnlyList<string> Folders(string folder) => [.. Below(new DirectoryInfo(Path(folder))).Select(found => System.IO.Path.GetRelativePath(Root, found.FullName).Replace('\\', '/')).Order()];

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => Below(folder).Prepend(folder).SelectMany(each => each.EnumerateFiles());

    private static IEnumerable<DirectoryInfo> Below(DirectoryInfo folder) =>
        folder.EnumerateDirectories().Where(each => !NotOurs.Contains(each.Name)).SelectMany(each => Below(each).Prepend(each));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "SaaS.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder;
    }
}
