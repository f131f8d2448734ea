using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Tracking.Runs;

/// <summary>Comments on runs; those in the trash too, since what led there may want discussing.</summary>
internal sealed class RunComments(Access access) : ICommentSubjects
{
    public string Kind => "run";

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return await db.Runs.Where(run => run.ProjectId == project.Id && run.RunId == key).Select(run => run.Name).SingleOrDefaultAsync(ct) is { } name
            ? new CommentSubject($"run {name}", $"runs/{key}", Permission.RunsRead, Permission.RunsWrite, "?tab=discussion")
            : new NotFound($"There is no run {key} in this project. Check the id.");
    }

    public async Task<Refusal?> CheckPointAsync(SaasDb db, KnownProject project, string key, CommentPoint point, CancellationToken ct) =>
        await db.MetricSeries.AnyAsync(series => series.Name == point.Metric && db.Runs.Any(run => run.Key == series.RunKey && run.ProjectId == project.Id && run.RunId == key), ct)
            ? null
            : new Invalid($"Nothing was logged to this run as '{point.Metric}'. Name one of its metrics.");
}
