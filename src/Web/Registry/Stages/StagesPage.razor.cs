using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Slipway.Registry.Stages;

/// <summary>An organization's stages, and what a change of them would do to versions, reviews and policies: that is said before it is saved.</summary>
public sealed partial class StagesPage(StageDefinitionService service, ISnackbar notices)
{
    private List<Row> _rows = [];
    private IReadOnlyList<StageUse>? _uses;
    private string _new = "";
    private string? _unseen;
    private string? _refusal;

    [Parameter] public string Organization { get; set; } = "";

    private List<StageUse> Gone => [.. _uses!.Where(use => _rows.All(row => row.Name.Trim() != use.Stage))];

    private int Emptied => Gone.Sum(use => use.Versions);

    private IReadOnlyList<string> Changes => StageWords.Changes(_uses!, [.. _rows.Select(row => row.Name.Trim())]);

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        var read = await service.UseAsync(CancellationToken.None);
        (_uses, _unseen, _refusal) = read.Refusal is { } refusal ? (null, refusal.Message, null) : (read.Value, (string?)null, (string?)null);
        _rows = [.. (_uses ?? []).Select(use => new Row { Name = use.Stage, Use = use })];
    }

    private void Add()
    {
        // Before what counts as production, which is rarely what somebody adds.
        _rows.Insert(Math.Max(0, _rows.Count - 1), new() { Name = _new.Trim() });
        _new = "";
    }

    private void Move(int index, int by) => (_rows[index], _rows[index + by]) = (_rows[index + by], _rows[index]);

    private async Task SaveAsync()
    {
        var defined = await service.DefineAsync(
            new([.. _rows.Select(row => row.Name)], [.. Gone.Where(use => use.Versions > 0).Select(use => use.Stage)], [.. _uses!.Select(use => use.Stage)]), CancellationToken.None);
        _refusal = defined.Refusal?.Message;
        if (defined.Refusal is null)
        {
            notices.Add("Saved the stages.", Severity.Normal);
            await ReadAsync();
        }
    }

    private string VersionHref(StagedVersion version) => $"/{Organization}/{version.Project}/models/{Uri.EscapeDataString(version.Model)}/versions/{version.Version}";

    private sealed class Row
    {
        public string Name { get; set; } = "";

        /// <summary>Null for a stage that isn't there yet.</summary>
        public StageUse? Use { get; init; }
    }
}
