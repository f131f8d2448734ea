using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;
using Slipway.Registry.Versions;
using Slipway.Tracking.Search;

namespace Slipway.Registry.Prompts;

/// <summary>A prompt, as its newest version is.</summary>
/// <param name="UpdatedAt">Unix milliseconds.</param>
/// <param name="Newest">The newest version; null when it has none.</param>
public sealed record PromptSummary(string Name, string? Description, long UpdatedAt, IReadOnlyList<AliasDetails> Aliases, PromptVersion? Newest);

/// <summary>A version of a prompt.</summary>
/// <param name="Notes">What its maker said of it, in Markdown.</param>
/// <param name="CreatedAt">Unix milliseconds.</param>
public sealed record PromptVersion(int Number, PromptText Prompt, IReadOnlyList<string> Aliases, string Notes, long CreatedAt, string CreatedBy)
{
    internal static PromptVersion Of(VersionDetails version) => new(version.Number, PromptText.Read(version.Tags), version.Aliases, version.Description, version.CreatedAt, version.CreatedBy);
}

/// <summary>The next version of a prompt.</summary>
/// <param name="Text">With <c>{{ name }}</c> where something is filled in.</param>
/// <param name="Notes">What is new in it.</param>
public sealed record WritePrompt([Required, MaxLength(ModelTag.ValueLimit)] string Text, [MaxLength(ModelVersion.DescriptionLimit)] string? Notes = null);

/// <summary>Prompts: registered models with MLflow's tag, each version of which is a text. Everything else of them, aliases and the trash too, is as with models.</summary>
public sealed class PromptService(ModelService models, VersionService versions, Access access)
{
    /// <summary>How many are on a page.</summary>
    public const int PageSize = 50;

    // What MLflow's clients name as the source of a prompt's version, which has no files.
    private const string Source = "dummy-source";
    private const string Tagged = $"tags.`{ModelDetails.PromptTag}` = 'true'";

    /// <summary>A page of the project's prompts, by name.</summary>
    /// <param name="search">A piece of the names that are looked for; null finds all.</param>
    public async Task<Result<Page<PromptSummary>>> ListAsync(KnownProject project, string? search, string? pageToken, CancellationToken ct)
    {
        var named = string.IsNullOrEmpty(search) ? "" : $" AND name ILIKE '%{Quoted(search)}%'";
        var found = await models.SearchAsync(project, new(PageSize, Tagged + named, null, pageToken), ct);
        return found.Refusal is { } refusal ? refusal : new Page<PromptSummary>([.. found.Value.Items.Select(Summary)], found.Value.NextPageToken);
    }

    /// <summary>A page of a prompt's versions, the newest first.</summary>
    public async Task<Result<Page<PromptVersion>>> VersionsAsync(KnownProject project, string name, string? pageToken, CancellationToken ct)
    {
        var known = await models.GetAsync(project, name, ct);
        if ((known.Refusal ?? NoPrompt(known.Value)) is { } refusal)
        {
            return refusal;
        }

        var found = await versions.SearchAsync(project, new(PageSize, $"name = '{Quoted(name)}' AND {Tagged}", ["version_number DESC"], pageToken), ct);
        return found.Refusal is { } unreadable ? unreadable : new Page<PromptVersion>([.. found.Value.Items.Select(PromptVersion.Of)], found.Value.NextPageToken);
    }

    /// <summary>One version of a prompt.</summary>
    public async Task<Result<PromptVersion>> GetAsync(KnownProject project, string name, int number, CancellationToken ct)
    {
        var known = await models.GetAsync(project, name, ct);
        if ((known.Refusal ?? NoPrompt(known.Value)) is { } refusal)
        {
            return refusal;
        }

        var found = await versions.GetAsync(project, name, number, ct);
        return found.Refusal is { } missing ? missing : PromptVersion.Of(found.Value);
    }

    /// <summary>Writes the next version of a prompt, and with its first one the prompt.</summary>
    public async Task<Result<PromptVersion>> WriteAsync(KnownProject project, string name, WritePrompt request, CancellationToken ct)
    {
        if ((ModelRules.CheckName(name) ?? ModelRules.CheckTag(new(PromptText.TextTag, request.Text)) ?? ModelRules.CheckText("The notes", request.Notes, ModelVersion.DescriptionLimit)) is { } unusable)
        {
            return await access.RequireAsync(Permission.ModelsWrite, project.Id, ct) is { } closed ? closed : unusable;
        }

        var known = await models.GetAsync(project, name, ct);
        if (known.Refusal is NotFound && await access.AllowsAsync(Permission.ModelsRead, project.Id, ct))
        {
            known = await models.RegisterAsync(project, new(name, null, [new(ModelDetails.PromptTag, "true")]), ct);
        }

        if ((known.Refusal ?? NoPrompt(known.Value)) is { } refusal)
        {
            return refusal;
        }

        var written = await versions.RegisterAsync(project, name, new(Source, Description: request.Notes, Tags: [new(ModelDetails.PromptTag, "true"), new(PromptText.TypeTag, "text"), new(PromptText.TextTag, request.Text)]), ct);
        return written.Refusal is { } refused ? refused : PromptVersion.Of(written.Value);
    }

    private static PromptSummary Summary(ModelDetails model) => new(model.Name, model.Description, model.UpdatedAt, model.Aliases, model.Newest is { } newest ? PromptVersion.Of(newest) : null);

    private static Refusal? NoPrompt(ModelDetails model) => model.IsPrompt ? null : new Conflict($"'{model.Name}' is a model and no prompt. It is among the project's models; choose another name for a prompt.");

    private static string Quoted(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
