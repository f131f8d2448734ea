using System.Diagnostics;

namespace Slipway.Load;

/// <summary>The host as it is installed: published once for each run of the load client.</summary>
internal static class PublishedHost
{
    /// <returns>The folder with the program.</returns>
    public static async Task<string> PublishAsync()
    {
        var root = Root();
        var folder = Path.Combine(root, "artifacts", "load", "host");
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet", ["publish", Path.Combine(root, "src", "Web"), "--configuration", "Release", "--output", folder, "--verbosity", "quiet", "--nologo"]))!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? folder : throw new InvalidOperationException("The host could not be published; why stands above.");
    }

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "SaaS.sln")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The load client publishes the host from its source: start it inside the repository, or name a published one with --host.");
    }
}
