using System.Globalization;
using Slipway.Shared.Code;

namespace Slipway.Organizations.Projects;

/// <summary>The lines that log a first run, for each kind of client, with the reader's own address in them.</summary>
internal static class ConnectSnippets
{
    private const string Unknown = "slw_…";

    public static IReadOnlyList<Snippet> For(string address, string? token = null, long experiment = 0)
    {
        var secret = token ?? Unknown;
        // Clients fall back on the default experiment, so that its lines need not name it.
        var variable = experiment == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\nexport MLFLOW_EXPERIMENT_ID={experiment}");
        var argument = experiment == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"experiment_id = \"{experiment}\"");
        return
        [
            new("Python", $"""
                pip install mlflow-skinny
                export MLFLOW_TRACKING_URI={address}
                export MLFLOW_TRACKING_TOKEN={secret}{variable}

                python - <<'EOF'
                import math, mlflow
                with mlflow.start_run(run_name="hello-slipway"):
                    mlflow.log_param("lr", 0.05)
                    for step in range(500):
                        mlflow.log_metric("loss", math.exp(-step / 120), step=step)
                EOF
                """),
            new("R", $"""
                Sys.setenv(MLFLOW_TRACKING_TOKEN = "{secret}")
                library(mlflow)
                mlflow_set_tracking_uri("{address}")
                with(mlflow_start_run({argument}), {"{"}
                  mlflow_log_param("lr", 0.05)
                  for (step in 0:499) mlflow_log_metric("loss", exp(-step / 120), step = step)
                {"}"})
                """),
            new("Java", $"""
                var mlflow = new MlflowClient(new BasicMlflowHostCreds("{address}", "{secret}"));
                var run = mlflow.createRun("{experiment}").getRunId();
                for (int step = 0; step < 500; step++)
                    mlflow.logMetric(run, "loss", Math.exp(-step / 120.0), System.currentTimeMillis(), step);
                mlflow.setTerminated(run);
                """),
            new("curl", $$"""
                TOKEN={{secret}}
                API={{address}}/api/2.0/mlflow
                RUN=$(curl -s -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" $API/runs/create \
                  -d '{"experiment_id": "{{experiment}}", "run_name": "hello-slipway"}' | grep -o '"run_id":"[0-9a-f]*"' | head -n 1 | cut -d'"' -f4)
                curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" $API/runs/log-metric \
                  -d '{"run_id": "'$RUN'", "key": "loss", "value": 0.5, "step": 1, "timestamp": '$(date +%s000)'}'
                """),
        ];
    }
}
