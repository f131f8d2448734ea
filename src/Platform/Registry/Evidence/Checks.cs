using System.Globalization;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Evidence;

/// <summary>A metric of the version against a number.</summary>
internal sealed class MetricCheck : ICheckKind
{
    public string Kind => "metric";

    public CheckForm Form { get; } = new("Metric at a threshold", "Holds a metric of the version against a number.", "Metric", IsDirected: true, Value: "Threshold", Known: KnownNames.Metrics);

    public Invalid? Unusable(CheckRule rule) => rule is { Name.Length: > 0, Must: not null, Value: { } value } && double.IsFinite(value)
        ? null
        : new Invalid("It needs the metric's name, a number as its threshold, and whether at least or at most that is right.");

    public string Claim(CheckRule rule) => $"{rule.Name} is at {(rule.Must is Threshold.AtLeast ? "least" : "most")} {Numbers.Text(rule.Value!.Value)}";

    public Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct) => Task.FromResult(
        !version.Measured.TryGetValue(rule.Name!, out var value)
            ? new CheckFinding(CheckState.Waiting, $"{rule.Name} was not measured of this version. Log it to the version's run or model.", version.RunPage)
            : CheckFinding.Of(Numbers.Meets(value, rule.Must!.Value, rule.Value!.Value), $"It {version.Told(rule.Name!, value)}.", version.RunPage));
}

/// <summary>A metric of the version against the same one of the version that holds the target now.</summary>
internal sealed class HolderCheck : ICheckKind
{
    public string Kind => "metric-of-holder";

    public CheckForm Form { get; } = new(
        "Metric against the current holder", "Holds a metric against the same one of the version that the target stands for now.", "Metric", IsDirected: true, Value: "How much worse is still right", Known: KnownNames.Metrics);

    public Invalid? Unusable(CheckRule rule) => rule is { Name.Length: > 0, Must: not null } && double.IsFinite(rule.Value ?? 0) && rule.Value is null or >= 0
        ? null
        : new Invalid("It needs the metric's name and whether higher or lower is right; how much worse is still right is 0 or more.");

    public string Claim(CheckRule rule)
    {
        var most = rule.Must is Threshold.AtLeast ? "lower" : "higher";
        return rule.Value is > 0 and var slack ? $"{rule.Name} is at most {Numbers.Text(slack)} {most} than the current holder's" : $"{rule.Name} is no {most} than the current holder's";
    }

    public Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct)
    {
        var slack = rule.Value ?? 0;
        return Task.FromResult(
            version.Holder is not { } holder ? CheckFinding.Of(true, $"Nothing has {version.Target} yet.")
            : holder.Number == version.Version.Number ? CheckFinding.Of(true, "It is the current holder itself.")
            : !version.HolderMeasured.TryGetValue(rule.Name!, out var before) ? CheckFinding.Of(true, $"Version {holder.Number}, which has {version.Target}, has no {rule.Name} to be held against.")
            : !version.Measured.TryGetValue(rule.Name!, out var value) ? new CheckFinding(CheckState.Waiting, $"{rule.Name} was not measured of this version; version {holder.Number} has {Numbers.Text(before)}.", version.RunPage)
            : CheckFinding.Of(
                Numbers.Meets(value, rule.Must!.Value, rule.Must is Threshold.AtLeast ? before - slack : before + slack),
                $"It {version.Told(rule.Name!, value)}; version {holder.Number} has {Numbers.Text(before)}.", version.RunPage));
    }
}

/// <summary>A tag that the version has to carry.</summary>
internal sealed class TagCheck : ICheckKind
{
    public string Kind => "tag";

    public CheckForm Form { get; } = new("Required tag", "Looks for a tag on the version.", "Tag", Text: "Value", Known: KnownNames.Tags);

    public Invalid? Unusable(CheckRule rule) => rule.Name is { Length: > 0 } ? null : new Invalid("It needs the tag's name.");

    public string Claim(CheckRule rule) => rule.Text is { Length: > 0 } value ? $"the tag {rule.Name} is '{value}'" : $"the tag {rule.Name} is set";

    public Task<CheckFinding> FindAsync(VersionInReview version, CheckRule rule, CancellationToken ct) => Task.FromResult(
        version.Version.Tags.Find(tag => tag.Name == rule.Name) is not { } tag
            ? CheckFinding.Of(false, $"The version has no tag {rule.Name}.", version.VersionPage)
            : CheckFinding.Of(rule.Text is not { Length: > 0 } wanted || tag.Value == wanted, $"It is '{tag.Value}'.", version.VersionPage));
}

internal static class Numbers
{
    public static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    // Nothing is at least or at most NaN.
    public static bool Meets(double value, Threshold must, double against) => must is Threshold.AtLeast ? value >= against : value <= against;
}
