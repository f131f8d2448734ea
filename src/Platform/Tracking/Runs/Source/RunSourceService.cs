using System.Text;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Artifacts;

namespace Slipway.Tracking.Runs.Source;

/// <summary>A text that was logged beside a run.</summary>
/// <param name="Name">Its path below the run, or below the logged model.</param>
/// <param name="IsCut">Whether the file goes on.</param>
public sealed record SourceText(string Name, string Text, bool IsCut);

/// <summary>Whose credentials created a run: unlike the user's name that a client sends, that is certain.</summary>
public sealed record RunCreator(string Name);

/// <summary>What was logged of the code and of where it ran.</summary>
/// <param name="Diffs">What the repository didn't have.</param>
/// <param name="Environment">Lists of packages and interpreters.</param>
public sealed record RunSource(IReadOnlyList<SourceText> Diffs, IReadOnlyList<SourceText> Environment);

/// <summary>Finds and reads what a run logged of its code and environment.</summary>
public sealed class RunSourceService(IDbContextFactory<SaasDb> dbs, ArtifactService artifacts, Access access)
{
    /// <summary>How much of each file is read.</summary>
    public const int MostBytes = 512 << 10;

    private const int MostFiles = 12;
    private const int MostModels = 4;

    private static readonly string[] Folders = ["", "code", "git", "environment", "env"];
    private static readonly string[] EnvironmentNames =
        ["requirements.txt", "conda.yaml", "conda.yml", "python_env.yaml", "environment.yml", "environment.yaml", "uv.lock", "pip-freeze.txt", "pip_freeze.txt", "renv.lock", "pyproject.toml"];

    /// <summary>Who created a run.</summary>
    public async Task<Result<RunCreator>> CreatorAsync(KnownProject project, string runId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        var by = await db.Runs.Where(run => run.RunId == runId && run.ProjectId == project.Id).Select(run => (Id<User>?)run.CreatedBy).SingleOrDefaultAsync(ct);
        var name = by is { } id ? await db.Users.Where(user => user.Id == id.Value).Select(user => user.DisplayName).SingleOrDefaultAsync(ct) : null;
        return name is null ? new NotFound("There is no such run, or whoever created it has no account any more.") : new RunCreator(name);
    }

    /// <summary>The diffs and lists of packages in the run's folder, in its models' and in those of the models that it logged.</summary>
    /// <param name="models">Ids of logged models that the run made.</param>
    public async Task<Result<RunSource>> ReadAsync(KnownProject project, string runId, IReadOnlyList<string> models, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var root = await artifacts.RunFolderAsync(project, runId, ct);
        if (root.Refusal is { } elsewhere)
        {
            return elsewhere;
        }

        List<(string Root, string Path)> found = [];
        List<string> folders = [.. Folders];
        for (var at = 0; at < folders.Count; at++)
        {
            var entries = await EntriesAsync(project, root.Value, folders[at], ct);
            // A model is a folder of the run in clients before MLflow 3.
            folders.AddRange(at == 0 ? entries.Where(entry => entry.IsFolder && !folders.Contains(entry.Name)).Select(entry => entry.Name).Take(MostModels) : []);
            found.AddRange(entries.Where(IsWanted).Select(entry => (root.Value, ArtifactPath.Join(folders[at], entry.Name))));
        }

        foreach (var model in models.Take(MostModels))
        {
            if (await artifacts.ModelFolderAsync(project, model, ct) is { Refusal: null } folder)
            {
                found.AddRange((await EntriesAsync(project, folder.Value, "", ct)).Where(IsWanted).Select(entry => (folder.Value, entry.Name)));
            }
        }

        List<SourceText> diffs = [];
        List<SourceText> environment = [];
        foreach (var (folder, path) in found.Take(MostFiles))
        {
            if (await ReadAsync(project, folder, path, ct) is { } text)
            {
                (IsDiff(ArtifactPath.NameOf(path)) ? diffs : environment).Add(text);
            }
        }

        return new RunSource(diffs, environment);
    }

    private static bool IsWanted(ArtifactEntry entry) => !entry.IsFolder && (IsDiff(entry.Name) || EnvironmentNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase));

    private static bool IsDiff(string name) =>
        name.EndsWith(".patch", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".diff", StringComparison.OrdinalIgnoreCase) || Path.GetFileNameWithoutExtension(name) is "git_diff" or "git-diff" or "gitdiff";

    private async Task<IReadOnlyList<ArtifactEntry>> EntriesAsync(KnownProject project, string root, string folder, CancellationToken ct)
    {
        var page = await artifacts.ListAsync(project, ArtifactPath.Join(root, folder), null, ArtifactService.MostEntries, ct);
        return page.Refusal is null ? page.Value.Entries : [];
    }

    private async Task<SourceText?> ReadAsync(KnownProject project, string root, string path, CancellationToken ct)
    {
        var opened = await artifacts.OpenAsync(project, ArtifactPath.Join(root, path), ct);
        if (opened.Refusal is not null)
        {
            // Deleted since it was listed.
            return null;
        }

        await using var file = opened.Value;
        using var bytes = new MemoryStream();
        await file.Blob.CopyToAsync(bytes, 0, Math.Min(MostBytes, file.Blob.Size), ct);
        return new(path, Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimStart('\uFEFF'), file.Blob.Size > MostBytes);
    }
}
