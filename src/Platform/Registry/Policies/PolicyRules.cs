using System.ComponentModel.DataAnnotations;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;
using Slipway.Registry.Promotions;

namespace Slipway.Registry.Policies;

/// <summary>What a version can be let to.</summary>
/// <param name="Kind">Whether it is an alias or a stage.</param>
/// <param name="Name">The alias, or the stage as the organization spells it.</param>
public sealed record ReviewTarget([Required] PromotionTarget Kind, [Required, MaxLength(ModelAlias.NameLimit)] string Name)
{
    /// <summary>Such as «the alias champion».</summary>
    public override string ToString() => $"the {(Kind is PromotionTarget.Alias ? "alias" : "stage")} {Name}";
}

/// <summary>What it takes to let a version to one target.</summary>
/// <param name="Target">What only an approved review moves.</param>
/// <param name="Approvals">All of these are needed; one person's approval counts in each that it fits.</param>
/// <param name="Checks">All of these have to pass.</param>
/// <param name="ExpiresInDays">After how many days an undecided or unused review ends; null for never.</param>
/// <param name="ReviewAgainInDays">After how many days what was let in has to be reviewed again; null for never.</param>
public sealed record TargetPolicy(
    [Required] ReviewTarget Target,
    IReadOnlyList<ApprovalRule> Approvals,
    IReadOnlyList<CheckRule> Checks,
    [Range(1, 3_650)] int? ExpiresInDays = null,
    [Range(1, 3_650)] int? ReviewAgainInDays = null);

/// <summary>So many approvals out of some people: those with a role in the project, in one of the teams, or named. Without any of these, whoever may approve counts.</summary>
/// <param name="Count">How many different people have to approve.</param>
/// <param name="Role">The least role that counts; null when roles don't count.</param>
/// <param name="Teams">Addresses of teams, any of which counts.</param>
/// <param name="People">People who count.</param>
/// <param name="TeamNames">What the teams were called when the policy was written, in their order; whoever writes one leaves it out.</param>
public sealed record ApprovalRule(
    [Range(1, 20)] int Count = 1, ProjectRole? Role = null, IReadOnlyList<string>? Teams = null, IReadOnlyList<PolicyPerson>? People = null, IReadOnlyList<string>? TeamNames = null)
{
    /// <summary>Whether everybody counts who may approve.</summary>
    internal bool IsOpen => Role is null && Teams is not { Count: > 0 } && People is not { Count: > 0 };

    /// <summary>Whether somebody's approval counts here.</summary>
    /// <param name="role">What they are in the project.</param>
    /// <param name="teams">The teams that they are in.</param>
    public bool Counts(Id<User> person, ProjectRole role, IReadOnlyList<string> teams) =>
        IsOpen
        || (Role is { } least && role >= least)
        || Teams?.Any(teams.Contains) is true
        || People?.Any(named => named.Id == person) is true;

    /// <summary>The same without what people and teams were called.</summary>
    internal ApprovalRule Nameless() => this with { TeamNames = null, People = People is null ? null : [.. People.Select(person => person with { Name = null })] };

    /// <summary>Whose approval counts, such as «a maintainer, the team risk or Vera Lindqvist».</summary>
    public string Whose()
    {
        string[] whose =
        [
            .. Role is { } role ? [$"a {role.ToString().ToLowerInvariant()}"] : Array.Empty<string>(),
            .. (TeamNames ?? Teams ?? []).Select(team => $"the team {team}"),
            .. (People ?? []).Select(person => person.Name ?? "somebody who is gone"),
        ];
        return whose.Length == 0 ? "somebody who may approve" : whose.Length == 1 ? whose[0] : $"{string.Join(", ", whose[..^1])} or {whose[^1]}";
    }
}

/// <summary>A person whom a policy names.</summary>
/// <param name="Name">As it was when the policy was written; whoever writes one leaves it out.</param>
public sealed record PolicyPerson(Id<User> Id, string? Name = null);

/// <summary>How a metric is compared with what it is held against.</summary>
public enum Threshold
{
    AtLeast,
    AtMost,
}

/// <summary>A check that has to pass. What the members mean is for the kind to say.</summary>
/// <param name="Kind">One of the kinds that the policy's page offers, such as <c>metric</c>.</param>
/// <param name="Name">What is looked at: a metric, a tag, the name of an external check.</param>
/// <param name="Must">For metrics: which way is right.</param>
/// <param name="Value">For metrics: the threshold, or how much worse than the holder is allowed; for the management level: the least level.</param>
/// <param name="Text">For tags: the value that is needed; null for any.</param>
public sealed record CheckRule(
    [Required, MaxLength(40)] string Kind, [MaxLength(250)] string? Name = null, Threshold? Must = null, double? Value = null, [MaxLength(500)] string? Text = null);
