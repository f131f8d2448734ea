using Slipway.Foundation.Access;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Runs.Editing;

namespace Slipway.Tracking.Runs;

/// <summary>Changes many runs at once, in batches that each share a commit. What was carried out stays when a later batch fails; the same change again goes on from there.</summary>
public sealed class RunChangeService(RunService runs, RunLogService log, Access access)
{
    private const int Batch = 200;
    private const int Page = 5_000;

    private static readonly RunColumns IdsOnly = new([], [], [], Inputs: false);

    /// <summary>Changes the runs. A run that refuses is counted and doesn't keep the others from being changed.</summary>
    /// <param name="progress">Told after each batch.</param>
    public async Task<Result<RunChangeProgress>> ChangeAsync(KnownProject project, ChangeRuns request, Action<RunChangeProgress>? progress, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        if (request.Change is { Deleted: null, SetTags: null or [], RemoveTags: null or [] })
        {
            return new Invalid("The change says nothing. Set deleted, setTags or removeTags.");
        }

        if (NotTheirs(request.Change) is { } foreign)
        {
            return foreign;
        }

        var chosen = await ChosenAsync(project, request.Runs, ct);
        if (chosen.Refusal is { } unreadable)
        {
            return unreadable;
        }

        var ids = chosen.Value;
        List<string> done = new(ids.Count);
        var failed = 0;
        Refusal? first = null;
        foreach (var batch in ids.Chunk(Batch))
        {
            var outcomes = await Task.WhenAll(batch.Select(id => ChangeAsync(project, id, request.Change, ct)));
            for (var i = 0; i < batch.Length; i++)
            {
                if (outcomes[i] is { } declined)
                {
                    first ??= declined;
                    failed++;
                }
                else
                {
                    done.Add(batch[i]);
                }
            }

            progress?.Invoke(new(ids.Count, done.Count, failed, first?.Message, []));
        }

        return done.Count == 0 && first is not null ? first : new RunChangeProgress(ids.Count, done.Count, failed, first?.Message, done);
    }

    /// <summary>The ids of the runs that a selection means, in the order of a search.</summary>
    public async Task<Result<IReadOnlyList<string>>> RunsAsync(KnownProject project, RunSelection selection, CancellationToken ct) =>
        await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal ? refusal : await ChosenAsync(project, selection, ct);

    // All are found first: changing them could move them in the search, or out of it.
    private async Task<Result<IReadOnlyList<string>>> ChosenAsync(KnownProject project, RunSelection selection, CancellationToken ct)
    {
        if (selection.Runs is { } named)
        {
            return named.Count <= RunSelection.Most ? named.Distinct(StringComparer.Ordinal).ToList() : TooMany();
        }

        List<string> ids = [];
        var except = selection.Except?.ToHashSet(StringComparer.Ordinal) ?? [];
        string? token = null;
        do
        {
            var page = await runs.SearchAsync(project, new RunSearch(selection.Experiments, selection.Filter, selection.View, MaxResults: Page, PageToken: token, Columns: IdsOnly), ct);
            if (page.Refusal is { } refusal)
            {
                return refusal;
            }

            ids.AddRange(page.Value.Items.Select(run => run.Info.RunId).Where(id => !except.Contains(id)));
            token = page.Value.NextPageToken;
            if (ids.Count > RunSelection.Most)
            {
                return TooMany();
            }
        }
        while (token is not null);

        return ids;
    }

    // The same tags as on the page of one run.
    private static Refusal? NotTheirs(RunChange change) =>
        (change.SetTags ?? []).Select(tag => RunEditService.Unusable(tag.Key, tag.Value)).Concat((change.RemoveTags ?? []).Select(RunEditService.Foreign)).FirstOrDefault(refusal => refusal is not null);

    private static Invalid TooMany() => new($"A change takes {RunSelection.Most} runs at most. Narrow the filter, and change the rest after.");

    private async Task<Refusal?> ChangeAsync(KnownProject project, string id, RunChange change, CancellationToken ct)
    {
        // Tags can't be put on a run in the trash: it comes out before, and goes in after.
        var refusal = change.Deleted is false ? (await log.RestoreAsync(project, id, ct)).Refusal : null;
        if (refusal is null && change.SetTags is { Count: > 0 } tags)
        {
            refusal = (await log.LogAsync(project, new RunLog(id, [], [], tags), ct)).Refusal;
        }

        foreach (var name in change.RemoveTags ?? [])
        {
            refusal ??= await WithoutAsync(project, id, name, ct);
        }

        return refusal ?? (change.Deleted is true ? (await log.DeleteAsync(project, id, ct)).Refusal : null);
    }

    // A run that hasn't the tag is as it should be; one that doesn't exist isn't.
    private async Task<Refusal?> WithoutAsync(KnownProject project, string id, string name, CancellationToken ct) =>
        (await log.DeleteTagAsync(project, id, name, ct)).Refusal is { } refusal and not TagMissing ? refusal : null;
}
