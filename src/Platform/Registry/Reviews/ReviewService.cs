using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Live;

namespace Slipway.Registry.Reviews;

/// <summary>Reviews as readers see them, and waiting for one.</summary>
public sealed class ReviewService(IDbContextFactory<SaasDb> dbs, ReviewReader reader, ReviewQueue queue, Access access, LiveFeed live)
{
    /// <summary>The longest that a request waits for a decision, in seconds.</summary>
    public const int LongestWait = 120;

    /// <summary>One review as it stands on the evidence of now.</summary>
    /// <param name="wait">Up to so many seconds, 0 to <see cref="LongestWait"/>, the answer waits until the review is no longer open.</param>
    public async Task<Result<ReviewDetails>> GetAsync(KnownProject project, int number, int wait, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (wait is < 0 or > LongestWait)
        {
            return new Invalid($"A request waits 0 to {LongestWait} seconds. Ask again when that is over.");
        }

        if (wait == 0)
        {
            return await ReadAsync(project, number, ct);
        }

        // Listening begins before reading: what happens in between is heard.
        using var changes = live.Subscribe(Topics.Models(project.Id));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(wait));
        var review = await ReadAsync(project, number, ct);
        if (IsOver(review))
        {
            return review;
        }

        try
        {
            await foreach (var _ in changes.WithCancellation(patience.Token))
            {
                review = await ReadAsync(project, number, ct);
                if (IsOver(review))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nothing was decided in that time: the answer says how it stands.
        }

        return review;
    }

    /// <summary>A project's reviews, the newest first.</summary>
    public async Task<Result<ReviewListing>> ListAsync(KnownProject project, ReviewFilter filter, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await dbs.CreateDbContextAsync(ct);
        return await queue.ReadAsync(db, db.Projects.Where(each => each.Id == project.Id), filter, ct);
    }

    /// <summary>The reviews of all projects of the organization that the caller may see, the newest first.</summary>
    public async Task<Result<ReviewListing>> ListAllAsync(ReviewFilter filter, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.OrganizationRead, ct) is { } refusal)
        {
            return refusal;
        }

        var sight = await access.SightAsync(ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await queue.ReadAsync(db, db.Projects.VisibleTo(sight), filter, ct);
    }

    private static bool IsOver(Result<ReviewDetails> review) => review is not { Refusal: null, Value.Status: ReviewStatus.Open };

    private async Task<Result<ReviewDetails>> ReadAsync(KnownProject project, int number, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await reader.ReadAsync(db, project, number, ct) is { } review ? review : ReviewRules.NoSuchReview(number);
    }
}
