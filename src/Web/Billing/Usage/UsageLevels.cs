namespace Slipway.Billing.Usage;

/// <summary>How near its limit a resource is, as a class of the pages' styles.</summary>
internal static class UsageLevels
{
    /// <summary>From here on it is pressing, in percent.</summary>
    public const int Near = 80;

    public static string Of(UsageLine line) => line.Percent switch
    {
        >= 100 => "reached",
        >= Near => "near",
        _ => "",
    };
}
