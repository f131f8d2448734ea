using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Results;
using Slipway.Shared.Session;

namespace Slipway.Registry.Reviews;

/// <summary>One review, read like a short document: what is asked, what changed, the checks, what was decided and what is missing. It is live.</summary>
public sealed partial class ReviewPage(ReviewService reviews, ReviewRequestService requests, ReviewDecisionService decisions)
{
    private ReviewDetails? _review;
    private int _shown;
    private string? _unseen;
    private string? _refusal;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public int Review { get; set; }

    private string Key => Review.ToString(CultureInfo.InvariantCulture);

    private bool IsGoingOn => _review!.Status is ReviewStatus.Open or ReviewStatus.ChangesRequested or ReviewStatus.Approved;

    // A promotion is what ended the review, and it is what changed the target.
    private string Then => _review!.Status is ReviewStatus.Promoted ? "before" : "when the review ended";

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Review)
        {
            (_shown, _review, _refusal) = (Review, null, null);
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var read = await reviews.GetAsync(Current.Known, Review, 0, null, CancellationToken.None);
        (_review, _unseen) = read.Refusal is { } refusal ? (null, refusal.Message) : (read.Value, (string?)null);
    }

    private string VersionHref(int version) => Current.Href($"models/{Uri.EscapeDataString(_review!.Model)}/versions/{version}");

    private Task<string?> DecideAsync(Decide decision) => ActAsync(decisions.DecideAsync(Current.Known, Review, decision, CancellationToken.None));

    private Task<string?> AskAgainAsync(string reason) => ActAsync(requests.AskAgainAsync(Current.Known, Review, new(reason), CancellationToken.None));

    private Task<string?> WithdrawAsync(string reason) => ActAsync(requests.WithdrawAsync(Current.Known, Review, new(reason), CancellationToken.None));

    private Task<string?> BreakGlassAsync(string reason) => ActAsync(decisions.BreakGlassAsync(Current.Known, Review, archiveOthers: false, new(reason), CancellationToken.None));

    private async Task PromoteAsync(bool archiveOthers) => _refusal = await ActAsync(decisions.PromoteAsync(Current.Known, Review, archiveOthers, CancellationToken.None));

    // What an act answers is the review after it; a refusal is told where the button is.
    private async Task<string?> ActAsync(Task<Result<ReviewDetails>> act)
    {
        var acted = await act;
        if (acted.Refusal is null)
        {
            (_review, _refusal) = (acted.Value, null);
        }
        else
        {
            // What was refused was often refused for what the page doesn't show yet.
            await LoadAsync();
        }

        StateHasChanged();
        return acted.Refusal?.Message;
    }
}
