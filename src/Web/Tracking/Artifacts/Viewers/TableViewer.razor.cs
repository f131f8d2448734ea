using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>CSV and its kin as a table, some rows at a time: only the bytes of these are read.</summary>
public sealed partial class TableViewer
{
    private const int PageSize = 200;

    // A row that is longer can't be shown.
    private const int WindowSize = 1 << 20;
    private const int HeadSize = 64 << 10;

    private readonly Stack<(long At, long Row)> _before = [];
    private IReadOnlyList<(string, string?)> _columns = [];
    private IReadOnlyList<IReadOnlyList<string?>>? _rows;
    private string? _refusal;
    private string? _next;
    private byte _delimiter;
    private long _to;
    private (string Digest, long At)? _shown;

    [Parameter, EditorRequired] public ArtifactFile File { get; set; } = null!;

    /// <summary>The address of the page at a byte, with the number of the row there.</summary>
    [Parameter, EditorRequired] public Func<long, long?, string> Href { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "at")] public long At { get; set; }
    [SupplyParameterFromQuery(Name = "line")] public long? Row { get; set; }

    private long FirstRow => At > 0 ? Row ?? 1 : 1;

    private string Shown => _to >= File.Size && At == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{_rows!.Count:N0} rows, {_columns.Count:N0} columns")
        : string.Create(CultureInfo.InvariantCulture, $"Rows {FirstRow:N0} to {FirstRow + _rows!.Count - 1:N0}, {_columns.Count:N0} columns; {100d * _to / File.Size:0}% of the file so far");

    protected override async Task OnParametersSetAsync()
    {
        var digest = File.Info.Digest.ToString();
        if (_shown == (digest, At))
        {
            return;
        }

        Remember(digest);
        _shown = (digest, At);
        _rows = await ReadRowsAsync(Math.Clamp(At, 0, File.Size)) ?? _rows;
    }

    // Where one came from is the way back: pages have no even size in bytes.
    private void Remember(string digest)
    {
        if (_shown is not { } last || last.Digest != digest || At == 0)
        {
            _before.Clear();
        }
        else if (_before.TryPeek(out var before) && before.At == At)
        {
            _before.Pop();
        }
        else if (At > last.At)
        {
            _before.Push((last.At, Math.Max(1, (Row ?? 1) - (_rows?.Count ?? 0))));
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<string?>>?> ReadRowsAsync(long from)
    {
        var head = await File.ReadAsync(0, HeadSize);
        var bytes = await File.ReadAsync(from, WindowSize);
        _refusal = (head.Refusal ?? bytes.Refusal)?.Message;
        if (_refusal is not null)
        {
            return null;
        }

        _delimiter = DelimitedText.DelimiterOf(head.Value, File.Name, head.Value.Length == File.Size);
        var names = DelimitedText.Read(head.Value, _delimiter, 1, head.Value.Length == File.Size);
        _columns = names.Rows is [var first, ..] ? [.. first.Select(name => (name, (string?)null))] : [];
        if (_columns.Count == 0 && File.Size > HeadSize)
        {
            _refusal = "The first row doesn't end where a table's would. Download the file to see what it is.";
            return null;
        }

        var skip = from == 0 ? names.Read : 0;
        var read = DelimitedText.Read(bytes.Value.AsSpan(skip), _delimiter, PageSize, from + bytes.Value.Length >= File.Size);
        _to = from + skip + read.Read;
        if (read.Rows.Count == 0 && _to < File.Size && File.Size - from > WindowSize)
        {
            _refusal = $"The row at byte {_to:N0} is too long to be shown. Download the file to read on.";
            return null;
        }

        _next = _to < File.Size && read.Rows.Count > 0 ? Href(_to, FirstRow + read.Rows.Count) : null;
        return read.Rows;
    }
}
