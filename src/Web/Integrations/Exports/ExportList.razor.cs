using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;
using Slipway.Integrations.Archives;

namespace Slipway.Integrations.Exports;

/// <summary>The exports of a project, or of the organization: how far they are, where they are downloaded.</summary>
public sealed partial class ExportList(ExportService service)
{
    private IReadOnlyList<ExportDetails>? _exports;
    private Id<ArchiveWork>? _asked;
    private string? _refusal;
    private string? _problem;
    private bool _asking;

    /// <summary>Whose exports; null for the organization's.</summary>
    [Parameter] public KnownProject? Project { get; set; }
    [Parameter, EditorRequired] public string Organization { get; set; } = "";
    [Parameter, EditorRequired] public string Topic { get; set; } = "";
    [Parameter, EditorRequired] public string Title { get; set; } = "";
    [Parameter, EditorRequired] public string Description { get; set; } = "";

    /// <summary>What is exported, in the words of a button.</summary>
    [Parameter, EditorRequired] public string What { get; set; } = "";

    private bool IsUnderWay => _exports?.Any(export => ArchiveLooks.IsMoving(export.State)) is true;

    protected override Task OnParametersSetAsync() => ReadAsync();

    private string FileHref(ExportDetails export) =>
        $"/api/v1/organizations/{Organization}{(Project is { } project ? $"/projects/{project.Slug}" : "")}/exports/{export.Id}/file";

    private async Task ReadAsync()
    {
        var read = await service.ListAsync(Project, CancellationToken.None);
        (_exports, _refusal) = read.Refusal is { } refusal ? (_exports, refusal.Message) : (read.Value, null);
    }

    private async Task RequestAsync()
    {
        _asking = true;
        _problem = (await service.RequestAsync(Project, CancellationToken.None)).Refusal?.Message;
        _asking = false;
        await ReadAsync();
    }

    private async Task DeleteAsync(ExportDetails export)
    {
        _problem = (await service.DeleteAsync(Project, export.Id, CancellationToken.None)).Refusal?.Message;
        _asked = null;
        await ReadAsync();
    }
}
