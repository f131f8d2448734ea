namespace Slipway.Foundation.Jobs;

/// <summary>The queues of background work, in the order in which workers look into them.</summary>
internal static class JobQueues
{
    /// <summary>Somebody is waiting for it: a mail, an export.</summary>
    public const string Attended = "attended";

    /// <summary>Everything else; where a job goes that names no queue.</summary>
    public const string Default = "default";

    /// <summary>Sweeps and clean-up, which may take long and may wait.</summary>
    public const string Sweeps = "sweeps";

    // SQL Server's storage takes queues in alphabetical order; the names keep to the same one.
    public static readonly string[] All = [Attended, Default, Sweeps];
}
