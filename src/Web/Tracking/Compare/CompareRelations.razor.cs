using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Compare;

/// <summary>How params and metrics of the compared runs go together: parallel coordinates over many, a scatter of two.</summary>
public sealed partial class CompareRelations(IJSRuntime js) : IAsyncDisposable
{
    /// <summary>The most axes that are still told apart beside one another.</summary>
    public const int MostAxes = 12;

    private const int AxesAtFirst = 8;

    private IReadOnlyList<Dimension> _dimensions = [];
    private HashSet<string> _chosen = [];
    private string _x = "";
    private string _y = "";
    private ElementReference _parallel;
    private ElementReference _scatter;
    private IJSObjectReference? _module;

    [Parameter, EditorRequired] public Comparison Comparison { get; set; } = null!;

    private List<Dimension> Numeric => [.. _dimensions.Where(dimension => dimension.Numbers is not null)];

    protected override void OnParametersSet()
    {
        _dimensions = Dimension.Of(Comparison);
        var names = _dimensions.Select(dimension => dimension.Name).ToList();
        _chosen = _chosen.Overlaps(names) ? [.. _chosen.Intersect(names)] : [.. names.Take(AxesAtFirst)];
        var numeric = Numeric.ConvertAll(dimension => dimension.Name);
        // What one turns is set against what comes out of it.
        _x = numeric.Contains(_x) ? _x : numeric.FirstOrDefault() ?? "";
        _y = numeric.Contains(_y) ? _y : numeric.LastOrDefault() ?? "";
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_dimensions.Count > 1)
        {
            _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./compare/relations.js");
            await DrawAsync();
        }
    }

    // The axes are drawn after the next render, which the choice itself causes.
    private void Choose(string name)
    {
        if (!_chosen.Remove(name))
        {
            _chosen.Add(name);
        }
    }

    private async Task DrawAsync()
    {
        if (_module is null)
        {
            return;
        }

        var runs = Comparison.Runs.Select(run => run.Name);
        var axes = _dimensions.Where(dimension => _chosen.Contains(dimension.Name)).Select(Axis);
        await _module.InvokeVoidAsync("drawParallel", _parallel, new { runs, axes });
        if (Numeric.Count > 1)
        {
            await _module.InvokeVoidAsync("drawScatter", _scatter, new { runs, x = Axis(Numeric.First(one => one.Name == _x)), y = Axis(Numeric.First(one => one.Name == _y)) });
        }
    }

    private static object Axis(Dimension dimension) => new { name = dimension.Name, numbers = dimension.Numbers, words = dimension.Words };

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.InvokeVoidAsync("dispose", _parallel);
                await _module.InvokeVoidAsync("dispose", _scatter);
                await _module.DisposeAsync();
            }
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and with it everything there was to take away.
        }
    }
}
