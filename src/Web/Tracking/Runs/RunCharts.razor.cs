using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Slipway.Tracking.Runs;

/// <summary>The charts of a run's metrics. Points are fetched by the browser and arrive live there; none of them passes through here.</summary>
public sealed partial class RunCharts(IJSRuntime js) : IAsyncDisposable
{
    private static readonly (string Axis, string Text)[] Axes = [("step", "Step"), ("relative", "Elapsed"), ("time", "Time")];

    private readonly string _group = $"axis-{Guid.NewGuid():N}";
    private readonly HashSet<string> _shown = [];
    private ElementReference _element;
    private ElementReference _status;
    private IJSObjectReference? _module;
    private IJSObjectReference? _charts;
    private string? _topic;
    private string _filter = "";
    private bool _logY;

    [Parameter, EditorRequired] public string RunId { get; set; } = "";

    /// <summary>The address of the run's bucket endpoint, without a query; wwwroot/charts/README.md has what it answers.</summary>
    [Parameter, EditorRequired] public string ChartUrl { get; set; } = "";

    /// <summary>The metrics to draw. One that is added later gets its chart; charts of the others stay as they are.</summary>
    [Parameter, EditorRequired] public IReadOnlyCollection<string> Keys { get; set; } = [];

    /// <summary>The run's live topic while points may still come: the browser follows it. Null once it has ended: then nothing connects.</summary>
    [Parameter] public string? Topic { get; set; }

    /// <summary>When the run began, in UTC: the zero of elapsed time.</summary>
    [Parameter] public DateTime? StartTime { get; set; }

    /// <summary>The horizontal axis: step, time or relative.</summary>
    [Parameter] public string X { get; set; } = "step";

    /// <summary>Tells the page, which keeps the axis in its address.</summary>
    [Parameter] public EventCallback<string> XChanged { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./charts/run-charts.js");
            _shown.UnionWith(Keys);
            _charts = await _module.InvokeAsync<IJSObjectReference>("mount", _element, new
            {
                runId = RunId,
                chartUrl = ChartUrl,
                liveUrl = "/hubs/live",
                topic = _topic = Topic,
                status = _status,
                keys = Keys,
                x = X,
                startTime = StartTime is { } start ? new DateTimeOffset(DateTime.SpecifyKind(start, DateTimeKind.Utc)).ToUnixTimeMilliseconds() : (long?)null,
            });
        }

        if (_charts is not null)
        {
            if (_topic != Topic)
            {
                _topic = Topic;
                await _charts.InvokeVoidAsync("setTopic", Topic);
            }

            foreach (var key in Keys.Where(_shown.Add).ToList())
            {
                await _charts.InvokeVoidAsync("addMetric", key);
            }
        }
    }

    private async Task ChooseAsync(string axis)
    {
        X = axis;
        await AskAsync("setX", axis);
        await XChanged.InvokeAsync(axis);
    }

    private Task ShowLogYAsync() => AskAsync("setLogY", _logY);

    private Task ShowFilterAsync() => AskAsync("setFilter", _filter);

    private Task ResetZoomAsync() => AskAsync("resetZoom");

    private async Task AskAsync(string method, params object[] arguments)
    {
        if (_charts is not null)
        {
            await _charts.InvokeVoidAsync(method, arguments);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_charts is not null)
            {
                await _charts.InvokeVoidAsync("dispose");
                await _charts.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and with it everything there was to take away.
        }
    }
}
