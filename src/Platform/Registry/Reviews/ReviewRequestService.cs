using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;
using Slipway.Registry.Promotions;
using Slipway.Registry.Stages;
using static Slipway.Registry.Reviews.ReviewRules;

namespace Slipway.Registry.Reviews;

/// <summary>What those who want a version let in do: request, ask again, withdraw.</summary>
public sealed class ReviewRequestService(ReviewWriter writer, ReviewDesk desk, Access access)
{
    /// <summary>Requests that a version be let to a protected target. It goes by the policy of now, whatever the policy becomes.</summary>
    /// <returns>The review; <see cref="Conflict"/> when there is one already, or the target isn't protected.</returns>
    public Task<Result<ReviewDetails>> RequestAsync(KnownProject project, RequestReview request, CancellationToken ct) =>
        writer.BeginAsync(project, Permission.ModelsRequestReview, async change =>
        {
            var db = change.Db;
            if (await db.RegisteredModels.Include(m => m.Tags).Include(m => m.Aliases).AsSplitQuery()
                .SingleOrDefaultAsync(m => m.ProjectId == project.Id && m.Name == request.Model && m.DeletedAt == 0, ct) is not { } model)
            {
                return ModelRules.NoSuchModel(request.Model);
            }

            // A change of the model, so that of a request and a deletion at the same moment the second one looks again.
            if (await change.Of(model).VersionAsync(request.Version!.Value, ct) is not { } version)
            {
                return ModelRules.NoSuchVersion(request.Model, request.Version.Value);
            }

            var target = request.Target.Kind is PromotionTarget.Stage && (await StageNames.OfAsync(db, ct)).Spelled(request.Target.Name) is { } spelled ? request.Target with { Name = spelled } : request.Target;
            var policy = await ReviewPolicy.CurrentAsync(db, project, ct);
            if (policy.Find(target) is not { } rules)
            {
                return new Conflict($"Nothing has to be reviewed for {target}: the project's policy doesn't protect it. Move it as it is.");
            }

            if (await ReviewDesk.FindActiveAsync(db, project, version.Key, target, ct) is { } other)
            {
                return new AlreadyExists($"Version {version.Number} of '{request.Model}' is in review for {target} already: {Page(project, other.Review.Number)}.");
            }

            var number = 1 + (await db.Reviews.Where(review => review.ProjectId == project.Id).MaxAsync(review => (int?)review.Number, ct) ?? 0);
            db.Reviews.Add(Review.Request(version, number, target, request.Reason ?? "", policy.Number, rules, change.Actor, change.At));
            await db.SaveChangesAsync(ct);
            var opened = (await ReviewDesk.OpenAsync(db, project, number, ct))!;
            var weighed = await desk.WeighAsync(change, opened, ct);
            change.Record(new ReviewRequested(opened.Facts(project), request.Reason ?? "", await ReviewDesk.AskedAsync(db, project, weighed, ct)));
            return number;
        }, ct);

    /// <summary>Asks again: after changes were made, or for a review that was rejected, withdrawn or has expired. It goes by the policy of now from then on.</summary>
    public Task<Result<ReviewDetails>> AskAgainAsync(KnownProject project, int number, ReviewReason reason, CancellationToken ct) =>
        writer.ChangeAsync(project, Permission.ModelsRequestReview, number, async (change, opened) =>
        {
            var (review, policy) = (opened.Review, await ReviewPolicy.CurrentAsync(change.Db, project, ct));
            if (policy.Find(review.Target) is not { } rules)
            {
                return new Conflict($"Nothing has to be reviewed for {review.Target} any more: the project's policy doesn't protect it. Move it as it is.");
            }

            change.Of(opened.Model);
            if (opened.Version.DeletedAt != 0 || opened.Model.DeletedAt != 0)
            {
                return new Conflict($"Version {opened.Version.Number} of '{opened.Model.Name}' was deleted. Restore it from the trash first, then ask again.");
            }

            if (!review.IsActive && await ReviewDesk.FindActiveAsync(change.Db, project, review.VersionKey, review.Target, ct) is { } other)
            {
                return new AlreadyExists($"The version is in review for {review.Target} already: {Page(project, other.Review.Number)}.");
            }

            if (review.AskAgain(reason.Reason, policy.Number, rules, change.Actor, change.At) is { } refusal)
            {
                return refusal;
            }

            var weighed = await desk.WeighAsync(change, opened with { Policy = rules }, ct);
            change.Record(new ReviewReopened(opened.Facts(project), reason.Reason, await ReviewDesk.AskedAsync(change.Db, project, weighed, ct)));
            return null;
        }, ct);

    /// <summary>Withdraws a review; for who requested it, and for maintainers.</summary>
    public Task<Result<ReviewDetails>> WithdrawAsync(KnownProject project, int number, ReviewReason reason, CancellationToken ct) =>
        writer.ChangeAsync(project, Permission.ModelsRequestReview, number, async (change, opened) =>
        {
            if (!access.IsSelf(opened.Review.RequesterId) && await access.RequireAsync(Permission.ProjectManage, project.Id, ct) is { } refusal)
            {
                return refusal is Forbidden ? new Forbidden($"{opened.Review.Requester} requested this review: they or a maintainer of the project may withdraw it.") : refusal;
            }

            if (opened.Review.Withdraw(reason.Reason, await desk.FindAsync(change, opened, ct), change.Actor, change.At) is { } over)
            {
                return over;
            }

            change.Record(new ReviewWithdrawn(opened.Facts(project), reason.Reason));
            return null;
        }, ct);
}
