using Slipway.Demo;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Safety;

/// <summary>Something of every kind in Acme's project Vision, under ids that exist. Whatever isn't sent in a request carries <see cref="Secret"/>.</summary>
internal sealed record Things(string Experiment, string ExperimentName, string Run, string Model, string Token)
{
    public const string Secret = "known-to-acme-alone";
    public const string Metric = "loss";

    private const string Project = $"/{DemoWorld.Acme}/{DemoWorld.Vision}";
    private static int _made;

    /// <summary>Makes them as somebody who may.</summary>
    public static async Task<Things> MakeAsync(HttpClient ada)
    {
        var name = $"walk-{Interlocked.Increment(ref _made)}";
        var secret = new[] { new { key = "stage", value = Secret } };
        var experiment = (await ada.PostAsync(Project, "experiments/create", new { name, tags = secret })).Text("experiment_id");
        var run = (await ada.PostAsync(Project, "runs/create", new { experiment_id = experiment, run_name = Secret, tags = secret, start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await ada.PostAsync(Project, "runs/log-batch", new
        {
            run_id = run,
            metrics = new[] { new { key = Metric, value = 0.5, step = 1, timestamp = 1 } },
            @params = new[] { new { key = "lr", value = Secret } },
        });
        await ada.PostAsync(Project, "runs/log-inputs", new { run_id = run, datasets = new[] { new { dataset = Dataset() } } });
        var model = (await ada.PostAsync(Project, "logged-models", new { experiment_id = experiment, name = Secret, source_run_id = run, tags = secret }))["model"]!["info"]!.Text("model_id");
        var token = await ada.SendAsync(HttpMethod.Post, $"/api/v1/organizations/{DemoWorld.Acme}/tokens", new { name = $"{Secret} {name}" }).JsonAsync();
        return new(experiment, name, run, model, token["token"]!.Text("id"));
    }

    public static object Dataset() => new { name = Secret, digest = "d1", source_type = "local", source = Secret };

    /// <summary>Takes away what an endpoint is there to give back.</summary>
    public async Task PrepareAsync(Door door, HttpClient ada)
    {
        switch (door.Kind)
        {
            case "POST /mlflow/runs/restore":
                await ada.PostAsync(Project, "runs/delete", new { run_id = Run });
                break;
            case "POST /mlflow/experiments/restore":
                await ada.PostAsync(Project, "experiments/delete", new { experiment_id = Experiment });
                break;
        }
    }
}
