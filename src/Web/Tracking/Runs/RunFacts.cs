namespace Slipway.Tracking.Runs;

/// <summary>One thing that a client told about a run. <paramref name="Href"/> is where it can be looked at, or null.</summary>
internal sealed record RunFact(string Label, string Text, string? Href = null, bool IsCode = false);

/// <summary>What a run's tags say: people's own, and those that clients set for programs to read.</summary>
internal sealed record RunFacts(string Note, string? ParentRun, IReadOnlyList<RunFact> Source, IReadOnlyList<KeyValuePair<string, string>> Tags, IReadOnlyList<KeyValuePair<string, string>> SystemTags)
{
    private const string System = "mlflow.";
    private const string NoteTag = "mlflow.note.content";
    private const string ParentTag = "mlflow.parentRunId";

    public static RunFacts Of(IReadOnlyList<KeyValue> tags)
    {
        var known = tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
        var ordered = tags.OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).Select(tag => KeyValuePair.Create(tag.Key, tag.Value)).ToLookup(tag => tag.Key.StartsWith(System, StringComparison.Ordinal));
        return new(
            known.GetValueOrDefault(NoteTag, "").Trim(),
            known.GetValueOrDefault(ParentTag) is { Length: > 0 } parent ? parent : null,
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
            yield return new("Git commit", commit, repository is null ? null : $"{repository}/commit/{Uri.EscapeDataString(commit)}", IsCode: true);
        }

        if (tags.GetValueOrDefault("mlflow.source.git.branch") is { Length: > 0 } branch)
        {
            yield return new("Git branch", branch, IsCode: true);
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
        if (text.StartsWith("git@", StringComparison.Ordinal) && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            text = $"https://{text[4..colon]}/{text[(colon + 1)..]}";
        }

        text = text.EndsWith(".git", StringComparison.Ordinal) ? text[..^4] : text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http")
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')
            : null;
    }
}
