using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Shared.Session;
using Slipway.Collaboration.Comments;

namespace Slipway.Tracking.Runs;

/// <summary>
/// The charts of the metrics of a run, or of several over one another. Points are fetched by the browser and arrive live there; none of them passes
/// through here. How charts are looked at stands in the page's address, which this component reads and writes itself.
/// </summary>
public sealed partial class RunCharts(IJSRuntime js, NavigationManager navigation) : IAsyncDisposable
{
    private readonly string _group = $"axis-{Guid.NewGuid():N}";
    private ChartSettings _settings = ChartSettings.Of("about:blank");
    private List<(string, string, string?, int?, int)> _shown = [];
    private DotNetObjectReference<RunCharts>? _self;
    private ElementReference _element;
    private ElementReference _status;
    private IJSObjectReference? _module;
    private IJSObjectReference? _charts;

    /// <summary>The runs, in the order of their legend. One that comes or goes later changes its own lines alone.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<ChartedRun> Runs { get; set; } = [];

    /// <summary>Where all points of a metric can be downloaded, without a query.</summary>
    [Parameter, EditorRequired] public string CsvUrl { get; set; } = "";

    /// <summary>Whether a metric that is logged for the first time gets its chart at once, before <see cref="Runs"/> names it.</summary>
    [Parameter] public bool AddsMetrics { get; set; } = true;

    /// <summary>A step to draw a line through, where steps lie along x.</summary>
    [Parameter] public long? Flagged { get; set; }

    /// <summary>Told a metric and the step that somebody wants to comment on; without a listener it isn't offered.</summary>
    [Parameter] public EventCallback<CommentPoint> OnComment { get; set; }

    private IEnumerable<string> Keys => Runs.SelectMany(run => run.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    protected override void OnInitialized() => _settings = ChartSettings.Of(navigation.Uri);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var states = Runs.Select(run => run.State).ToList();
        if (firstRender)
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./charts/run-charts.js");
            _self = DotNetObjectReference.Create(this);
            _shown = states;
            _charts = await _module.InvokeAsync<IJSObjectReference>("mount", _element, new
            {
                liveUrl = "/hubs/live",
                csvUrl = CsvUrl,
                status = _status,
                page = _self,
                newKeys = AddsMetrics,
                settings = _settings.ToScript(),
                closed = _settings.Closed,
                window = _settings.Window,
                flagged = Flagged,
                commented = OnComment.HasDelegate,
                runs = Runs.Select(run => run.ToScript()),
            });
        }
        else if (_charts is not null && !_shown.SequenceEqual(states))
        {
            _shown = states;
            await _charts.InvokeVoidAsync("setRuns", Runs.Select(run => run.ToScript()));
        }
    }

    /// <summary>The script's: the charts show another window now.</summary>
    [JSInvokable]
    public void TellWindow(double[]? window)
    {
        _settings = _settings with { Window = window };
        Keep();
    }

    /// <summary>The script's: other sections are closed now.</summary>
    [JSInvokable]
    public void TellClosed(string[] closed)
    {
        _settings = _settings with { Closed = closed };
        Keep();
    }

    /// <summary>The script's: somebody wants to say something about a place.</summary>
    [JSInvokable]
    public Task TellPoint(string metric, double step) => InvokeAsync(() => OnComment.InvokeAsync(new(metric, (long)step)));

    private Task ChooseAsync(string axis) => KeepAsync(_settings with
    {
        X = axis,
        Along = Keys.Contains(_settings.Along) ? _settings.Along : Keys.FirstOrDefault() ?? "",
        Window = null,
    });

    private async Task KeepAsync(ChartSettings settings)
    {
        await ShowAsync(settings);
        Keep();
    }

    // While a slider moves or a word is typed the address stands still.
    private async Task ShowAsync(ChartSettings settings)
    {
        _settings = settings;
        await AskAsync("set", settings.ToScript());
    }

    private void Keep()
    {
        var address = navigation.GetUriWithQueryParameters(_settings.ToQuery());
        if (address != navigation.Uri)
        {
            navigation.NavigateTo(address, replace: true);
        }
    }

    private Task ResetZoomAsync() => AskAsync("resetZoom");

    private async Task AskAsync(string method, params object[] arguments)
    {
        if (_charts is not null)
        {
            await _charts.InvokeVoidAsync(method, arguments);
        }
    }

    private static string Text(ChangeEventArgs input) => input.Value as string ?? "";

    private static double Number(ChangeEventArgs input) => double.TryParse(Text(input), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
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
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and with it everything there was to take away.
        }
    }
}
