using Slipway.Foundation.Live;

namespace Slipway.Tracking.Ingest;

/// <summary>Tells open screens and the compactor what a commit brought. Nothing is built for screens that nobody looks at.</summary>
internal sealed class IngestNews(LiveFeed live, JournalLoad journal)
{
    public void Tell(IngestGroup group)
    {
        foreach (var run in group.Runs)
        {
            if (run.Exists)
            {
                Tell(run);
            }
        }

        foreach (var run in group.EndedRuns)
        {
            journal.Ended(run.Key);
        }

        if (group.Trashed is var (experiment, _, _))
        {
            var project = group.Operations[0].Project.Id;
            live.Publish(Topics.Project(project), LiveMessage.Changed);
            live.Publish(Topics.Experiment(project, experiment.Number), LiveMessage.Changed);
        }
    }

    private void Tell(RunState run)
    {
        var points = run.Series.Values.Sum(series => series.Fresh.Count);
        if (points > 0)
        {
            journal.Added(run.Key, points);
        }

        var topic = Topics.Run(run.Project.Id, run.RunId);
        if (live.HasSubscribers(topic))
        {
            if (points > 0)
            {
                live.Publish(topic, new LivePoints(run.RunId, [.. run.Series.Values.Where(series => series.Fresh.Count > 0).Select(Live)]));
            }

            if (run.IsNew || run.IsChanged || run.FreshParams.Count > 0 || run.Tags.Count > 0)
            {
                live.Publish(topic, LiveMessage.Changed);
            }
        }

        live.Publish(Topics.Experiment(run.Project.Id, run.ExperimentNumber), LiveMessage.Changed);
        live.Publish(Topics.Project(run.Project.Id), LiveMessage.Changed);
    }

    private static LiveSeries Live(SeriesState series)
    {
        var points = series.Fresh.Points;
        var (steps, times, values) = (new double[points.Length], new double[points.Length], new double[points.Length]);
        for (var i = 0; i < points.Length; i++)
        {
            (steps[i], times[i], values[i]) = (points[i].Step, points[i].Time, points[i].Value);
        }

        return new(series.Name, steps, times, values);
    }
}
