using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Slipway.Foundation.Access;
using StackExchange.Redis;
using Xunit;

namespace Slipway.Foundation.Live;

public sealed class RedisBackplaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _topic = $"runs/{Guid.NewGuid()}/1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_reaches_subscribers_of_every_replica_once()
    {
        await using var here = await Replica.StartAsync();
        await using var there = await Replica.StartAsync();
        await using var near = here.Listen(_topic);
        await using var far = there.Listen(_topic);
        await UntilAsync(() => here.Heard(there, _topic));
        await near.SettleAsync();
        await far.SettleAsync();

        double[] values = [0.1, double.NaN, double.NegativeInfinity];
        here.Feed.Publish(_topic, new LivePoints("1", [new("loss", [1, 2, 3], [4, 5, 6], values)]));

        var points = (await far.NextAsync()).ShouldBeOfType<LivePoints>();
        points.Run.ShouldBe("1");
        var series = points.Series.ShouldHaveSingleItem();
        series.Key.ShouldBe("loss");
        series.Steps.ShouldBe([1, 2, 3]);
        series.Times.ShouldBe([4, 5, 6]);
        series.Values.ShouldBe(values);
        (await near.NextAsync()).ShouldBeOfType<LivePoints>();
        (await near.NothingMoreAsync()).ShouldBeTrue();
        (await far.NothingMoreAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_replica_knows_whether_somebody_listens_on_another_one()
    {
        await using var here = await Replica.StartAsync();
        await using var there = await Replica.StartAsync();
        here.Feed.HasSubscribers(_topic).ShouldBeFalse();
        var far = there.Listen(_topic);
        await UntilAsync(() => here.Feed.HasSubscribers(_topic));
        await far.DisposeAsync();
        await UntilAsync(() => !here.Feed.HasSubscribers(_topic));
    }

    [Fact]
    public async Task A_replica_that_comes_later_hears_what_the_others_listen_to()
    {
        await using var there = await Replica.StartAsync();
        await using var far = there.Listen(_topic);
        await using var here = await Replica.StartAsync();
        await UntilAsync(() => here.Feed.HasSubscribers(_topic));
    }

    [Fact]
    public async Task A_first_listener_is_told_to_refetch_when_another_replica_has_heard_of_it()
    {
        await using var here = await Replica.StartAsync();
        await using var there = await Replica.StartAsync();
        await JoinedAsync(here, there);
        await using var far = there.Listen(_topic);
        (await far.NextAsync()).ShouldBe(LiveMessage.Refetch);
        here.Feed.HasSubscribers(_topic).ShouldBeTrue();
    }

    [Fact]
    public async Task Access_that_changed_on_one_replica_is_forgotten_on_the_others()
    {
        await using var here = await Replica.StartAsync();
        await using var there = await Replica.StartAsync();
        var forgotten = new TaskCompletionSource();
        await JoinedAsync(here, there);
        there.Backplane.AccessForgotten += () => forgotten.TrySetResult();
        here.Memory.Forget();
        await forgotten.Task.WaitAsync(Patience, Ct);
    }

    [Fact]
    public async Task Losing_Redis_leaves_this_replica_working_and_ends_with_a_refetch()
    {
        await using var here = await Replica.StartAsync();
        await using var there = await Replica.StartAsync();
        await using var near = here.Listen(_topic);
        await using var far = there.Listen(_topic);
        await UntilAsync(() => here.Heard(there, _topic));
        await near.SettleAsync();
        await far.SettleAsync();

        await here.CutAsync();
        here.Feed.Publish(_topic, LiveMessage.Changed);
        var heard = new List<LiveMessage> { await near.NextAsync() };
        while (heard[^1] != LiveMessage.Refetch)
        {
            heard.Add(await near.NextAsync());
        }

        while (await far.NextAsync() != LiveMessage.Refetch)
        {
            // What still came through before the cut.
        }
    }

    [Fact]
    public async Task Without_Redis_publishing_goes_on_alone()
    {
        await using var here = await Replica.StartAsync("127.0.0.1:1,connectTimeout=200");
        await using var near = here.Listen(_topic);
        here.Feed.Publish(_topic, LiveMessage.Changed);
        (await near.NextAsync()).ShouldBe(LiveMessage.Changed);
        here.Memory.Forget();
    }

    private static async Task JoinedAsync(Replica here, Replica there)
    {
        var probe = $"runs/{Guid.NewGuid()}/1";
        await using var near = here.Listen(probe);
        await using var far = there.Listen(probe);
        await UntilAsync(() => here.Heard(there, probe));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            clock.Elapsed.ShouldBeLessThan(Patience);
            await Task.Delay(10, Ct);
        }
    }

    private sealed class Replica : IAsyncDisposable
    {
        private readonly string _name = $"test-{Guid.NewGuid():n}";
        private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

        private Replica(string redis)
        {
            Feed = new(TimeProvider.System);
            Memory = new(_services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System);
            Backplane = new($"{redis},name={_name}", Feed, Memory, TimeProvider.System, NullLogger<RedisBackplane>.Instance);
        }

        public LiveFeed Feed { get; }
        public AccessMemory Memory { get; }
        public RedisBackplane Backplane { get; }

        public static async Task<Replica> StartAsync(string? redis = null)
        {
            var replica = new Replica(redis ?? Parts.Redis);
            await replica.Backplane.StartAsync(Ct);
            return replica;
        }

        public Listener Listen(string topic) => new(Feed.Subscribe(topic));

        public bool Heard(Replica other, string topic) => Backplane.IsWanted(topic) && other.Backplane.IsWanted(topic);

        /// <summary>Closes this replica's connections from Redis's side.</summary>
        public async Task CutAsync()
        {
            await using var admin = await ConnectionMultiplexer.ConnectAsync($"{Parts.Redis},allowAdmin=true");
            var server = admin.GetServers().Single();
            foreach (var client in (await server.ClientListAsync()).Where(client => client.Name == _name))
            {
                await server.ClientKillAsync(client.Id);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Backplane.StopAsync(CancellationToken.None);
            Backplane.Dispose();
            await _services.DisposeAsync();
        }
    }

    private sealed class Listener : IAsyncDisposable
    {
        private readonly LiveSubscription _subscription;
        private readonly Channel<LiveMessage> _heard = Channel.CreateUnbounded<LiveMessage>();
        private readonly Task _reading;

        public Listener(LiveSubscription subscription)
        {
            _subscription = subscription;
            _reading = ReadAsync();
        }

        public Task<LiveMessage> NextAsync() => _heard.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);

        public async Task<bool> NothingMoreAsync()
        {
            await Task.Delay(LiveSubscription.Interval * 3, Ct);
            return !_heard.Reader.TryPeek(out _);
        }

        /// <summary>Lets the refetches pass that come with joining.</summary>
        public async Task SettleAsync()
        {
            await Task.Delay(LiveSubscription.Interval * 3, Ct);
            while (_heard.Reader.TryRead(out _))
            {
                // Known to come; not what the test is about.
            }
        }

        public async ValueTask DisposeAsync()
        {
            _subscription.Dispose();
            await _reading;
        }

        private async Task ReadAsync()
        {
            await foreach (var message in _subscription)
            {
                _heard.Writer.TryWrite(message);
            }
        }
    }
}
