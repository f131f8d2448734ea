using Slipway.Shared.Code;

namespace Slipway.Tracking.Runs.Output;

/// <summary>The lines that make a run's console.</summary>
internal static class OutputSnippets
{
    public static IReadOnlyList<Snippet> For(string address, string runId) =>
    [
        new("Python", $"""
            import sys, threading, mlflow

            class Both:                       # to the terminal, and to a file
                def __init__(self, *streams): self.streams = streams
                def write(self, text): [stream.write(text) for stream in self.streams]
                def flush(self): [stream.flush() for stream in self.streams]

            mlflow.set_tracking_uri("{address}")
            with mlflow.start_run(run_id="{runId}") as run:
                sys.stdout = sys.stderr = Both(sys.__stdout__, open("stdout.log", "w", buffering=1))
                client, ended = mlflow.MlflowClient(), threading.Event()

                def send():                   # again whenever five seconds have passed, and at the end
                    while not ended.wait(5):
                        client.log_artifact(run.info.run_id, "stdout.log", "logs")
                    client.log_artifact(run.info.run_id, "stdout.log", "logs")

                sender = threading.Thread(target=send)
                sender.start()
                print("training …")           # your code
                ended.set(); sender.join()
            """),
        new("Shell", $"""
            export MLFLOW_TRACKING_URI={address}
            python train.py 2>&1 | tee stdout.log &
            while kill -0 $! 2>/dev/null; do
              sleep 5
              mlflow artifacts log-artifact --run-id {runId} --local-file stdout.log --artifact-path logs
            done
            """),
    ];
}
