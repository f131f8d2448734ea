using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;

namespace Slipway.Tracking.Runs;

/// <summary>Chooses the columns of a table of runs, and their order, among everything that the runs have.</summary>
public sealed partial class ColumnPicker(RunKeyService keys)
{
    private IReadOnlyList<RunField>? _all;
    private HashSet<RunField> _shown = [];
    private string _text = "";
    private string? _refusal;
    private bool? _isWhole;

    [Parameter, EditorRequired] public KnownProject Project { get; set; } = null!;

    /// <summary>Whose runs' keys are offered; null for all of the project.</summary>
    [Parameter] public IReadOnlyList<long>? Experiments { get; set; }

    /// <summary>The columns that are shown, in order.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<RunColumn> Columns { get; set; } = [];

    /// <summary>Whether somebody chose them; otherwise the table did.</summary>
    [Parameter] public bool IsChosen { get; set; }

    /// <summary>Told the new columns; null when the table is to choose again.</summary>
    [Parameter] public EventCallback<IReadOnlyList<RunField>?> OnChange { get; set; }

    private int Count => _all?.Count ?? 0;

    private List<RunField> Matching => _all is null ? []
        : [.. _all.Where(each => _text.Length == 0 || Matches(each.Key) || Matches(RunColumn.Of(each).Title))];

    protected override void OnParametersSet() => _shown = [.. Columns.Select(column => column.Field)];

    private bool Matches(string text) => _text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    // Read anew each time that the sheet is opened: runs bring new keys.
    private async Task ReadAsync()
    {
        var known = await keys.KeysAsync(Project, Experiments, CancellationToken.None);
        _refusal = known.Refusal?.Message;
        if (known.Refusal is null)
        {
            _isWhole = known.Value.IsWhole;
            _all =
            [
                .. RunField.Attributes.Where(name => name != RunColumn.RunName.Name).Select(name => new RunField(RunFieldKind.Attribute, name)),
                .. known.Value.Metrics.Select(key => new RunField(RunFieldKind.Metric, key)),
                .. known.Value.Params.Select(key => new RunField(RunFieldKind.Param, key)),
                .. known.Value.Tags.Select(key => new RunField(RunFieldKind.Tag, key)),
            ];
        }
    }

    // A new column goes beside the last of its kind.
    private Task SetAsync(RunField field, bool shown)
    {
        var fields = Columns.Select(column => column.Field).Where(other => other != field).ToList();
        if (shown)
        {
            var beside = fields.FindLastIndex(other => other.Kind == field.Kind);
            fields.Insert(beside < 0 ? fields.Count : beside + 1, field);
        }

        return OnChange.InvokeAsync(fields);
    }

    private Task MoveAsync(int from, int by)
    {
        var fields = Columns.Select(column => column.Field).ToList();
        (fields[from], fields[from + by]) = (fields[from + by], fields[from]);
        return OnChange.InvokeAsync(fields);
    }

    private static string Kind(RunFieldKind kind) => kind.ToString().ToLowerInvariant();
}
