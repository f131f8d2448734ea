using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Slipway.Shared.Code;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Runs.Source;

/// <summary>Who ran what code where: what clients said, and the diffs and packages that were logged.</summary>
public sealed partial class RunCode(RunSourceService sources)
{
    private RunSource? _source;
    private string? _creator;
    private string? _refusal;
    private int _version = -1;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public RunDetails Run { get; set; } = null!;

    /// <summary>The project's tracking address.</summary>
    [Parameter, EditorRequired] public string Address { get; set; } = "";

    /// <summary>Counts what changed of the run: the files are read again.</summary>
    [Parameter] public int Version { get; set; }

    private RunFacts Facts => RunFacts.Of(Run.Tags);

    private bool HasDiff => Facts.Diff.Length > 0 || _source is { Diffs.Count: > 0 };

    private string? Python => _source?.Environment.Select(file => PythonVersion().Match(file.Text)).FirstOrDefault(match => match.Success)?.Groups["version"].Value;

    private IReadOnlyList<Snippet> Snippets =>
    [
        new("Python", $"""
            import subprocess, mlflow
            mlflow.set_tracking_uri("{Address}")
            with mlflow.start_run(run_id="{Run.Info.RunId}"):
                run = lambda *words: subprocess.run(words, capture_output=True, text=True).stdout
                mlflow.log_text(run("git", "diff", "HEAD"), "git_diff.patch")
                mlflow.log_text(run("pip", "freeze"), "requirements.txt")
            """),
    ];

    protected override async Task OnParametersSetAsync()
    {
        if (_version == Version)
        {
            return;
        }

        _version = Version;
        var read = await sources.ReadAsync(Project.Known, Run.Info.RunId, [.. Run.ModelOutputs.Select(model => model.ModelId)], CancellationToken.None);
        (_source, _refusal) = read.Refusal is { } refusal ? (null, refusal.Message) : (read.Value, (string?)null);
        var creator = await sources.CreatorAsync(Project.Known, Run.Info.RunId, CancellationToken.None);
        _creator = creator.Refusal is null ? creator.Value.Name : null;
    }

    // 'python=3.11.4' in conda.yaml, 'python: 3.11.4' in python_env.yaml, 'requires-python = ">=3.11"'.
    [GeneratedRegex(@"(?m)^[\s-]*(requires-)?python\s*[:=]=?\s*[""']?(?<version>[<>=~]*\d[\w.]*)", RegexOptions.CultureInvariant, 200)]
    private static partial Regex PythonVersion();
}
