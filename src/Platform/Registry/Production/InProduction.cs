using Slipway.Registry.Cards;
using Slipway.Registry.Models;
using Slipway.Registry.Policies;

namespace Slipway.Registry.Production;

/// <summary>A version that is in production: what it is for, since when, through whom, and how it compares with the one before.</summary>
/// <param name="Project">The address of its project.</param>
/// <param name="Places">What makes it a production model: the organization's last stage, or the aliases for it, each with how it got there.</param>
/// <param name="Purpose">From the model's card, in Markdown; empty when nobody wrote it.</param>
/// <param name="Before">The version that was there before it; null when it is the first.</param>
/// <param name="Figures">What was measured of it when it was registered, the most telling first.</param>
/// <param name="Open">Reviews of the model's versions that are going on.</param>
public sealed record InProduction(
    string Project,
    string ProjectName,
    string Model,
    int Version,
    IReadOnlyList<ProductionPlace> Places,
    string Purpose,
    CardRisk Risk,
    ModelOwner? Owner,
    int? Before,
    IReadOnlyList<ProductionFigure> Figures,
    IReadOnlyList<OpenReview> Open);

/// <summary>What a version in production is reached by, and how it got there.</summary>
/// <param name="Since">When it got there, in UTC; null when that isn't on record.</param>
/// <param name="By">Who moved it there.</param>
/// <param name="Approval">The review that let it in there, or that it was reviewed by again since; null when there was none.</param>
public sealed record ProductionPlace(ReviewTarget Target, DateTime? Since, string By, ProductionApproval? Approval);

/// <summary>Who let a version in.</summary>
/// <param name="Review">The review's number.</param>
/// <param name="Approvers">Those whose approval counted.</param>
/// <param name="IsGlassBroken">Whether it went in without all that was asked for.</param>
/// <param name="AgainBy">When it has to be reviewed again; null when never.</param>
public sealed record ProductionApproval(int Review, IReadOnlyList<string> Approvers, bool IsGlassBroken, DateTime? AgainBy);

/// <summary>A metric of a production model.</summary>
/// <param name="Before">What the version before had; null when it wasn't measured.</param>
/// <param name="LowerIsBetter">Which way is better, where the metric's name says so.</param>
public sealed record ProductionFigure(string Metric, double Value, double? Before, bool? LowerIsBetter)
{
    /// <summary>Whether it is better than before; null when that can't be said.</summary>
    public bool? IsBetter => Before is not { } before || LowerIsBetter is not { } lower || Value.Equals(before) || double.IsNaN(Value) || double.IsNaN(before) ? null : lower == (Value < before);
}

/// <summary>A review that is going on.</summary>
/// <param name="Number">The review's number.</param>
/// <param name="Version">The version that is to be let in.</param>
public sealed record OpenReview(int Number, int Version, ReviewTarget Target);
