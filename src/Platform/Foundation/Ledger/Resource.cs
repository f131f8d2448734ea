namespace Slipway.Foundation.Ledger;

/// <summary>What an organization's plan limits.</summary>
public enum Resource
{
    /// <summary>People whose membership is active, guests included.</summary>
    Seats,

    /// <summary>Projects, also deleted ones until they are erased: restoring one is never refused for want of room.</summary>
    Projects,

    /// <summary>Registered models that aren't in the trash.</summary>
    RegisteredModels,

    /// <summary>Bytes of artifacts and versions; the same bytes count once in an organization.</summary>
    StoredBytes,

    /// <summary>Metric points that are logged in a calendar month (UTC).</summary>
    MetricPoints,

    /// <summary>Requests by programs within a minute. Not booked: who asks too fast is asked to wait.</summary>
    ApiRequests,

    /// <summary>For how many days what was deleted can be restored. Not booked.</summary>
    RetentionDays,
}

/// <summary>What is known of resources in general.</summary>
public static class Resources
{
    /// <summary>Those that the ledger books.</summary>
    public static IReadOnlyList<Resource> Booked { get; } = [Resource.Seats, Resource.Projects, Resource.RegisteredModels, Resource.StoredBytes, Resource.MetricPoints];

    /// <summary>All, in the order in which people read them.</summary>
    public static IReadOnlyList<Resource> All { get; } = Enum.GetValues<Resource>();

    /// <summary>The period that a booking at a moment belongs to: year and month in six digits for what is counted by the month, 0 for what is there until it is deleted.</summary>
    internal static int PeriodOf(Resource resource, DateTime now) => resource is Resource.MetricPoints ? now.Year * 100 + now.Month : 0;
}
