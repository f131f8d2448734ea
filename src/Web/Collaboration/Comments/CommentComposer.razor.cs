using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Shared.Session;
using Slipway.Collaboration.Presence;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Comments;

/// <summary>Where a comment is written: Markdown, names with completion, and a draft that the browser keeps while it isn't sent.</summary>
public sealed partial class CommentComposer(CommentService comments, PresenceService presence, TimeProvider time, IJSRuntime js) : IAsyncDisposable
{
    // How long after the last letter somebody is said to be writing.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(4);

    private readonly string _group = $"write-{Guid.NewGuid():N}";
    private readonly string _help = $"help-{Guid.NewGuid():N}";
    private readonly string _offers = $"offers-{Guid.NewGuid():N}";
    private ElementReference _form;
    private ElementReference _area;
    private DotNetObjectReference<CommentComposer>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _field;
    private string _text = "";
    private string? _refusal;
    private bool _preview;
    private bool _sending;
    private PresenceStay? _writing;
    private int _letters;
    private bool _gone;

    [Parameter, EditorRequired] public KnownProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public CommentTarget Target { get; set; }

    /// <summary>Takes the text; answers why it can't be, or null.</summary>
    [Parameter, EditorRequired] public Func<string, Task<string?>> Send { get; set; } = null!;

    /// <summary>What is written here, for those who don't see where it stands.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>What the button says.</summary>
    [Parameter, EditorRequired] public string Verb { get; set; } = "";

    /// <summary>The name under which the browser keeps what isn't sent yet; null keeps nothing.</summary>
    [Parameter] public string? Draft { get; set; }

    /// <summary>The text that there is already.</summary>
    [Parameter] public string Text { get; set; } = "";
    [Parameter] public string? Placeholder { get; set; }
    [Parameter] public int Rows { get; set; } = 3;

    /// <summary>Whether writing begins at once.</summary>
    [Parameter] public bool Focuses { get; set; }

    /// <summary>The place in the curves that the comment will be about.</summary>
    [Parameter] public CommentPoint? Point { get; set; }

    /// <summary>The comment isn't to be about that place.</summary>
    [Parameter] public EventCallback OnPointless { get; set; }
    [Parameter] public EventCallback OnCancel { get; set; }

    /// <summary>What stands between the text and its buttons.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    protected override void OnInitialized() => _text = Text;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./Collaboration/Comments/CommentComposer.razor.js");
            _field = await _module.InvokeAsync<IJSObjectReference>("attach", _form, _self);
            if (Focuses)
            {
                await _area.FocusAsync();
            }
        }
    }

    /// <summary>The script's: who can be called by what was typed behind an @.</summary>
    [JSInvokable]
    public async Task<IReadOnlyList<Offer>> FindAsync(string text)
    {
        var found = await comments.FindMentionableAsync(Project, Target, text, CancellationToken.None);
        return found.Refusal is null ? [.. found.Value.Select(each => new Offer(each.Handle, each.Name, each.Kind.ToString().ToLowerInvariant()))] : [];
    }

    // Others see that somebody writes while they do.
    private async Task TypedAsync()
    {
        var letters = ++_letters;
        if (_writing is null && _text.Length > 0 && await presence.WriteAsync(Project, Target, CancellationToken.None) is { Refusal: null } begun)
        {
            _writing?.Dispose();
            _writing = begun.Value;
        }

        if (_gone)
        {
            Rest();
            return;
        }

        await Task.Delay(Pause, time);
        if (letters == _letters)
        {
            Rest();
        }
    }

    private void Rest()
    {
        _writing?.Dispose();
        _writing = null;
    }

    private async Task SendAsync()
    {
        if (_sending || _text.Trim().Length == 0)
        {
            return;
        }

        _sending = true;
        _refusal = await Send(_text);
        _sending = false;
        if (_refusal is null)
        {
            (_text, _preview) = ("", false);
            Rest();
            await ForgetAsync();
        }
    }

    private async Task CancelAsync()
    {
        await ForgetAsync();
        await OnCancel.InvokeAsync();
    }

    private async Task ForgetAsync()
    {
        if (_field is not null)
        {
            await _field.InvokeVoidAsync("forget");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _gone = true;
        Rest();
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

    /// <summary>Somebody who can be called.</summary>
    public sealed record Offer(string Handle, string Name, string Kind);
}
