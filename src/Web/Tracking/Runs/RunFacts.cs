using Slipway.Tracking.Runs.Editing;

namespace Slipway.Tracking.Runs;

/// <summary>One thing that a client told about a run. <paramref name="Href"/> is where it can be looked at, or null.</summary>
internal sealed record RunFact(string Label, string Text, string? Href = null, bool IsCode = false);

/// <summary>What a run's tags say: people's own, and those that clients set for programs to read.</summary>
internal sealed record RunFacts(string Note, string Description, string? ParentRun, string Diff, bool IsDirty, IReadOnlyList<RunFact> Source, IReadOnlyList<KeyValuePair<string, string>> Tags, IReadOnlyList<KeyValuePair<string, string>> SystemTags)
{
    private const string OfMachine = "system/";

    /// <summary>Whether a metric is of the machine that a run is on, and not of what it makes.</summary>
    public static bool IsOfMachine(string metric) => metric.StartsWith(OfMachine, StringComparison.Ordinal);

    public static RunFacts Of(IReadOnlyList<KeyValue> tags)
    {
        var known = tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        var ordered = tags.OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).Select(tag => KeyValuePair.Create(tag.Key, tag.Value)).ToLookup(tag => !RunEditService.IsOwnTag(tag.Key));
        return new(
            known.GetValueOrDefault(Runs.SystemTags.Note, ""),
            known.GetValueOrDefault(Runs.SystemTags.Description, ""),
            known.GetValueOrDefault(Runs.SystemTags.ParentRunId) is { Length: > 0 } parent ? parent : null,
            known.GetValueOrDefault(Runs.SystemTags.Diff, ""),
            known.GetValueOrDefault("mlflow.source.git.dirty") is "True" or "true" or "1",
            [.. SourceOf(known)],
            [.. ordered[false]],
            [.. ordered[true]]);
    }

    private static IEnumerable<RunFact> SourceOf(Dictionary<string, string> tags)
    {
        var repository = WebAddress(tags.GetValueOrDefault("mlflow.source.git.repoURL", ""));
        if (tags.GetValueOrDefault("mlflow.source.name") is { Length: > 0 } name)
        {
            yield return new(Kind(tags.GetValueOrDefault("mlflow.source.type")), name, IsCode: true);
        }

        if (tags.GetValueOrDefault("mlflow.project.entryPoint") is { Length: > 0 } entryPoint)
        {
            yield return new("Entry point", entryPoint, IsCode: true);
        }

        if (tags.GetValueOrDefault("mlflow.source.git.commit") is { Length: > 0 } commit)
        {
            yield return new("Git commit", commit, repository is null ? null : CommitAddress(repository, commit), IsCode: true);
        }

        if (tags.GetValueOrDefault("mlflow.source.git.branch") is { Length: > 0 } branch)
        {
            yield return new("Git branch", branch, repository is null ? null : BranchAddress(repository, branch), IsCode: true);
        }

        if (tags.GetValueOrDefault("mlflow.source.git.repoURL") is { Length: > 0 } address)
        {
            yield return new("Repository", repository ?? address, repository);
        }

        if (tags.GetValueOrDefault("mlflow.docker.image.name") is { Length: > 0 } image)
        {
            yield return new("Image", image, IsCode: true);
        }
    }

    // Each host has its own way to name a commit in an address; one that isn't known is most often a GitLab or a Gitea of one's own, which take GitHub's.
    private static string CommitAddress(string repository, string commit) => $"{repository}{Host(repository) switch
    {
        "bitbucket.org" => "/commits/",
        var host when host.EndsWith("gitlab.com", StringComparison.Ordinal) || host.StartsWith("gitlab.", StringComparison.Ordinal) => "/-/commit/",
        _ => "/commit/",
    }}{Uri.EscapeDataString(commit)}";

    // No link where one would only perhaps be right.
    private static string? BranchAddress(string repository, string branch)
    {
        var path = string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));
        return Host(repository) switch
        {
            "github.com" => $"{repository}/tree/{path}",
            "gitlab.com" => $"{repository}/-/tree/{path}",
            "bitbucket.org" => $"{repository}/src/{path}",
            "dev.azure.com" => $"{repository}?version=GB{Uri.EscapeDataString(branch)}",
            var host when host.EndsWith(".visualstudio.com", StringComparison.Ordinal) => $"{repository}?version=GB{Uri.EscapeDataString(branch)}",
            _ => null,
        };
    }

    private static string Host(string repository) => new Uri(repository).Host;

    private static string Kind(string? type) => type switch
    {
        "NOTEBOOK" => "Notebook",
        "JOB" => "Job",
        "PROJECT" => "MLflow project",
        "RECIPE" => "Recipe",
        _ => "Script",
    };

    // A client may say anything; only what a browser opens as a page becomes a link, and no password travels with it.
    private static string? WebAddress(string repository)
    {
        var text = repository.Trim();
        if (text.StartsWith("ssh://git@", StringComparison.Ordinal))
        {
            text = $"https://{text[10..]}";
        }
        else if (text.StartsWith("git@", StringComparison.Ordinal) && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            text = $"https://{text[4..colon]}/{text[(colon + 1)..]}";
        }

        // Azure names repositories otherwise over SSH: v3/organization/project/repository.
        const string Azure = "https://ssh.dev.azure.com/v3/";
        if (text.StartsWith(Azure, StringComparison.Ordinal) && text[Azure.Length..].Split('/') is [var organization, var project, var name])
        {
            text = $"https://dev.azure.com/{organization}/{project}/_git/{name}";
        }

        text = text.EndsWith(".git", StringComparison.Ordinal) ? text[..^4] : text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http")
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')
            : null;
    }
}
