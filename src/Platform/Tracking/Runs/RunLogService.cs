using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Mlflow;

namespace Slipway.Tracking.Runs;

/// <summary>
/// Everything that changes runs. Each call is answered when what it did is on disk; sending the same call again changes nothing more, but for
/// creating a run. Refuses when more comes in than can be written (<see cref="TooManyRequests"/>).
/// </summary>
public sealed class RunLogService(IngestLane lane, Access access, TimeProvider time)
{
    private static readonly Func<RunInfo?, RunInfo> Known = info => info ?? throw new InvalidOperationException("An operation that was carried out left no run behind.");

    /// <summary>Starts a run in an experiment that isn't deleted.</summary>
    public async Task<Result<CreatedRun>> CreateAsync(KnownProject project, CreateRun request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Tags)
        {
            if (MlflowNames.Key(name, "tag name").Refusal is { } badKey)
            {
                return badKey;
            }

            tags[name] = Value(value, RunTag.ValueLimit);
        }

        var given = request.Name is { Length: > 0 } named ? named : null;
        if (given is not null && tags.TryGetValue(SystemTags.RunName, out var tagged) && tagged != given)
        {
            return new Invalid($"Both 'run_name' ('{given}') and the tag '{SystemTags.RunName}' ('{tagged}') were given, and they differ. Send one of them.");
        }

        var runName = given ?? tags.GetValueOrDefault(SystemTags.RunName) ?? RunNames.Next(Random.Shared);
        tags[SystemTags.RunName] = Value(runName, RunTag.ValueLimit);
        var user = request.UserName ?? tags.GetValueOrDefault(SystemTags.User) ?? "";
        var written = tags.Select(tag => new KeyValue(tag.Key, tag.Value)).ToList();
        var start = new StartRun(
            project.OrganizationId, project, access.Principal, MlflowNames.NewId(), request.Experiment, Value(runName, Run.NameLimit), Value(user, Run.UserLimit),
            request.StartTime ?? time.GetUtcNow().ToUnixTimeMilliseconds(), written);
        return await lane.SubmitAsync(start, ct) is { } declined ? declined : new CreatedRun(Known(start.Started), written);
    }

    /// <summary>Changes a run's status, end or name.</summary>
    public async Task<Result<RunInfo>> UpdateAsync(KnownProject project, UpdateRun request, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var change = new ChangeRun(project.OrganizationId, project, access.Principal, request with { Name = request.Name is { } name ? Value(name, RunTag.ValueLimit) : null });
        return await lane.SubmitAsync(change, ct) is { } declined ? declined : Known(change.Changed);
    }

    /// <summary>Adds params, points and tags to a run: all of them, or nothing when one is refused. Values that are too long are cut.</summary>
    public async Task<Result<Done>> LogAsync(KnownProject project, RunLog log, CancellationToken ct)
    {
        var refusal = await access.RequireAsync(Permission.RunsWrite, project.Id, ct) ?? Check(log);
        if (refusal is not null)
        {
            foreach (var series in log.Metrics)
            {
                series.Release();
            }

            return refusal;
        }

        var cut = log with { Params = Cut(log.Params, RunParam.ValueLimit), Tags = Cut(log.Tags, RunTag.ValueLimit) };
        return await AnswerAsync(new LogToRun(project.OrganizationId, project, access.Principal, cut), ct);
    }

    /// <summary>Takes a tag off a run; refuses when the run doesn't have it.</summary>
    public async Task<Result<Done>> DeleteTagAsync(KnownProject project, string runId, string name, CancellationToken ct) =>
        await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal
            ? refusal
            : await AnswerAsync(new RemoveTag(project.OrganizationId, project, access.Principal, runId, name), ct);

    /// <summary>Puts a run into the trash; it stays there when it is there already.</summary>
    public Task<Result<Done>> DeleteAsync(KnownProject project, string runId, CancellationToken ct) => TrashAsync(project, runId, true, ct);

    /// <summary>Takes a run out of the trash.</summary>
    public Task<Result<Done>> RestoreAsync(KnownProject project, string runId, CancellationToken ct) => TrashAsync(project, runId, false, ct);

    /// <summary>Puts an experiment and all its runs into the trash; refuses when it is there already.</summary>
    /// <param name="experiment">The number of the experiment.</param>
    public Task<Result<Done>> DeleteExperimentAsync(KnownProject project, long experiment, CancellationToken ct) => TrashAsync(project, experiment, true, ct);

    /// <summary>Takes an experiment and all its runs out of the trash, those too that were put there by themselves.</summary>
    public Task<Result<Done>> RestoreExperimentAsync(KnownProject project, long experiment, CancellationToken ct) => TrashAsync(project, experiment, false, ct);

    // The databases can't hold NUL in text.
    private static string Value(string value, int limit) => value.Replace("\0", "", StringComparison.Ordinal).CutTo(limit);

    private static List<KeyValue> Cut(IReadOnlyList<KeyValue> values, int limit) => [.. values.Select(pair => pair with { Value = Value(pair.Value, limit) })];

    private static Refusal? Check(RunLog log)
    {
        var points = log.Metrics.Sum(series => series.Count);
        if (points > RunLog.MaxPoints || log.Params.Count > RunLog.MaxParams || log.Tags.Count > RunLog.MaxParams || points + log.Params.Count + log.Tags.Count > RunLog.MaxItems)
        {
            return new Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"A request logs at most {RunLog.MaxPoints} metrics, {RunLog.MaxParams} params and {RunLog.MaxParams} tags, and {RunLog.MaxItems} of them together. Split it."));
        }

        foreach (var series in log.Metrics)
        {
            if ((MlflowNames.Key(series.Name, "metric name").Refusal ?? CheckTimes(series)) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var (name, _) in log.Tags)
        {
            if (MlflowNames.Key(name, "tag name").Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return CheckParams(log.Params);
    }

    private static Refusal? CheckTimes(Ingest.LoggedSeries series)
    {
        foreach (ref readonly var point in series.Points)
        {
            if (point.Time < 0)
            {
                return new Invalid($"A point of the metric '{series.Name}' has the timestamp {point.Time}. Timestamps are milliseconds since 1970 and not negative.");
            }
        }

        return null;
    }

    private static Refusal? CheckParams(IReadOnlyList<KeyValue> values)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in values)
        {
            if (MlflowNames.Key(name, "param name").Refusal is { } refusal)
            {
                return refusal;
            }

            if (!names.Add(name))
            {
                return new Invalid($"Duplicate parameter keys have been submitted: '{name}'. Send each param once in a request.");
            }
        }

        return null;
    }

    private async Task<Result<Done>> TrashAsync(KnownProject project, string runId, bool deleted, CancellationToken ct) =>
        await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal
            ? refusal
            : await AnswerAsync(new TrashRun(project.OrganizationId, project, access.Principal, runId, deleted, time.GetUtcNow().ToUnixTimeMilliseconds()), ct);

    private async Task<Result<Done>> TrashAsync(KnownProject project, long experiment, bool deleted, CancellationToken ct) =>
        await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal
            ? refusal
            : await AnswerAsync(new TrashExperiment(project.OrganizationId, project, access.Principal, experiment, deleted, time.GetUtcNow().ToUnixTimeMilliseconds()), ct);

    private async Task<Result<Done>> AnswerAsync(IngestOperation operation, CancellationToken ct) =>
        await lane.SubmitAsync(operation, ct) is { } refusal ? refusal : default(Done);
}
