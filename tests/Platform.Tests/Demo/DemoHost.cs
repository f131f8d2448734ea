using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Demo.Sweeps;
using Slipway.Demo.Training;
using Slipway.Foundation.Access;
using Slipway.Foundation.Live;
using Slipway.Tracking.Mlflow;
using Xunit;

namespace Slipway.Demo;

/// <summary>A host that listens on a real port and trains, over a folder that outlives it.</summary>
internal sealed class DemoHost : WebApplicationFactory<Program>
{
    public const string Vision = "/acme/vision";
    public const string TrainingAddress = "/api/v1/organizations/acme/projects/vision/demo-training";

    /// <summary>One of each kind: a linear model, one that diverges, and a network.</summary>
    public static readonly IReadOnlyList<TrainingPlan> Trainings = [new(0, 0.2, 0, 2, SweepPlan.Seed), new(32, 40, 0, 2, SweepPlan.Seed), new(32, 0.2, 0.002, 2, SweepPlan.Seed)];

    private readonly string _data;
    private readonly bool _isOn;
    private readonly SweepPace _pace;

    private DemoHost(string data, bool isOn, SweepPace pace) => (_data, _isOn, _pace) = (data, isOn, pace);

    /// <summary>Ada's.</summary>
    public HttpClient Ada
    {
        get
        {
            var client = CreateClient();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_data, "demo.token")));
            return client;
        }
    }

    /// <param name="pace">Of trainings that somebody asks for; as fast as can be when it isn't given.</param>
    public static DemoHost Start(string data, bool isOn = true, SweepPace? pace = null)
    {
        var host = new DemoHost(data, isOn, pace ?? SweepPace.Fast);
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    /// <summary>Waits until everything that was to be trained is.</summary>
    public async Task TrainedAsync() => await Services.GetRequiredService<DemoTrainings>().WaitAsync((await ProjectAsync()).Id, TestContext.Current.CancellationToken);

    /// <summary>Waits until something is so, and looks whenever something happened in the project.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var heard = Services.GetRequiredService<LiveFeed>().Subscribe(Topics.Project((await ProjectAsync()).Id));
        await using var messages = heard.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        while (!await isSo())
        {
            await messages.MoveNextAsync();
        }
    }

    /// <summary>All runs of the digits, the oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> RunsAsync()
    {
        using var ada = Ada;
        var experiment = (await ada.ReadAsync(Vision, $"experiments/get-by-name?experiment_name={DigitSweep.Experiment}"))["experiment"]!.Text("experiment_id");
        var found = await ada.PostAsync(Vision, "runs/search", new { experiment_ids = new[] { experiment }, order_by = new[] { "attributes.start_time ASC" } });
        return [.. (found["runs"]?.AsArray() ?? []).Select(run => run!)];
    }

    private async Task<KnownProject> ProjectAsync() =>
        (await Services.GetRequiredService<AccessMemory>().ProjectAsync(DemoWorld.Acme, DemoWorld.Vision, TestContext.Current.CancellationToken))!;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Slipway:Data", _data);
        builder.UseSetting("Slipway:Demo", _isOn ? "true" : "false");
        builder.UseSetting("urls", "http://127.0.0.1:0");
        if (_isOn)
        {
            builder.ConfigureTestServices(services => services.AddSingleton(new DemoSettings(IsOn: true) { Trains = true, Pace = _pace, Trainings = Trainings }));
        }
    }
}
