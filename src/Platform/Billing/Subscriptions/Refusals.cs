using Slipway.Billing.Plans;

namespace Slipway.Billing.Subscriptions;

/// <summary>What an organization has more of than it would be allowed. Said before the change is made; whoever makes it all the same says that they know.</summary>
public sealed record DoesNotFit(IReadOnlyList<OverLimit> What)
    : Conflict($"This doesn't fit any more: {string.Join(" ", What.Select(each => $"{each.Name}: {each.Sentence}"))} It can be changed all the same with 'acceptsOverLimits'; nothing that is there is lost.");

internal static class Refusals
{
    public static readonly Conflict NothingToEnd = new("Nothing is paid for, so there is nothing to end.");
    public static readonly Conflict NothingToResume = new("Nothing is paid for, so there is nothing to go on with. Choose a plan.");
    public static readonly Conflict Overdue = new("An invoice is overdue. When it is paid, the plan can be changed.");
    public static readonly Conflict Changed = new("Somebody changed the subscription meanwhile. Look at it again, and then change it.");

    public static Invalid NotBought(string plan) => new($"{plan} costs nothing. Cancel the subscription, and it follows when the period is over.");

    public static Conflict AnotherPrice(long due) => new($"The price isn't the same any more: {Money.Words(due)} are due now. Look at it again.");
}
