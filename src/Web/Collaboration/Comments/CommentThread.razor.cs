using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Slipway.Foundation.Tenancy;
using Slipway.Shared.Session;

namespace Slipway.Collaboration.Comments;

/// <summary>
/// What is said of a subject, live: threads in the order in which they began, and a field to begin another. What comes in moves nothing that the reader
/// is writing in.
/// </summary>
public sealed partial class CommentThread(CommentService comments, CommentWritingService writing, NavigationManager navigation, IJSRuntime js) : IAsyncDisposable
{
    private const int PageSize = 30;
    private const string Invitation = "Nobody has said anything yet. What did you see, what do you doubt, what should be tried next?";

    private IJSObjectReference? _module;
    private IJSObjectReference? _hold;
    private ElementReference _element;
    private IReadOnlyList<ThreadDetails> _threads = [];
    private CommentPage? _page;
    private CommentTarget _read;
    private Id<Comment>? _earlier;
    private Id<Comment>? _sought;
    private string? _missing;
    private string _news = "";
    private bool _reveals;

    [CascadingParameter] public CurrentProject Project { get; set; } = null!;

    /// <summary>The kind of the subject, as its <see cref="ICommentSubjects"/> names it.</summary>
    [Parameter, EditorRequired] public string Kind { get; set; } = "";

    /// <summary>The subject's key.</summary>
    [Parameter, EditorRequired] public string Subject { get; set; } = "";

    /// <summary>Where a place in the subject's curves is shown; null where there are none.</summary>
    [Parameter] public Func<CommentPoint, string>? PointHref { get; set; }

    /// <summary>The place in the curves that the next comment is about.</summary>
    [Parameter] public CommentPoint? Point { get; set; }

    /// <summary>The next comment isn't to be about that place.</summary>
    [Parameter] public EventCallback OnPointless { get; set; }

    private CommentTarget Target => new(Kind, Subject);

    private string Told => _page is not { Total: > 0 } page ? "" : $"{Count(page.Total, "comment")}, {(page.Unresolved == 0 ? "everything resolved" : $"{Count(page.Unresolved, "open thread")}")}";

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Target)
        {
            (_read, _threads, _page, _earlier, _missing) = (Target, [], null, null, null);
            _sought = navigation.Uri.Split("#comment-") is [_, var id] && Id<Comment>.TryParse(id, null, out var comment) ? comment : null;
            await RefreshAsync();
            await SeekAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _module = await js.InvokeAsync<IJSObjectReference>("import", "./Collaboration/Comments/CommentThread.razor.js");
            _hold = await _module.InvokeAsync<IJSObjectReference>("hold", _element);
        }

        if (_reveals && _module is not null && _sought is { } sought)
        {
            _reveals = false;
            await _module.InvokeVoidAsync("reveal", $"comment-{sought}");
        }
    }

    private async Task RefreshAsync()
    {
        var read = await comments.ListAsync(Project.Known, Target, null, PageSize, CancellationToken.None);
        if (read.Refusal is { } refusal)
        {
            (_missing, _page) = (refusal.Message, null);
            return;
        }

        var page = read.Value;
        _news = News(page);
        // What was read of earlier pages stays, up to where the newest page begins.
        var earlier = page.Threads.Count == 0 ? [] : _threads.TakeWhile(thread => thread.First.Id != page.Threads[0].First.Id).Where(thread => page.Threads.All(each => each.First.Id != thread.First.Id)).ToList();
        _earlier = earlier.Count == 0 ? page.Earlier : _earlier;
        (_threads, _page, _missing) = ([.. earlier, .. page.Threads], page, null);
    }

    private async Task ReadEarlierAsync()
    {
        var read = await comments.ListAsync(Project.Known, Target, _earlier, PageSize, CancellationToken.None);
        if (read.Refusal is null)
        {
            (_threads, _earlier) = ([.. read.Value.Threads, .. _threads], read.Value.Earlier);
        }
    }

    // A link leads to a comment, however long ago it was written; one that is gone leads to the discussion.
    private async Task SeekAsync()
    {
        while (_sought is not null && _earlier is not null && !_threads.Any(thread => Holds(thread, _sought)))
        {
            await ReadEarlierAsync();
        }

        _reveals = _threads.Any(thread => Holds(thread, _sought));
    }

    private async Task<string?> WriteAsync(string text)
    {
        var written = await writing.WriteAsync(Project.Known, new(Kind, Subject, text, Point: Point), CancellationToken.None);
        if (written.Refusal is null)
        {
            await OnPointless.InvokeAsync();
            await RefreshAsync();
        }

        return written.Refusal?.Message;
    }

    // For those who don't see it appear.
    private string News(CommentPage now)
    {
        var newest = now.Threads.SelectMany(thread => thread.Replies.Prepend(thread.First)).MaxBy(comment => comment.CreatedAt);
        return _page is not null && newest is { Mine: false, Deleted: null } && _threads.SelectMany(thread => thread.Replies.Prepend(thread.First)).All(known => known.Id != newest.Id)
            ? $"{newest.Author.Name} wrote a comment."
            : _news;
    }

    private static bool Holds(ThreadDetails thread, Id<Comment>? comment) => thread.First.Id == comment || thread.Replies.Any(reply => reply.Id == comment);

    private static string Count(int number, string what) => $"{number:N0} {what}{(number == 1 ? "" : "s")}";

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (_hold?.InvokeVoidAsync("dispose") ?? ValueTask.CompletedTask);
            await (_hold?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_module?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            // The browser is gone, and with it everything there was to take away.
        }
    }
}
