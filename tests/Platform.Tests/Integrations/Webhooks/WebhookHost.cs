using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Outbound;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Integrations.Webhooks;

[CollectionDefinition]
public sealed class Sending : ICollectionFixture<WebhookHost>;

/// <summary>A host of its own, which may send to receivers on this machine, with a clock that tests move and names that they give addresses to.</summary>
public sealed class WebhookHost : IAsyncLifetime
{
    private readonly Dictionary<string, Queue<IPAddress[]>> _names = [];

    public WebhookHost() => World = new() { Otherwise = Configure };

    public SlipwayHost World { get; }

    internal MovedClock Clock { get; } = new();

    /// <summary>Gives a name the addresses that it has when it is asked first, second and so on; the last ones stay.</summary>
    internal void Name(string host, params string[] addresses) => _names[host] = new(addresses.Select(address => address.Split(' ').Select(IPAddress.Parse).ToArray()));

    /// <summary>Has everything sent that is due by now.</summary>
    internal async Task SendAsync()
    {
        await using var scope = World.Services.CreateAsyncScope();
        await ActivatorUtilities.CreateInstance<SendWebhooks>(scope.ServiceProvider).RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes a webhook of a new project of Acme's.</summary>
    internal async Task<Hook> HookAsync(string url, params string[] events)
    {
        var project = await World.NewProjectAsync();
        return await HookAsync(World.Ada, project, url, events);
    }

    internal static async Task<Hook> HookAsync(HttpClient maker, string project, string url, params string[] events)
    {
        var slugs = project.Trim('/').Split('/');
        var webhooks = $"/api/v1/organizations/{slugs[0]}/projects/{slugs[1]}/webhooks";
        var made = await maker.SendAsync(HttpMethod.Post, webhooks, new { name = "Deploy bot", url, events }).JsonAsync();
        return new(maker, project, $"{webhooks}/{made["webhook"]!.Text("id")}", made["secret"]!.GetValue<string>());
    }

    public ValueTask InitializeAsync() => World.InitializeAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();

    internal void Configure(IWebHostBuilder builder)
    {
        builder.UseSetting("Slipway:Webhooks:InternalHosts", "127.0.0.1");
        builder.UseSetting("Slipway:Webhooks:AllowHttp", "true");
        builder.UseSetting("Slipway:Webhooks:TimeoutSeconds", "5");
        builder.UseSetting("Slipway:Address", "https://slipway.example.com");
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton<HostResolver>((host, _) => Task.FromResult(
                !_names.TryGetValue(host, out var addresses) ? throw new SocketException((int)SocketError.HostNotFound)
                : addresses.Count > 1 ? addresses.Dequeue() : addresses.Peek()));
        });
    }
}

/// <summary>The time of day, moved ahead as far as a test wants.</summary>
internal sealed class MovedClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
}

/// <summary>A webhook, and what its maker does with it.</summary>
internal sealed record Hook(HttpClient Maker, string Project, string Address, string Secret)
{
    /// <summary>Finishes a run in the project; answers its id.</summary>
    public async Task<string> FinishRunAsync(string name = "lively-heron-7", string status = "FINISHED")
    {
        var run = (await Maker.PostAsync(Project, "runs/create", new { experiment_id = "0", run_name = name, start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await Maker.PostAsync(Project, "runs/update", new { run_id = run, status, end_time = 2 });
        return run;
    }

    public Task<JsonNode> ReadAsync() => Maker.GetAsync(Address).JsonAsync();

    /// <summary>A delivery, once so many attempts at it are noted.</summary>
    public async Task<JsonNode> TriedAsync(Received received, int attempts)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var details = await Maker.GetAsync($"{Address}/deliveries/{received.Delivery}", patience.Token).JsonAsync();
            if (details["tries"]!.AsArray().Count == attempts)
            {
                // The delivery was read before its attempts, perhaps before the last one was noted; now nothing happens to it any more.
                return (await Maker.GetAsync($"{Address}/deliveries/{received.Delivery}", patience.Token).JsonAsync())["delivery"]!;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The newest delivery, once it has come so far.</summary>
    public async Task<JsonNode> DeliveryAsync(Func<JsonNode, bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await Maker.GetAsync($"{Address}/deliveries", patience.Token).JsonAsync())["items"]!.AsArray() is [{ } newest, ..] && isSo(newest))
            {
                return newest;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
