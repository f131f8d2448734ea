using Slipway.Foundation.Access;
using Slipway.Registry.Models;

namespace Slipway.Registry.Reviews;

/// <summary>The one way to change a review: asks who may, commits the change with what happened, and answers the review as it stands then.</summary>
public sealed class ReviewWriter(ModelWriter writer, ReviewDesk desk, ReviewReader reader, Access access)
{
    /// <param name="act">May be called again, with everything read anew.</param>
    internal Task<Result<ReviewDetails>> ChangeAsync(KnownProject project, Permission permission, int number, Func<ModelChange, OpenedReview, Task<Refusal?>> act, CancellationToken ct) =>
        BeginAsync(project, permission, async change =>
            await ReviewDesk.OpenAsync(change.Db, project, number, ct) is not { } opened ? ReviewRules.NoSuchReview(number)
            : await act(change, opened) is { } refusal ? refusal
            : number, ct);

    /// <param name="act">Answers the number of the review that it made or changed.</param>
    internal async Task<Result<ReviewDetails>> BeginAsync(KnownProject project, Permission permission, Func<ModelChange, Task<Result<int>>> act, CancellationToken ct) =>
        // The answer is the whole review, so a token has to be one that may read it.
        await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } unseen ? unseen : await writer.BeginAsync<ReviewDetails>(project, permission, async change =>
        {
            var acted = await act(change);
            if (acted.Refusal is { } refusal)
            {
                return refusal;
            }

            // What the answer finds is saved with the change, so it is recorded as well.
            var opened = (await ReviewDesk.OpenAsync(change.Db, project, acted.Value, ct))!;
            return await reader.TellAsync(change.Db, project, await desk.WeighAsync(change, opened, ct), ct);
        }, ct);
}
