using Slipway.Shared.Code;

namespace Slipway.Tracking.Runs;

/// <summary>The lines that fill the empty places of a run's page, with the reader's own address and the run in them.</summary>
internal static class RunSnippets
{
    public static IReadOnlyList<Snippet> Metrics(string address, string runId) =>
    [
        new("Python", $"""
            import mlflow
            mlflow.set_tracking_uri("{address}")
            with mlflow.start_run(run_id="{runId}"):
                for step in range(100):
                    mlflow.log_metric("loss", 1 / (step + 1), step=step)
            """),
        new("curl", $$"""
            curl -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" -H "Content-Type: application/json" \
              {{address}}/api/2.0/mlflow/runs/log-metric \
              -d '{"run_id": "{{runId}}", "key": "loss", "value": 0.5, "step": 1, "timestamp": '$(date +%s000)'}'
            """),
    ];

    public static IReadOnlyList<Snippet> SystemMetrics(string address, string runId) =>
    [
        new("Python", $"""
            # pip install psutil pynvml
            import mlflow
            mlflow.set_tracking_uri("{address}")
            mlflow.set_system_metrics_sampling_interval(5)
            with mlflow.start_run(run_id="{runId}", log_system_metrics=True):
                ...  # your code
            """),
    ];

    public static IReadOnlyList<Snippet> Artifacts(string address, string runId) =>
    [
        new("Python", $"""
            import mlflow
            mlflow.set_tracking_uri("{address}")
            with mlflow.start_run(run_id="{runId}"):
                mlflow.log_text("It works.", "notes/first.txt")
            """),
    ];
}
