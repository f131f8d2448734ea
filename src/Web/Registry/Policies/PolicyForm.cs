using Slipway.Foundation.Access;

namespace Slipway.Registry.Policies;

/// <summary>A policy while somebody writes it: what the fields of the page hold.</summary>
public sealed class PolicyForm
{
    /// <summary>What is protected.</summary>
    public List<TargetForm> Targets { get; } = [];

    /// <summary>The fields of a policy that was written.</summary>
    public static PolicyForm Of(IReadOnlyList<TargetPolicy> targets)
    {
        var form = new PolicyForm();
        form.Targets.AddRange(targets.Select(TargetForm.Of));
        return form;
    }

    /// <summary>As it is sent.</summary>
    public IReadOnlyList<TargetPolicy> Written() => [.. Targets.Select(target => target.Written())];
}

/// <summary>What is asked for one target.</summary>
public sealed class TargetForm(ReviewTarget target)
{
    public ReviewTarget Target { get; } = target;
    public List<ApprovalForm> Approvals { get; } = [];
    public List<CheckLine> Checks { get; } = [];
    public int? ExpiresInDays { get; set; }
    public int? ReviewAgainInDays { get; set; }

    public static TargetForm Of(TargetPolicy policy)
    {
        var form = new TargetForm(policy.Target) { ExpiresInDays = policy.ExpiresInDays, ReviewAgainInDays = policy.ReviewAgainInDays };
        form.Approvals.AddRange(policy.Approvals.Select(ApprovalForm.Of));
        form.Checks.AddRange(policy.Checks.Select(CheckLine.Of));
        return form;
    }

    public TargetPolicy Written() => new(Target, [.. Approvals.Select(rule => rule.Written())], [.. Checks.Select(check => check.Written())], ExpiresInDays, ReviewAgainInDays);
}

/// <summary>So many approvals out of some people.</summary>
public sealed class ApprovalForm
{
    public int Count { get; set; } = 1;
    public ProjectRole? Role { get; set; }
    public List<string> Teams { get; } = [];
    public List<PolicyPerson> People { get; } = [];

    /// <summary>Whether only those count who are named, unless a role is said besides.</summary>
    public bool IsNamed => Teams.Count + People.Count > 0;

    public static ApprovalForm Of(ApprovalRule rule)
    {
        var form = new ApprovalForm { Count = rule.Count, Role = rule.Role };
        form.Teams.AddRange(rule.Teams ?? []);
        form.People.AddRange(rule.People ?? []);
        return form;
    }

    public ApprovalRule Written() => new(Count, Role, Teams.Count > 0 ? [.. Teams] : null, People.Count > 0 ? [.. People] : null);
}

/// <summary>A check that has to pass.</summary>
public sealed class CheckLine(string kind)
{
    public string Kind { get; } = kind;
    public string? Name { get; set; }
    public Threshold? Must { get; set; }
    public double? Value { get; set; }
    public string? Text { get; set; }

    public static CheckLine Of(CheckRule rule) => new(rule.Kind) { Name = rule.Name, Must = rule.Must, Value = rule.Value, Text = rule.Text };

    /// <summary>A new one, with what is right most of the time.</summary>
    public static CheckLine Begin(CheckOffer offer) => new(offer.Kind) { Must = offer.IsDirected ? Threshold.AtLeast : null };

    public CheckRule Written() => new(Kind, Name?.Trim(), Must, Value, Text?.Trim());
}
