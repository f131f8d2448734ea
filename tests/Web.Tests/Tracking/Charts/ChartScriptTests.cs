using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Slipway.Tracking.Charts;

/// <summary>The parts of the charts' scripts that are pure, tested by Node's own test runner on the files that browsers load.</summary>
public sealed partial class ChartScriptTests
{
    private const int AtLeast = 40;

    [Fact]
    public async Task What_the_scripts_compute_is_right()
    {
        var node = Parts.Node;
        var ct = TestContext.Current.CancellationToken;
        var work = Directory.CreateTempSubdirectory("slipway-scripts-");
        try
        {
            // Older Nodes take .js for a module only where a package.json says so, and the scripts have none: browsers don't ask.
            await File.WriteAllTextAsync(Path.Combine(work.FullName, "package.json"), """{ "type": "module" }""", ct);
            var assets = Path.GetFullPath(Path.Combine(Here(), "../../../../src/Web/wwwroot"));
            File.Copy(Path.Combine(assets, "styles", "theme.css"), Path.Combine(work.FullName, "theme.css"));
            CopyScripts(Path.Combine(assets, "charts"), work.CreateSubdirectory("charts"));
            CopyScripts(Here(), work.CreateSubdirectory("tests"));
            var tests = Directory.GetFiles(Path.Combine(work.FullName, "tests"), "*.test.js");
            tests.ShouldNotBeEmpty();

            string[] arguments = ["--test", "--test-reporter=tap", .. tests];
            using var run = Process.Start(new ProcessStartInfo(node, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = run.StandardOutput.ReadToEndAsync(ct);
            var complained = await run.StandardError.ReadToEndAsync(ct);
            await run.WaitForExitAsync(ct);

            run.ExitCode.ShouldBe(0, $"{await said}{complained}");
            int.Parse(Passed().Match(await said).Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeGreaterThan(AtLeast);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void CopyScripts(string from, DirectoryInfo to)
    {
        foreach (var script in Directory.GetFiles(from, "*.js"))
        {
            File.Copy(script, Path.Combine(to.FullName, Path.GetFileName(script)));
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("^# pass ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Passed();
}
