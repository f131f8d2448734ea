using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace Slipway.Shared.Editing;

/// <summary>What came of saving a text.</summary>
/// <param name="Theirs">What somebody else saved meanwhile; then nothing was saved.</param>
/// <param name="Refusal">Why it wasn't saved otherwise.</param>
public sealed record NoteSaved(string? Theirs = null, string? Refusal = null);

/// <summary>A text in Markdown that several people may change. While somebody edits it, what others save is told and not written over.</summary>
public sealed partial class NoteEditor(IJSRuntime js)
{
    private readonly string _group = $"note-{Guid.NewGuid():N}";
    private readonly string _help = $"help-{Guid.NewGuid():N}";
    private ElementReference _area;
    private string _text = "";
    private string _before = "";
    private string? _theirs;
    private string? _refusal;
    private bool _editing;
    private bool _preview;
    private bool _saving;
    private bool _focus;

    /// <summary>The text as it is stored now.</summary>
    [Parameter, EditorRequired] public string Note { get; set; } = "";

    /// <summary>Gets the text, and the one that it was made of.</summary>
    [Parameter, EditorRequired] public Func<string, string, Task<NoteSaved>> Save { get; set; } = null!;

    /// <summary>The most characters.</summary>
    [Parameter, EditorRequired] public int Limit { get; set; }

    /// <summary>What stands there while there is no text.</summary>
    [Parameter, EditorRequired] public string Empty { get; set; } = "";

    [Parameter] public string Title { get; set; } = "Note";

    /// <summary>What can be written besides Markdown's own.</summary>
    [Parameter] public RenderFragment? Hint { get; set; }

    /// <summary>What relative addresses of images begin with; null shows their words instead.</summary>
    [Parameter] public string? ImageBase { get; set; }

    [Parameter] public bool MayWrite { get; set; }

    private string Noun => Title.ToLowerInvariant();

    private bool IsDirty => _editing && _text != _before;

    protected override void OnParametersSet()
    {
        if (_editing && Note != _before && Note != _text)
        {
            _theirs = Note;
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            _focus = false;
            await _area.FocusAsync();
        }
    }

    private void Edit() => (_editing, _preview, _text, _before, _theirs, _refusal, _focus) = (true, false, Note, Note, null, null, true);

    private void Cancel() => (_editing, _theirs, _refusal) = (false, null, null);

    private Task PressAsync(KeyboardEventArgs key) =>
        key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true } && _theirs is null ? SaveAsync(_before) : Task.CompletedTask;

    private async Task SaveAsync(string before)
    {
        _saving = true;
        var saved = await Save(_text, before);
        _saving = false;
        (_theirs, _refusal) = (saved.Theirs ?? (saved.Refusal is null ? null : _theirs), saved.Refusal);
        if (saved is { Theirs: null, Refusal: null })
        {
            // What was saved comes back with the page's news.
            (_editing, Note) = (false, _text);
        }
    }

    private void Join()
    {
        _text = $"{_theirs}\n\n{_text}".Trim();
        (_before, _theirs, _preview) = (_theirs!, null, false);
    }

    private void Yield() => (_editing, Note, _theirs) = (false, _theirs!, null);

    private async Task AskAsync(LocationChangingContext leaving)
    {
        if (IsDirty && !await js.InvokeAsync<bool>("confirm", $"Leave without saving the {Noun}?"))
        {
            leaving.PreventNavigation();
        }
    }
}
