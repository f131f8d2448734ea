namespace Slipway.Commands;

/// <summary>
/// Where the host finds its settings, styles and scripts. By default that is the folder that it was started from; a published one that was started from elsewhere would find
/// none, and answer each of them empty. Paths that the configuration names, such as the data folder's, begin at the folder that it was started from all the same.
/// </summary>
internal static class OwnFolder
{
    private static readonly string[] Settings = ["ASPNETCORE_CONTENTROOT", "DOTNET_CONTENTROOT"];

    /// <param name="folder">Where the program lies.</param>
    /// <returns>The published program's own folder; null when it wasn't published, or somebody said which folder to take.</returns>
    public static string? Of(string folder, string[] args) =>
        !Directory.Exists(Path.Combine(folder, "wwwroot"))
        || args.Any(argument => argument.TrimStart('-', '/').StartsWith(WebHostDefaults.ContentRootKey, StringComparison.OrdinalIgnoreCase))
        || Settings.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
            ? null
            : folder;
}
