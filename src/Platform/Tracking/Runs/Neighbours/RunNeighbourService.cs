using Slipway.Foundation.Access;

namespace Slipway.Tracking.Runs.Neighbours;

/// <summary>The runs beside one in a list.</summary>
/// <param name="Previous">The one before it; null at the beginning.</param>
/// <param name="Next">The one after it; null at the end.</param>
/// <param name="Place">Where it is in the list, from 1; null when the list doesn't have it, or has it too far down.</param>
public sealed record RunNeighbours(RunInfo? Previous, RunInfo? Next, int? Place);

/// <summary>Goes along a list of runs, one run at a time.</summary>
public sealed class RunNeighbourService(RunService runs, Access access)
{
    /// <summary>How far down a list a run is looked for: nobody steps further than that one by one.</summary>
    public const int Farthest = 5_000;

    private const int AtOnce = 500;

    private static readonly RunColumns Nothing = new([], [], [], Inputs: false);

    /// <summary>The neighbours of a run among those that a search finds, in its order.</summary>
    public async Task<Result<RunNeighbours>> FindAsync(KnownProject project, RunSearch search, string runId, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        RunInfo? before = null;
        var isNext = false;
        var place = 0;
        for (var page = search with { MaxResults = AtOnce, Columns = Nothing, PageToken = null }; ;)
        {
            var found = await runs.SearchAsync(project, page, ct);
            if (found.Refusal is { } unreadable)
            {
                return unreadable;
            }

            foreach (var run in found.Value.Items)
            {
                if (isNext)
                {
                    return new RunNeighbours(before, run.Info, place);
                }

                place++;
                isNext = run.Info.RunId == runId;
                before = isNext ? before : run.Info;
            }

            if (found.Value.NextPageToken is not { } token || (!isNext && place >= Farthest))
            {
                return isNext ? new RunNeighbours(before, null, place) : new RunNeighbours(null, null, null);
            }

            page = page with { PageToken = token };
        }
    }
}
