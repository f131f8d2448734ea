using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Runs.Media;

/// <summary>A table that was logged, a page of rows at a time, in the order of any column.</summary>
public sealed partial class TableView(RunMediaService media)
{
    private const int Take = 50;
    private const int ColumnWidth = 140;

    private TablePage? _page;
    private string? _refusal;
    private int? _sort;
    private bool _descending;
    private int _skip;
    private int _version = -1;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string RunId { get; set; } = "";
    [Parameter, EditorRequired] public string Path { get; set; } = "";

    /// <summary>Counts what changed of the run: clients append rows by writing the file again.</summary>
    [Parameter] public int Version { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_version != Version)
        {
            _version = Version;
            await ReadAsync();
        }
    }

    private Task SortAsync(int column)
    {
        (_sort, _descending) = _sort != column ? (column, false) : _descending ? (null, false) : ((int?)column, true);
        _skip = 0;
        return ReadAsync();
    }

    private Task TurnAsync(int rows)
    {
        _skip = Math.Max(0, _skip + rows);
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        var page = await media.TableAsync(Project.Known, RunId, Path, _sort, _descending, _skip, Take, CancellationToken.None);
        (_page, _refusal) = page.Refusal is { } refusal ? (null, refusal.Message) : (page.Value, (string?)null);
    }

    private string Range(TablePage page) => page.Rows == 0
        ? "No rows"
        : string.Create(CultureInfo.InvariantCulture, $"{_skip + 1:N0}–{Math.Min(_skip + Take, page.Rows):N0} of {page.Rows:N0}");

    private string Href(string path) => $"{Project.Href("get-artifact")}?run_id={RunId}&path={Uri.EscapeDataString(path)}";
}
