using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Shared.Code;

namespace Slipway.Tracking.Artifacts.Viewers;

/// <summary>Text and code, a window at a time: a file of any size opens at once.</summary>
public sealed partial class TextViewer
{
    /// <summary>In bytes.</summary>
    internal const int WindowSize = 128 << 10;

    private TextWindow? _window;
    private MarkupString _html;
    private string? _refusal;
    private string? _previous;
    private string? _next;
    private string? _last;
    private (string, long, long?)? _shown;

    [Parameter, EditorRequired] public ArtifactFile File { get; set; } = null!;

    /// <summary>The address of the page at a byte of the file, with the number of the line there.</summary>
    [Parameter, EditorRequired] public Func<long, long?, string> Href { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "at")] public long At { get; set; }
    [SupplyParameterFromQuery(Name = "line")] public long? Line { get; set; }

    private string Shown => string.Create(CultureInfo.InvariantCulture, $"Bytes {_window!.From:N0} to {_window.To:N0} of {File.Size:N0}");

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (File.Info.Digest.ToString(), At, Line))
        {
            return;
        }

        _shown = (File.Info.Digest.ToString(), At, Line);
        var from = Math.Clamp(At, 0, Math.Max(0, File.Size - 1));
        var bytes = await File.ReadAsync(from, WindowSize);
        _refusal = bytes.Refusal?.Message;
        if (_refusal is not null)
        {
            return;
        }

        _window = TextWindow.Of(bytes.Value, from, File.Size);
        _html = new(CodeHtml.Lines(_window.Text, CodeLanguage.Of(File.Name)));
        _next = _window.To < File.Size ? Href(_window.To, from == 0 ? 1 + _window.Lines : Line + _window.Lines) : null;
        _previous = from > 0 ? await BeforeAsync(from) : null;
        _last = _next is not null ? await LastAsync() : null;
    }

    private async Task<string> BeforeAsync(long from)
    {
        var start = Math.Max(0, from - WindowSize);
        var bytes = await File.ReadAsync(start, (int)(from - start));
        if (bytes.Refusal is not null)
        {
            return Href(start, null);
        }

        var skip = start == 0 ? 0 : TextWindow.FirstLine(bytes.Value);
        var lines = bytes.Value.AsSpan(skip).Count((byte)'\n');
        return Href(start + skip, Line - lines);
    }

    private async Task<string> LastAsync()
    {
        var start = Math.Max(0, File.Size - WindowSize);
        var bytes = await File.ReadAsync(start, WindowSize);
        return Href(start + (bytes.Refusal is null ? TextWindow.FirstLine(bytes.Value) : 0), null);
    }
}
