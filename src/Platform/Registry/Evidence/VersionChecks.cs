using Slipway.Registry.Policies;
using Slipway.Registry.Versions;

namespace Slipway.Registry.Evidence;

/// <summary>That the version says what goes in. What comes out is often left open, as by clients that are given examples of inputs alone.</summary>
internal sealed class SignatureCheck : ICheckKind
{
    public string Kind => "signature";

    public CheckForm Form { get; } = new("Signature present", "The version's MLmodel file says what goes in.");

    public Invalid? Unusable(CheckRule rule) => null;

    public string Claim(CheckRule rule) => "the version has a signature";

    public Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct)
    {
        var proof = $"{version.VersionPage}?tab=signature";
        return Task.FromResult(version.Facts.Model switch
        {
            null => CheckFinding.Of(false, "It has no MLmodel file. Log the model with an example or a signature, and register that.", proof),
            { Inputs: null or { Count: 0 } } => CheckFinding.Of(false, "Its MLmodel file doesn't say what goes in. Log the model with an example or a signature, and register that.", proof),
            { Inputs: var inputs, Outputs: var outputs } => CheckFinding.Of(true, $"It names {Count(inputs, "input")}{(outputs is { Count: > 0 } ? $" and {Count(outputs, "output")}" : ", and no outputs")}.", proof),
        });
    }

    private static string Count<T>(IReadOnlyList<T> fields, string what) => fields.Count == 1 ? $"one {what}" : $"{fields.Count} {what}s";
}

/// <summary>How well it can be told how the version came about.</summary>
internal sealed class LevelCheck : ICheckKind
{
    public string Kind => "management-level";

    public CheckForm Form { get; } = new(
        "Management level", $"0: its run was logged. 1: its data and files have versions, too. {ManagementLevel.Highest}: its code has one, too.", Value: "Least level");

    public Invalid? Unusable(CheckRule rule) => rule.Value is { } level && double.IsInteger(level) && level is >= 0 and <= ManagementLevel.Highest
        ? null
        : new Invalid($"It needs the least level, a whole number from 0 to {ManagementLevel.Highest}.");

    public string Claim(CheckRule rule) => $"the management level is at least {Numbers.Text(rule.Value!.Value)}";

    public Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct)
    {
        var level = ManagementLevel.Of(version.Version, version.Facts);
        return Task.FromResult(CheckFinding.Of(level.Reached >= rule.Value, level.Words, version.VersionPage));
    }
}

/// <summary>How well it can be told how a version came about: level 0 when its run was logged; 1 when its data and its files have versions, too; 2 when its code has one, too.</summary>
/// <param name="Reached">The level; -1 when nothing is known.</param>
/// <param name="Lacks">What the next level lacks; null at the highest.</param>
internal sealed record ManagementLevel(int Reached, string? Lacks)
{
    public const int Highest = 2;

    /// <summary>The level and what the next one lacks, in sentences.</summary>
    public string Words => (Reached < 0 ? "It has no level yet." : $"It is at level {Reached}.") + (Lacks is null ? "" : $" Level {Reached + 1} lacks {Lacks}.");

    public static ManagementLevel Of(ModelVersion version, KnownFacts facts) => facts.Run switch
    {
        null => new(-1, "the run that made it: register it from a logged model or a run"),
        { Params.Count: 0, Metrics.Count: 0 } => new(-1, "params or metrics of its run"),
        _ when version.Digest is null => new(0, "its files: they are kept elsewhere"),
        { Datasets.Count: 0 } => new(0, "the data that its run used: log it with mlflow.log_input"),
        { Datasets: var data } when data.Any(each => each.Digest.Length == 0) => new(0, "the digest of a dataset that its run used"),
        { Code.Commit: null } => new(1, "the commit of the code that its run ran"),
        { Code.IsDirty: true } => new(1, "code as it was committed: its run ran with changes"),
        _ => new(Highest, null),
    };
}
