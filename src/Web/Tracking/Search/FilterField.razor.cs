using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Shared.Session;
using Slipway.Foundation.Access;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Search;

/// <summary>Where a filter of runs is written: what can come next is offered, and what can't be read is marked.</summary>
public sealed partial class FilterField(RunKeyService keys, IJSRuntime js) : IAsyncDisposable
{
    private const string Placeholder = "metrics.loss < 0.3 AND (params.model = 'cnn' OR status = 'RUNNING')";

    // Beginnings of longer values are told, and compared with nothing they would find.
    private const int WholeValue = 99;

    private readonly Dictionary<string, IReadOnlyList<string>> _values = new(StringComparer.Ordinal);
    private IReadOnlyList<FilterChoice>? _names;
    private ElementReference _form;
    private DotNetObjectReference<FilterField>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _field;
    private IReadOnlyList<long>? _experiments;
    private string? _shown;

    [Parameter, EditorRequired] public KnownProject Project { get; set; } = null!;

    /// <summary>Whose runs' keys and values are offered; null for all of the project.</summary>
    [Parameter] public IReadOnlyList<long>? Experiments { get; set; }

    /// <summary>The filter that is in force.</summary>
    [Parameter] public string? Value { get; set; }

    /// <summary>Told a filter that can be read, when somebody wants it.</summary>
    [Parameter] public EventCallback<string> OnApply { get; set; }

    protected override void OnParametersSet()
    {
        if (_experiments is null || Experiments is null ? _experiments != Experiments : !_experiments.SequenceEqual(Experiments))
        {
            Forget();
            _experiments = Experiments;
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./Tracking/Search/FilterField.razor.js");
            _shown = Value;
            _field = await _module.InvokeAsync<IJSObjectReference>("attach", _form, _self);
        }

        if (_field is not null && _shown != Value)
        {
            _shown = Value;
            await _field.InvokeVoidAsync("show", Value ?? "");
        }
    }

    /// <summary>What was typed: answers what is wrong in it, and what can be written at the caret.</summary>
    [JSInvokable]
    public async Task<FilterAnswer> TypedAsync(string text, int caret)
    {
        var choices = await FilterHelp.CompleteAsync(text, caret, await NamesAsync(), ValuesAsync);
        return new(choices.Start, choices.End, [.. choices.Choices.Select(choice => new FilterOffer(choice.Text, choice.Kind.ToString().ToLowerInvariant()))], FilterHelp.Check(text) is { } wrong ? new(wrong.Message, wrong.Start, wrong.Length) : null);
    }

    /// <summary>The filter is to be in force.</summary>
    [JSInvokable]
    public Task ApplyAsync(string text)
    {
        _shown = text;
        return InvokeAsync(() => OnApply.InvokeAsync(text));
    }

    /// <summary>Runs may have brought new keys and values.</summary>
    internal void Forget()
    {
        _names = null;
        _values.Clear();
    }

    private async Task<IReadOnlyList<FilterChoice>> NamesAsync()
    {
        if (_names is null && await keys.KeysAsync(Project, Experiments, CancellationToken.None) is { Refusal: null } known)
        {
            _names =
            [
                .. known.Value.Metrics.Select(key => new FilterChoice(FilterHelp.Quoted("metrics", key), FilterChoiceKind.Metric)),
                .. known.Value.Params.Select(key => new FilterChoice(FilterHelp.Quoted("params", key), FilterChoiceKind.Param)),
                .. known.Value.Tags.Select(key => new FilterChoice(FilterHelp.Quoted("tags", key), FilterChoiceKind.Tag)),
            ];
        }

        return _names ?? [];
    }

    private async Task<IReadOnlyList<string>> ValuesAsync(string name)
    {
        if (!_values.TryGetValue(name, out var values))
        {
            var found = await keys.ValuesAsync(Project, Experiments, name, CancellationToken.None);
            _values[name] = values = found.Refusal is null ? [.. found.Value.Values.Where(value => value.Length <= WholeValue)] : [];
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_field?.InvokeVoidAsync("dispose") ?? ValueTask.CompletedTask);
            await (_field?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_module?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and with it everything there was to take away.
        }

        _self?.Dispose();
    }

    /// <summary>Something to write.</summary>
    public sealed record FilterOffer(string Text, string Kind);

    /// <summary>What can't be read.</summary>
    public sealed record FilterWrong(string Message, int Start, int Length);

    /// <summary>What the script shows.</summary>
    public sealed record FilterAnswer(int Start, int End, IReadOnlyList<FilterOffer> Offers, FilterWrong? Wrong);
}
