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

    private static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(2);
    private static readonly Unauthenticated SignedOut = new("What this request signed in with is no longer good. Sign in again, or send another token.");

    /// <summary>One review as it stands on the evidence of now.</summary>
    /// <param name="wait">Up to so many seconds, 0 to <see cref="LongestWait"/>, the answer waits until the review is no longer open.</param>
    /// <param name="credential">Whether what the caller signed in with still stands, for who waits.</param>
    public async Task<Result<ReviewDetails>> GetAsync(KnownProject project, int number, int wait, CredentialCheck? credential, CancellationToken ct)
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

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(wait));
        return await WaitAsync(project, number, credential, patience.Token, ct);
    }

    // Whoever waits may be shut out meanwhile, so they are asked again before every answer and every few seconds besides.
    private async Task<Result<ReviewDetails>> WaitAsync(KnownProject project, int number, CredentialCheck? credential, CancellationToken patience, CancellationToken ct)
    {
        // Listening begins before reading: what happens in between is heard.
        using var changes = live.Subscribe(Topics.Models(project.Id));
        var heard = changes.GetAsyncEnumerator(patience);
        Task<bool>? next = null;
        while (true)
        {
            if (await AskAgainAsync(project, credential, ct) is { } refusal)
            {
                return refusal;
            }

            // Nothing was decided in that time: the answer says how it stands.
            if ((next is null || patience.IsCancellationRequested) && await ReadAsync(project, number, ct) is var review && (patience.IsCancellationRequested || IsOver(review)))
            {
                return review;
            }

            next ??= heard.MoveNextAsync().AsTask();
            await Task.WhenAny(next, Task.Delay(AskedEvery, patience));
            next = next.IsCompletedSuccessfully ? null : next;
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task<Refusal?> AskAgainAsync(KnownProject project, CredentialCheck? credential, CancellationToken ct) =>
        credential is not null && !await credential(ct) ? SignedOut : await access.RequireAsync(Permission.ModelsRead, project.Id, ct);

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
        if (await access.RequireToGatherAsync(Permission.ModelsRead, ct) is { } refusal)
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
