using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Access;

namespace Slipway.Collaboration.Comments;

/// <summary>One comment: what it says, its nods, and what its reader may do with it.</summary>
public sealed partial class CommentItem(CommentService comments, CommentWritingService writing, ReactionService reactions, IDialogService dialogs, NavigationManager navigation)
{
    private IReadOnlyList<CommentVersion>? _history;
    private string _start = "";
    private string? _theirs;
    private string? _refusal;
    private int _version;
    private bool _editing;

    [Parameter, EditorRequired] public KnownProject Project { get; set; } = null!;
    [Parameter, EditorRequired] public CommentTarget Target { get; set; }
    [Parameter, EditorRequired] public CommentDetails Comment { get; set; } = null!;
    [Parameter] public bool IsReply { get; set; }
    [Parameter] public bool MayWrite { get; set; }

    /// <summary>Whether the reader may delete what others wrote.</summary>
    [Parameter] public bool MayDelete { get; set; }

    /// <summary>Where a place in the curves is shown; null where there are none.</summary>
    [Parameter] public Func<CommentPoint, string>? PointHref { get; set; }

    /// <summary>The discussion has to be read again.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private string MenuId => $"menu-{Comment.Id}";

    private string Link => $"{navigation.Uri.Split('#')[0]}#comment-{Comment.Id}";

    private Dictionary<string, string> Names => Comment.Mentions.ToDictionary(mention => mention.Handle, mention => mention.Name);

    protected override void OnParametersSet()
    {
        if (_history is not null && _history[^1].Version != Comment.Version)
        {
            _history = null;
        }
    }

    private void Edit() => (_editing, _start, _version, _theirs, _refusal) = (true, Comment.Text, Comment.Version, null, null);

    private async Task<string?> SaveAsync(string text)
    {
        var saved = await writing.EditAsync(Project, Comment.Id, new(text, _version), CancellationToken.None);
        if (saved.Refusal is CommentChanged changed)
        {
            (_theirs, _version) = (changed.Text, changed.Version);
            return "Nothing was saved yet.";
        }

        _editing = saved.Refusal is not null;
        await OnChanged.InvokeAsync();
        return saved.Refusal?.Message;
    }

    private async Task ReactAsync((Reaction Reaction, bool Wanted) nod)
    {
        var outcome = nod.Wanted
            ? await reactions.ReactAsync(Project, Comment.Id, nod.Reaction, CancellationToken.None)
            : await reactions.WithdrawAsync(Project, Comment.Id, nod.Reaction, CancellationToken.None);
        _refusal = outcome.Refusal?.Message;
        await OnChanged.InvokeAsync();
    }

    private async Task ToggleHistoryAsync()
    {
        if (_history is not null)
        {
            _history = null;
            return;
        }

        var read = await comments.HistoryAsync(Project, Comment.Id, CancellationToken.None);
        _refusal = read.Refusal?.Message;
        _history = read.Refusal is null ? read.Value : null;
    }

    private async Task DeleteAsync()
    {
        var whose = Comment.Mine ? "Your comment" : $"The comment by {Comment.Author.Name}";
        if (await dialogs.ShowMessageBoxAsync("Delete this comment?", $"{whose} goes for good, with its history and reactions. A line will say who deleted it, and replies stay.", yesText: "Delete", cancelText: "Keep") is true)
        {
            _refusal = (await writing.DeleteAsync(Project, Comment.Id, CancellationToken.None)).Refusal?.Message;
            await OnChanged.InvokeAsync();
        }
    }
}
