namespace Slipway.Tracking.Runs;

/// <summary>Tags that mean something to the server and to pages.</summary>
public static class SystemTags
{
    /// <summary>The run's name: changing either changes the other.</summary>
    public const string RunName = "mlflow.runName";

    /// <summary>The id of the run that this one is a part of.</summary>
    public const string ParentRunId = "mlflow.parentRunId";

    /// <summary>Who the client says it is.</summary>
    public const string User = "mlflow.user";

    /// <summary>The note, in Markdown.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary>A sentence below the name. MLflow has no place for one, so it is a tag of ours.</summary>
    public const string Description = "slipway.description";

    /// <summary>What was logged with a call that says what it is, as JSON: tables among others.</summary>
    public const string LoggedArtifacts = "mlflow.loggedArtifacts";

    /// <summary>What git didn't have of the code.</summary>
    public const string Diff = "mlflow.source.git.diff";
}
