using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Shared.Session;

namespace Slipway.Tracking.Runs;

/// <summary>Tags, deletes, restores or compares the runs that are chosen, and offers to undo it.</summary>
public sealed partial class RunActions(RunChangeService changes, NavigationManager navigation, ISnackbar notices)
{
    private const int LeastCompared = 2;
    private const int MostCompared = 10;

    private RunChangeProgress? _progress;
    private string _doing = "";
    private string _key = "";
    private string _value = "";

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;

    [Parameter, EditorRequired] public RunChoice Choice { get; set; } = null!;

    /// <summary>The search that found them.</summary>
    [Parameter, EditorRequired] public RunSearch Search { get; set; } = null!;

    /// <summary>How many runs it finds.</summary>
    [Parameter, EditorRequired] public int Found { get; set; }

    [Parameter] public bool IsTrash { get; set; }
    [Parameter] public bool MayWrite { get; set; }

    /// <summary>Told when other runs are chosen.</summary>
    [Parameter] public EventCallback ChoiceChanged { get; set; }

    /// <summary>Told when runs were changed.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    private int Count => Choice.Count(Found);

    private Task AllAsync()
    {
        Choice.All();
        return ChoiceChanged.InvokeAsync();
    }

    private Task NoneAsync()
    {
        Choice.Clear();
        return ChoiceChanged.InvokeAsync();
    }

    private async Task CompareAsync()
    {
        if (Count is < LeastCompared or > MostCompared)
        {
            notices.Add(
                Count < LeastCompared
                    ? $"Comparing takes two runs at least. Choose up to {MostCompared}."
                    : $"Comparing takes {MostCompared} runs at most: more can't be told apart on one screen. {RunTotal.Text(Count)} are chosen.",
                Severity.Normal);
            return;
        }

        var ids = await changes.RunsAsync(Current.Known, Choice.Of(Search), CancellationToken.None);
        if (ids.Refusal is { } refusal)
        {
            notices.Add(refusal.Message, Severity.Error);
            return;
        }

        navigation.NavigateTo($"{Current.Href("compare")}?runs={string.Join(',', ids.Value)}");
    }

    private async Task TrashAsync()
    {
        var deletes = !IsTrash;
        if (await ChangeAsync(deletes ? "Deleting" : "Restoring", Choice.Of(Search), new RunChange(Deleted: deletes)) is { Changed: > 0 } outcome)
        {
            Tell($"{(deletes ? "Deleted" : "Restored")} {Runs(outcome.Changed)}.", outcome, new RunChange(Deleted: !deletes));
        }
    }

    private async Task TagAsync(bool removes)
    {
        var (key, value) = (_key.Trim(), _value);
        var change = removes ? new RunChange(RemoveTags: [key]) : new RunChange(SetTags: [new(key, value)]);
        if (await ChangeAsync(removes ? "Removing the tag" : "Tagging", Choice.Of(Search), change) is { Changed: > 0 } outcome)
        {
            Tell(removes ? $"Removed {key} from {Runs(outcome.Changed)}." : $"Tagged {Runs(outcome.Changed)} with {key}.", outcome, null);
        }
    }

    private async Task<RunChangeProgress?> ChangeAsync(string doing, RunSelection runs, RunChange change)
    {
        (_doing, _progress) = (doing, new(Count, 0, 0, null, []));
        StateHasChanged();
        var outcome = await changes.ChangeAsync(Current.Known, new(runs, change), progress => InvokeAsync(() => Show(progress)), CancellationToken.None);
        _progress = null;
        if (outcome.Refusal is { } refusal)
        {
            notices.Add(refusal.Message, Severity.Error);
            return null;
        }

        if (change.Deleted is not null)
        {
            Choice.Clear();
        }

        await Changed.InvokeAsync();
        return outcome.Value;
    }

    private void Show(RunChangeProgress progress)
    {
        _progress = _progress is null ? null : progress;
        StateHasChanged();
    }

    private void Tell(string said, RunChangeProgress outcome, RunChange? undo)
    {
        var failed = outcome.Failed == 0 ? "" : $" {Runs(outcome.Failed)} refused: {outcome.FirstRefusal}";
        notices.Add(said + failed, outcome.Failed == 0 ? Severity.Normal : Severity.Warning, options =>
        {
            if (undo is not null)
            {
                options.Action = "Undo";
                options.OnClick = _ => InvokeAsync(() => ChangeAsync("Undoing", new(outcome.Runs), undo));
            }
        });
    }

    private static string Runs(int count) => $"{RunTotal.Text(count)} {(count == 1 ? "run" : "runs")}";
}
