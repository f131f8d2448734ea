using System.Globalization;
using Slipway.Tracking.Search;
using Status = Slipway.Tracking.Runs.RunStatus;

namespace Slipway.Tracking.Mlflow;

/// <summary>The protocol's enumerations, which clients send by name or by number. What is unknown reads as not sent, as it does to other servers.</summary>
internal static class MlflowEnums
{
    public static Status? RunStatus(string? choice) => choice switch
    {
        "RUNNING" => Status.Running,
        "SCHEDULED" => Status.Scheduled,
        "FINISHED" => Status.Finished,
        "FAILED" => Status.Failed,
        "KILLED" => Status.Killed,
        _ => Numbered<Status>(choice),
    };

    public static string Name(Status status) => status switch
    {
        Status.Running => "RUNNING",
        Status.Scheduled => "SCHEDULED",
        Status.Finished => "FINISHED",
        Status.Failed => "FAILED",
        Status.Killed => "KILLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static LifecycleView? View(string? choice) => choice switch
    {
        "ACTIVE_ONLY" => LifecycleView.ActiveOnly,
        "DELETED_ONLY" => LifecycleView.DeletedOnly,
        "ALL" => LifecycleView.All,
        _ => Numbered<LifecycleView>(choice),
    };

    private static T? Numbered<T>(string? choice) where T : struct, Enum =>
        int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((T)(object)number) ? (T)(object)number : null;
}
