using Slipway.Foundation.Access;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Mlflow;

namespace Slipway.Tracking.Runs.Editing;

/// <summary>
/// What people change of a run by hand. Stricter than what client libraries may do: too long is refused rather than cut, and tags that libraries
/// set for programs to read are left to them.
/// </summary>
public sealed class RunEditService(RunLogService runs, IngestLane lane, Access access, TimeProvider time)
{
    private const string ByLibraries = "mlflow.";
    private const string ByUs = "slipway.";

    /// <summary>Whether a person may put this tag on a run or take it off: those of client libraries, and those with fields of their own, are not theirs.</summary>
    public static bool IsOwnTag(string key) => !key.StartsWith(ByLibraries, StringComparison.Ordinal) && !key.StartsWith(ByUs, StringComparison.Ordinal);

    /// <summary>Changes a run's name, description or note: all that is given, or nothing.</summary>
    /// <returns><see cref="NoteChanged"/> when the note isn't any more the one that the change was made of.</returns>
    public async Task<Result<Done>> EditAsync(KnownProject project, string runId, EditRun edit, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var clean = new EditRun(Clean(edit.Name)?.Trim(), Clean(edit.Description)?.Trim(), Clean(edit.Note), edit.NoteBefore);
        var unusable = (clean is { Name: null, Description: null, Note: null } ? new Invalid("Say what to change: 'name', 'description' or 'note'.") : null)
            ?? (clean.Name is "" ? new Invalid("A run has a name. Give it one.") : null)
            ?? TooLong("A name", clean.Name, EditRun.NameLimit)
            ?? TooLong("A description", clean.Description, EditRun.DescriptionLimit)
            ?? TooLong("A note", clean.Note, EditRun.NoteLimit);
        return unusable is not null ? unusable : await AnswerAsync(new ApplyEdit(project.OrganizationId, project, access.Principal, runId, clean), ct);
    }

    /// <summary>Puts a tag on a run, or changes its value.</summary>
    public async Task<Result<Done>> SetTagAsync(KnownProject project, string runId, string key, TagValue value, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return Unusable(key, value.Value) is { } unusable
            ? unusable
            : await AnswerAsync(new ApplyTag(project.OrganizationId, project, access.Principal, runId, key, Clean(value.Value)), ct);
    }

    /// <summary>Takes a tag off a run. One that isn't there is off already.</summary>
    public async Task<Result<Done>> DeleteTagAsync(KnownProject project, string runId, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return Foreign(key) is { } unusable ? unusable : await AnswerAsync(new ApplyTag(project.OrganizationId, project, access.Principal, runId, key, null), ct);
    }

    /// <summary>Says how a run ended, for one whose code can't say it any more, or said it wrongly.</summary>
    public async Task<Result<Done>> EndAsync(KnownProject project, string runId, EndRun end, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.RunsWrite, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (end.Status is not (RunStatus.Finished or RunStatus.Failed or RunStatus.Killed))
        {
            return new Invalid("A run ends as finished, failed or killed. Only its own code can say that it runs.");
        }

        if (end.EndTime is < 0 || end.EndTime > now)
        {
            return new Invalid("A run's end is in milliseconds since 1970, and not in the future.");
        }

        var changed = await runs.UpdateAsync(project, new(runId, end.Status, end.EndTime ?? now, null, KeepsEnd: true), ct);
        return changed.Refusal is { } declined ? declined : default(Done);
    }

    internal static Invalid? TooLong(string what, string? text, int limit) =>
        text?.Length > limit ? new Invalid($"{what} may have {limit:N0} characters; this one has {text.Length:N0}. Shorten it.") : null;

    /// <summary>Why a person can't put this tag on runs, on one or on many.</summary>
    internal static Refusal? Unusable(string key, string value) => MlflowNames.Key(key, "tag name").Refusal ?? Foreign(key) ?? TooLong("A tag's value", value, TagValue.Limit);

    /// <summary>Why a tag isn't a person's to change.</summary>
    internal static Invalid? Foreign(string key) =>
        key is SystemTags.Note or SystemTags.RunName or SystemTags.Description ? new Invalid($"The tag '{key}' is the run's {(key is SystemTags.Note ? "note" : key is SystemTags.RunName ? "name" : "description")}: change it there.")
        : OfLibraries(key);

    internal static Invalid? OfLibraries(string key) =>
        IsOwnTag(key) ? null : new Invalid($"The tag '{key}' is set by client libraries for programs to read. Choose a name that doesn't begin with '{ByLibraries}' or '{ByUs}'.");

    // The databases can't hold NUL in text.
    internal static string? Clean(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);

    private async Task<Result<Done>> AnswerAsync(IngestOperation operation, CancellationToken ct) =>
        await lane.SubmitAsync(operation, ct) is { } refusal ? refusal : default(Done);
}
