using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.LoggedModels;

/// <summary>Ties runs to the models that they used or made, in a transaction that somebody else commits.</summary>
internal static class RunLinks
{
    /// <summary>The run, when it may be written to.</summary>
    public static async Task<Result<Run>> ActiveAsync(SaasDb db, KnownProject project, string runId, CancellationToken ct) =>
        await db.Runs.AsNoTracking().SingleOrDefaultAsync(run => run.RunId == runId && run.ProjectId == project.Id, ct) is not { } run
            ? new NotFound($"Run with id={runId} not found. Check the id and that the tracking address names the run's project.")
            : run.Deleted
                ? new Invalid($"The run {runId} must be in the 'active' state. Current state is deleted. Restore it first.")
                : run;

    public static async Task<Refusal?> LinkAsync(
        SaasDb db, Id<Organization> organization, KnownProject project, Run run, IReadOnlyList<RunModel> models, bool isOutput, CancellationToken ct)
    {
        foreach (var (modelId, step) in models)
        {
            var key = await db.LoggedModels.Where(m => m.ModelId == modelId && m.ProjectId == project.Id).Select(m => (long?)m.Key).SingleOrDefaultAsync(ct);
            if (key is null)
            {
                return new NotFound($"Logged model with ID '{modelId}' not found.");
            }

            var link = await db.RunModels.FindAsync([run.Key, key.Value, isOutput], ct);
            if (link is null)
            {
                db.RunModels.Add(RunModelLink.Link(organization, run.Key, key.Value, isOutput, step));
            }
            else
            {
                link.MoveTo(step);
            }
        }

        await db.SaveChangesAsync(ct);
        return null;
    }
}
