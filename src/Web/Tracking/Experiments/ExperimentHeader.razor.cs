using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Results;
using Slipway.Shared.Editing;
using Slipway.Shared.Session;
using Slipway.Tracking.Experiments.Editing;
using Slipway.Tracking.Runs.Editing;

namespace Slipway.Tracking.Experiments;

/// <summary>What an experiment is called, and what it is about: its description, tags and primary metric, shown and changed above its runs.</summary>
public sealed partial class ExperimentHeader(ExperimentService experiments, ExperimentEditService edits, IDialogService dialogs, ISnackbar notices)
{
    private const int ShownTags = 6;

    private ElementReference _field;
    private string _name = "";
    private string? _refusal;
    private bool _renaming;
    private bool _focuses;

    [Parameter, EditorRequired] public CurrentProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public ExperimentDetails Experiment { get; set; } = null!;
    [Parameter] public bool MayWrite { get; set; }

    /// <summary>Whether what it is about is shown whole.</summary>
    [Parameter] public bool IsOpen { get; set; }
    [Parameter] public EventCallback<bool> OnOpen { get; set; }

    /// <summary>Whether what is said of it is shown.</summary>
    [Parameter] public bool Discusses { get; set; }
    [Parameter] public EventCallback<bool> OnDiscuss { get; set; }

    /// <summary>The experiment has to be read again.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private bool CanChange => MayWrite && !Experiment.Deleted;

    private string Subject => Experiment.Number.ToString(CultureInfo.InvariantCulture);

    private List<KeyValuePair<string, string>> Own => Tags(own: true);

    private List<KeyValuePair<string, string>> Systems => Tags(own: false);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focuses)
        {
            _focuses = false;
            await _field.FocusAsync();
        }
    }

    private List<KeyValuePair<string, string>> Tags(bool own) =>
        [.. Experiment.Tags.Where(tag => RunEditService.IsOwnTag(tag.Key) == own).OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).Select(tag => KeyValuePair.Create(tag.Key, tag.Value))];

    private void Rename() => (_renaming, _name, _refusal, _focuses) = (true, Experiment.Name, null, true);

    private async Task SaveNameAsync()
    {
        _refusal = (await edits.EditAsync(Project.Known, Experiment.Number, new EditExperiment(Name: _name), CancellationToken.None)).Refusal?.Message;
        if (_refusal is null)
        {
            _renaming = false;
            await OnChanged.InvokeAsync();
        }
    }

    private async Task<NoteSaved> SaveNoteAsync(string text, string before)
    {
        var saved = await edits.EditAsync(Project.Known, Experiment.Number, new EditExperiment(Note: text, NoteBefore: before), CancellationToken.None);
        if (saved.Refusal is null)
        {
            await OnChanged.InvokeAsync();
        }

        return saved.Refusal is NoteChanged changed ? new(changed.Note) : new(Refusal: saved.Refusal?.Message);
    }

    private async Task<Result<Done>> ChangeTagAsync(string key, string? value)
    {
        var changed = value is null
            ? await edits.DeleteTagAsync(Project.Known, Experiment.Number, key, CancellationToken.None)
            : await edits.SetTagAsync(Project.Known, Experiment.Number, key, new(value), CancellationToken.None);
        await OnChanged.InvokeAsync();
        return changed;
    }

    private async Task DeleteAsync()
    {
        var activity = await experiments.ActivityAsync(Project.Known, [Experiment.Number], CancellationToken.None);
        var runs = activity.Refusal is null ? activity.Value.GetValueOrDefault(Experiment.Number).Runs : 0;
        if (await dialogs.ShowMessageBoxAsync("Delete this experiment?", ExperimentWords.Loss(Experiment.Name, runs), yesText: "Delete", cancelText: "Keep") is true)
        {
            await ChangeAsync(experiments.DeleteAsync(Project.Known, Experiment.Number, CancellationToken.None), $"Deleted '{Experiment.Name}'.");
        }
    }

    private Task RestoreAsync() => ChangeAsync(experiments.RestoreAsync(Project.Known, Experiment.Number, CancellationToken.None), $"Restored '{Experiment.Name}' and its runs.");

    private async Task ChangeAsync(Task<Result<Done>> change, string done)
    {
        var refusal = (await change).Refusal;
        notices.Add(refusal?.Message ?? done, refusal is null ? Severity.Normal : Severity.Error);
        await OnChanged.InvokeAsync();
    }

    private static DateTime Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
