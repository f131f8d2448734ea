using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Results;

namespace Slipway.Registry.Reviews;

/// <summary>A list of reviews with what it wants of the reader; which ones is in the address. It is live.</summary>
public sealed partial class ReviewList(NavigationManager navigation)
{
    private ReviewListing? _page;
    private ReviewFilter? _read;
    private string? _refusal;

    /// <summary>Reads a page of them.</summary>
    [Parameter, EditorRequired] public Func<ReviewFilter, Task<Result<ReviewListing>>> Read { get; set; } = null!;

    /// <summary>The live topic that says when they changed.</summary>
    [Parameter, EditorRequired] public string Topic { get; set; } = "";
    [Parameter, EditorRequired] public string Organization { get; set; } = "";

    /// <summary>The address's own: which, how far, and where the page begins.</summary>
    [Parameter] public string? Scope { get; set; }
    [Parameter] public string? Status { get; set; }
    [Parameter] public long? Before { get; set; }

    /// <summary>Whether they are of several projects.</summary>
    [Parameter] public bool ShowsProject { get; set; }

    /// <summary>Shown when there are none at all.</summary>
    [Parameter] public RenderFragment? Empty { get; set; }

    private ReviewFilter Asked => new(
        Enum.TryParse<ReviewScope>(Scope, ignoreCase: true, out var scope) ? scope : ReviewScope.All,
        Enum.TryParse<ReviewStatus>(Status, ignoreCase: true, out var status) ? status : null,
        Before: Before);

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Asked)
        {
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        _read = Asked;
        var read = await Read(_read);
        (_page, _refusal) = read.Refusal is { } refusal ? (null, refusal.Message) : (read.Value, (string?)null);
    }

    private static IEnumerable<(ReviewScope Scope, string Text, int Count)> Scopes(ReviewListing page) =>
        [(ReviewScope.All, "All", 0), (ReviewScope.Waiting, "Waiting for me", page.Waiting), (ReviewScope.Mine, "Mine", page.Mine)];

    private string Href(ReviewScope scope) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["scope"] = scope is ReviewScope.All ? null : scope.ToString().ToLowerInvariant(), ["before"] = null });

    private string Later(long before) => navigation.GetUriWithQueryParameter("before", before);

    private void Filter(ChangeEventArgs change) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["status"] = change.Value is string { Length: > 0 } status ? status : null, ["before"] = null }));
}
