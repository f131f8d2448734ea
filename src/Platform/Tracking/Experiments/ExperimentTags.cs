namespace Slipway.Tracking.Experiments;

/// <summary>Tags of experiments that mean something to the server and to pages; clients of MLflow know them too.</summary>
public static class ExperimentTags
{
    /// <summary>What the experiment is about, in Markdown.</summary>
    public const string Note = "mlflow.note.content";

    /// <summary>What kind of work it is.</summary>
    public const string Kind = "mlflow.experimentKind";

    /// <summary>The metric that runs are judged by.</summary>
    public const string PrimaryMetric = "mlflow.experiment.primaryMetric.name";

    /// <summary><c>True</c> or <c>False</c>: which value of that metric is the better one.</summary>
    public const string GreaterIsBetter = "mlflow.experiment.primaryMetric.greaterIsBetter";
}
