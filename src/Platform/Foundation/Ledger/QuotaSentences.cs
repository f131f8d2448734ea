using System.Globalization;

namespace Slipway.Foundation.Ledger;

/// <summary>What is said where a limit is reached: how much there is, how much is used, what to do, and what goes on working.</summary>
public static class QuotaSentences
{
    private const string Otherwise = "ask an owner of the organization for a larger plan. Reading, exporting and deleting work as before.";

    internal static QuotaExceeded Exceeded(QuotaLimits limits, Resource resource, long used, long amount, DateTime now)
    {
        var most = limits.Of(resource) ?? long.MaxValue;
        return new(resource switch
        {
            Resource.Seats => $"This organization uses {Amount(resource, used)}, and its plan {limits.Plan} allows {Number(most)}. Remove somebody who doesn't need theirs, or {Otherwise}",
            Resource.RegisteredModels => $"This organization has {Amount(resource, used)}, and its plan {limits.Plan} allows {Number(most)}. Delete one that isn't used any more, or {Otherwise}",
            Resource.StoredBytes => $"This organization stores {Amount(resource, used)} of the {Amount(resource, most)} that its plan {limits.Plan} allows, and this needs {Amount(resource, amount)} more. "
                + $"Delete artifacts that aren't needed any more, which makes room at once, or {Otherwise}",
            Resource.MetricPoints => $"This organization has logged {Number(used)} of the {Amount(resource, most)} that its plan {limits.Plan} allows in {now.ToString("MMMM", CultureInfo.InvariantCulture)}, "
                + $"and these are {Number(amount)} more. Log again from {now.AddMonths(1).ToString("'1 'MMMM", CultureInfo.InvariantCulture)} (UTC), or {Otherwise}",
            _ => $"This organization has {Amount(resource, used)}, and its plan {limits.Plan} allows {Number(most)}. To start another one, {Otherwise}",
        });
    }

    /// <summary>A resource's name for people.</summary>
    public static string NameOf(Resource resource) => resource switch
    {
        Resource.RegisteredModels => "Registered models",
        Resource.StoredBytes => "Storage",
        Resource.MetricPoints => "Metric points a month",
        Resource.ApiRequests => "API requests a minute",
        Resource.RetentionDays => "Days in the trash",
        _ => resource.ToString(),
    };

    /// <summary>What happens where a resource's limit is reached.</summary>
    public static string AtTheLimit(Resource resource) => resource switch
    {
        Resource.Seats => "Nobody else can join until a seat is free. Who is in stays in.",
        Resource.Projects => "No other project can be started. Those that there are work as before.",
        Resource.RegisteredModels => "No other model can be registered. Those that there are get new versions as before.",
        Resource.StoredBytes => "New files are refused until something is deleted, which makes room at once. Reading and downloading work as before.",
        Resource.MetricPoints => "New points are refused until the month is over. Runs, params, tags and files are logged as before.",
        Resource.ApiRequests => "Programs that ask faster are told to wait a moment, and their clients do. Nothing is lost.",
        Resource.RetentionDays => "What was deleted can be restored for so long. Then it is gone for good.",
        _ => "",
    };

    /// <summary>So much of a resource, in words, such as «20 projects» or «1.5 GiB».</summary>
    public static string Amount(Resource resource, long amount) => resource switch
    {
        Resource.Seats => Count(amount, "seat", "seats"),
        Resource.Projects => Count(amount, "project", "projects"),
        Resource.RegisteredModels => Count(amount, "registered model", "registered models"),
        Resource.StoredBytes => Bytes(amount),
        Resource.MetricPoints => Count(amount, "metric point", "metric points"),
        Resource.ApiRequests => $"{Count(amount, "request", "requests")} a minute",
        Resource.RetentionDays => Count(amount, "day", "days"),
        _ => Number(amount),
    };

    private static string Count(long amount, string one, string many) => $"{Number(amount)} {(amount == 1 ? one : many)}";

    private static string Number(long amount) => amount.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long amount)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var (size, unit) = ((double)amount, 0);
        while (Math.Abs(size) >= 1024 && unit < units.Length - 1)
        {
            (size, unit) = (size / 1024, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {units[unit]}");
    }
}
