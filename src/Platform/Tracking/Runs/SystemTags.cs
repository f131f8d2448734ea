namespace Slipway.Tracking.Runs;

/// <summary>Tags that mean something to the server.</summary>
internal static class SystemTags
{
    /// <summary>The run's name: changing either changes the other.</summary>
    public const string RunName = "mlflow.runName";

    /// <summary>The id of the run that this one is a part of.</summary>
    public const string ParentRunId = "mlflow.parentRunId";

    /// <summary>Who the client says it is.</summary>
    public const string User = "mlflow.user";
}
