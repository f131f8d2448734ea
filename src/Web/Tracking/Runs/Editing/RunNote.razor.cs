using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Runs.Editing;

/// <summary>A run's note. While somebody edits it, what others save is told and not written over.</summary>
public sealed partial class RunNote(RunEditService edits, IJSRuntime js)
{
    private readonly string _group = $"note-{Guid.NewGuid():N}";
    private ElementReference _area;
    private string _text = "";
    private string _before = "";
    private string? _theirs;
    private string? _refusal;
    private bool _editing;
    private bool _preview;
    private bool _saving;
    private bool _focus;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public string RunId { get; set; } = "";

    /// <summary>The note as it is stored now.</summary>
    [Parameter, EditorRequired] public string Note { get; set; } = "";
    [Parameter] public bool MayWrite { get; set; }

    private string ImageBase => $"{Project.Href("get-artifact")}?run_id={RunId}&path=";

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
        var saved = await edits.EditAsync(Project.Known, RunId, new EditRun(Note: _text, NoteBefore: before), CancellationToken.None);
        _saving = false;
        (_theirs, _refusal) = saved.Refusal switch
        {
            NoteChanged changed => (changed.Note, null),
            { } refusal => (_theirs, refusal.Message),
            null => (null, null),
        };
        if (saved.Refusal is null)
        {
            // What was saved comes back with the run's news.
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
        if (IsDirty && !await js.InvokeAsync<bool>("confirm", "Leave without saving the note?"))
        {
            leaving.PreventNavigation();
        }
    }
}
