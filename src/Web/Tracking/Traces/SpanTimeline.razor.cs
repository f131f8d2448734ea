using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Slipway.Shared.Session;
using Slipway.Tracking.Spans;

namespace Slipway.Tracking.Traces;

/// <summary>The spans of a trace as a tree beside a timeline. Only the rows in sight are rendered. Arrow keys move through the tree, and fold and unfold it.</summary>
public sealed partial class SpanTimeline(IJSRuntime js) : IAsyncDisposable
{
    private const int RowHeight = 30;
    private const int MostRows = 16;
    private const double Narrowest = 0.4;

    private readonly HashSet<string> _folded = [];
    private ElementReference _scroll;
    private IJSObjectReference? _module;
    private List<SpanRow> _rows = [];
    private SpanTree? _shown;
    private (long From, long To) _window;

    // Marked at once: what the parent selects comes back after a visit to the address bar, and keys are pressed faster.
    private string? _marked;
    private string? _told;

    [Parameter, EditorRequired] public IReadOnlyList<TraceSpan> Spans { get; set; } = [];

    /// <summary>How many spans the client announced and hasn't sent.</summary>
    [Parameter] public int Missing { get; set; }

    /// <summary>The id of the span that is looked at.</summary>
    [Parameter] public string? Selected { get; set; }

    /// <summary>The id of the span whose time fills the timeline; null for the whole trace.</summary>
    [Parameter] public string? Zoomed { get; set; }
    [Parameter] public EventCallback<string> OnSelect { get; set; }
    [Parameter] public EventCallback<string?> OnZoom { get; set; }

    internal SpanTree Tree => _shown!;

    private HashSet<string> Folded => _folded;

    private string Height => string.Create(CultureInfo.InvariantCulture, $"height:{Math.Clamp(_rows.Count, 1, MostRows) * RowHeight}px");

    private IEnumerable<(double At, string Text)> Ticks => Enumerable.Range(0, 5).Select(i => (i * 25d, TraceText.Length(_window.From - Tree.Start + (long)((_window.To - _window.From) * i / 4d))));

    protected override void OnParametersSet()
    {
        if (_shown?.Spans != Spans)
        {
            _shown = new SpanTree(Spans);
            _rows = _shown.Rows(_folded);
        }

        if (_told != Selected)
        {
            _told = _marked = Selected;
        }

        var zoomed = Zoomed is null ? null : Spans.FirstOrDefault(span => span.SpanId == Zoomed);
        _window = zoomed is null ? (Tree.Start, Tree.End) : (zoomed.Start, Math.Max(zoomed.Start + 1, zoomed.End ?? Tree.End));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./Tracking/Traces/SpanTimeline.razor.js");
            await _module.InvokeVoidAsync("keepArrows", _scroll);
        }
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        var at = _rows.FindIndex(row => row.Span.SpanId == _marked);
        var row = at < 0 ? null : _rows[at];
        switch (key.Key)
        {
            case "ArrowRight" when row is { HasChildren: true } && _folded.Contains(row.Span.SpanId):
            case "ArrowLeft" when row is { HasChildren: true } && !_folded.Contains(row.Span.SpanId):
                Fold(row.Span.SpanId);
                return;
            case "ArrowLeft":
                at = _rows.FindIndex(each => each.Span.SpanId == row?.Span.ParentId);
                break;
            case "ArrowDown" or "ArrowRight":
                at++;
                break;
            case "ArrowUp":
                at--;
                break;
            case "Home":
                at = 0;
                break;
            case "End":
                at = _rows.Count - 1;
                break;
            default:
                return;
        }

        if (at >= 0 && at < _rows.Count)
        {
            await SelectAsync(_rows[at].Span.SpanId);
            await (_module?.InvokeVoidAsync("show", _scroll, at * RowHeight, RowHeight) ?? ValueTask.CompletedTask);
        }
    }

    private Task SelectAsync(string spanId)
    {
        _marked = spanId;
        return OnSelect.InvokeAsync(spanId);
    }

    private void Fold(string spanId)
    {
        _ = _folded.Remove(spanId) || _folded.Add(spanId);
        _rows = Tree.Rows(_folded);
    }

    private static string Kind(TraceSpan span) => span.Status is SpanStatus.Error ? "error" : span.Type switch
    {
        "LLM" or "CHAT_MODEL" or "EMBEDDING" => "model",
        "TOOL" or "RETRIEVER" or "RERANKER" => "tool",
        _ => "step",
    };

    private string Bar(TraceSpan span)
    {
        var (left, width) = Place(span);
        return string.Create(CultureInfo.InvariantCulture, $"left:{left:0.###}%;width:{width:0.###}%");
    }

    // At the bar's end while there is room; at the edge otherwise, over the bar.
    private string Beside(TraceSpan span)
    {
        var (left, width) = Place(span);
        return left + width < 84 ? string.Create(CultureInfo.InvariantCulture, $"left:calc({left + width:0.###}% + 6px)") : "right:4px";
    }

    private (double Left, double Width) Place(TraceSpan span)
    {
        double length = _window.To - _window.From;
        var left = Math.Clamp((span.Start - _window.From) / length * 100, 0, 100 - Narrowest);
        var right = Math.Clamp(((span.End ?? _window.To) - _window.From) / length * 100, 0, 100);
        return (left, Math.Max(Narrowest, right - left));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_module?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and the module with it.
        }
    }
}
