using Slipway.Foundation.Access;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Ingest;

/// <summary>Adds params, points and tags to a run, all or nothing.</summary>
internal sealed class LogToRun(Id<Organization> organization, KnownProject project, Principal actor, RunLog log) : IngestOperation(organization, project, actor)
{
    public override string RunId => log.RunId;

    public override int Points { get; } = log.Metrics.Sum(series => series.Count);

    public override int Keys => log.Metrics.Count + 1;

    public override void Ask(RunState run)
    {
        foreach (var (name, _) in log.Params)
        {
            run.WantedParams.Add(name);
        }

        foreach (var (name, _) in log.Tags)
        {
            run.WantedTags.Add(name);
        }

        foreach (var series in log.Metrics)
        {
            series.SortDistinct();
            run.SeriesOf(series.Name);
        }
    }

    /// <summary>Names the points that may be there already, once the series' rows are known.</summary>
    public void Suspect(RunState run)
    {
        foreach (var series in log.Metrics)
        {
            run.SeriesOf(series.Name).Suspect(series.Points);
        }
    }

    public override Refusal? Decide(RunState run, IngestGroup group)
    {
        if (run.RefuseUnlessActive() is { } refusal)
        {
            return refusal;
        }

        foreach (var (name, value) in log.Params)
        {
            if (run.Param(name) is { } known && known != value)
            {
                return new Invalid(
                    $"Changing param values is not allowed. Param with key='{name}' was already logged with value='{known}' for run ID='{run.RunId}'. " +
                    $"Attempted logging new value '{value}'.");
            }
        }

        if (!group.Points.Fits(Organization, Points) && log.Metrics.Sum(series => run.SeriesOf(series.Name).CountNew(series.Points)) is var fresh && !group.Points.Fits(Organization, fresh))
        {
            return group.Points.Exceeded(Organization, fresh);
        }

        foreach (var (name, value) in log.Params)
        {
            run.AddParam(name, value);
        }

        foreach (var series in log.Metrics)
        {
            group.Points.Spend(Organization, run.SeriesOf(series.Name).Add(series.Points));
        }

        foreach (var (name, value) in log.Tags)
        {
            run.SetTag(name, value);
        }

        return null;
    }

    public override void Release()
    {
        foreach (var series in log.Metrics)
        {
            series.Release();
        }
    }
}
