using System.Collections.Frozen;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Plans;

/// <summary>The plans by name.</summary>
public enum PlanName
{
    Free,
    Team,
    Enterprise,
}

/// <summary>What an organization gets.</summary>
/// <param name="Title">Its name for people.</param>
/// <param name="For">Whom it is made for, in a sentence.</param>
/// <param name="Price">What it costs; null for what costs nothing.</param>
/// <param name="Limits">The most of each resource; null where there is no limit.</param>
public sealed record Plan(PlanName Name, string Title, string For, PlanPrice? Price, FrozenDictionary<Resource, long?> Limits)
{
    private const long Gibibyte = 1L << 30;

    /// <summary>All plans, declared here alone, from the smallest to the largest.</summary>
    public static IReadOnlyList<Plan> All { get; } =
    [
        new(PlanName.Free, "Free", "For one team that begins, with room for real work.", null, Most(
            seats: 10, projects: 20, models: 50, bytes: 50 * Gibibyte, points: 500_000_000, requests: 30_000, days: 30)),
        new(PlanName.Team, "Team", "For several teams that ship models together.",
            new(SeatMonthly: 19_00, SeatYearly: 190_00, LeastSeats: 1, MostSeats: 100, MillionPoints: 5), Most(
            seats: 100, projects: 500, models: 2_000, bytes: 2_048 * Gibibyte, points: 10_000_000_000, requests: 120_000, days: 90)),
        new(PlanName.Enterprise, "Enterprise", "For organizations that agree on limits of their own, or on none.",
            new(SeatMonthly: 49_00, SeatYearly: 490_00, LeastSeats: 10, MostSeats: 10_000, MillionPoints: null), Most(
            seats: null, projects: null, models: null, bytes: null, points: null, requests: null, days: 365)),
    ];

    /// <summary>What no plan goes without: it protects people and their data, and isn't for sale.</summary>
    public static IReadOnlyList<string> OnEvery { get; } =
    [
        "Experiments, runs and charts without sampling", "Model registry with reviews and approval policies", "Audit log that can be verified offline",
        "Webhooks, API tokens and MLflow's protocol", "Reading, exporting and deleting, whatever limit is reached",
    ];

    /// <summary>The plan of that name.</summary>
    public static Plan Of(PlanName name) => All[(int)name];

    private static FrozenDictionary<Resource, long?> Most(long? seats, long? projects, long? models, long? bytes, long? points, long? requests, long? days) => new Dictionary<Resource, long?>
    {
        [Resource.Seats] = seats,
        [Resource.Projects] = projects,
        [Resource.RegisteredModels] = models,
        [Resource.StoredBytes] = bytes,
        [Resource.MetricPoints] = points,
        [Resource.ApiRequests] = requests,
        [Resource.RetentionDays] = days,
    }.ToFrozenDictionary();
}
