using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;
using StackExchange.Redis;

namespace Slipway.Foundation.Live;

/// <summary>
/// Joins the live feeds of all replicas over one Redis channel. Each replica says which topics are listened to on it, so a message that nobody
/// wants elsewhere is never sent. Publishers only put into a bounded queue; what can't be sent is dropped, and once Redis is back everyone
/// is told to refetch. Until then each replica goes on alone.
/// </summary>
internal sealed partial class RedisBackplane : BackgroundService
{
    private const int QueueLimit = 1_024;
    private const int BatchLimit = 64;
    private static readonly RedisChannel Wire = RedisChannel.Literal("slipway/live/2");
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Guid _me = Guid.NewGuid();
    private readonly Channel<BackplaneFrame> _out =
        Channel.CreateBounded<BackplaneFrame>(new BoundedChannelOptions(QueueLimit) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly string _configuration;
    private readonly LiveFeed _feed;
    private readonly AccessMemory _memory;
    private readonly TimeProvider _time;
    private readonly ILogger<RedisBackplane> _log;
    private readonly Peers _peers;
    private int _missed;
    private bool _unreachable;

    public RedisBackplane(string configuration, LiveFeed feed, AccessMemory memory, TimeProvider time, ILogger<RedisBackplane> log)
    {
        (_configuration, _feed, _memory, _time, _log) = (configuration, feed, memory, time, log);
        _peers = new(time);
        feed.Attach(this);
    }

    /// <summary>Raised after another replica changed who may do what, and this one forgot what it remembered.</summary>
    public event Action? AccessForgotten;

    /// <summary>Whether somebody on another replica listens to the topic.</summary>
    public bool IsWanted(string topic) => _peers.Want(topic);

    /// <summary>Sends a topic's message to the other replicas; returns at once.</summary>
    public void Send(string topic, LiveMessage message) => Put(new BackplaneFrame.Said(topic, message));

    public void SayWanted(string topic) => Put(new BackplaneFrame.Wanted(false, [topic]));

    public void SayUnwanted(string topic) => Put(new BackplaneFrame.Unwanted(topic));

    public void SayPresence(string topic, Id<User>[] people) => Put(new BackplaneFrame.Present(topic, people));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _memory.Changed += SayAccessChanged;
        try
        {
            var options = ConfigurationOptions.Parse(_configuration);
            options.AbortOnConnectFail = false;
            options.BacklogPolicy = BacklogPolicy.FailFast;
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            redis.ConnectionRestored += (_, _) => Rejoin();
            await ListenAsync(redis, stoppingToken);
            Rejoin();
            await Task.WhenAll(SendAllAsync(redis.GetSubscriber(), stoppingToken), BeatAsync(stoppingToken));
        }
        finally
        {
            _memory.Changed -= SayAccessChanged;
        }
    }

    private async Task ListenAsync(ConnectionMultiplexer redis, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                (await redis.GetSubscriber().SubscribeAsync(Wire)).OnMessage(message => Receive(message.Message));
                return;
            }
            catch (RedisException exception)
            {
                NoteUnreachable(exception);
                await Task.Delay(Pause, _time, ct);
            }
        }
    }

    // Messages in either direction may have been lost meanwhile.
    private void Rejoin()
    {
        _feed.RefetchAll();
        Interlocked.Exchange(ref _missed, 1);
        Put(new BackplaneFrame.Hello());
        Put(new BackplaneFrame.Wanted(true, _feed.WantedHere()));
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        using var clock = new PeriodicTimer(Heartbeat, _time);
        while (await clock.WaitForNextTickAsync(ct))
        {
            Put(new BackplaneFrame.Wanted(true, _feed.WantedHere()));
            _peers.ForgetSilent(Silence);
        }
    }

    private void Put(BackplaneFrame frame)
    {
        if (!_out.Writer.TryWrite(frame))
        {
            Interlocked.Exchange(ref _missed, 1);
        }
    }

    // While one batch is on its way the next one gathers, so the busier it is, the fewer commands there are per message.
    private async Task SendAllAsync(ISubscriber redis, CancellationToken ct)
    {
        var batch = new List<BackplaneFrame>(BatchLimit + 1);
        while (await _out.Reader.WaitToReadAsync(ct))
        {
            batch.Clear();
            if (Interlocked.Exchange(ref _missed, 0) == 1)
            {
                batch.Add(new BackplaneFrame.Missed());
            }

            while (batch.Count < BatchLimit && _out.Reader.TryRead(out var frame))
            {
                batch.Add(frame);
            }

            try
            {
                await redis.PublishAsync(Wire, BackplaneCodec.Write(_me, batch));
                _unreachable = false;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                Interlocked.Exchange(ref _missed, 1);
                NoteUnreachable(exception);
            }
        }
    }

    // Said once: an outage would otherwise fill the log at the rate of the messages.
    private void NoteUnreachable(Exception exception)
    {
        if (!_unreachable)
        {
            LogUnreachable(_log, exception);
        }

        _unreachable = true;
    }

    private void Receive(byte[]? bytes)
    {
        try
        {
            var (sender, frames) = BackplaneCodec.Read(bytes);
            if (sender != _me)
            {
                frames.ForEach(frame => Receive(sender, frame));
            }
        }
        catch (Exception exception)
        {
            LogUnreadable(_log, exception);
        }
    }

    private void Receive(Guid sender, BackplaneFrame frame)
    {
        switch (frame)
        {
            case BackplaneFrame.Hello:
                Put(new BackplaneFrame.Wanted(true, _feed.WantedHere()));
                break;
            case BackplaneFrame.Wanted wanted when _peers.Note(sender, wanted.All, wanted.Topics) is { Length: > 0 } heard:
                Put(new BackplaneFrame.Heard(sender, heard));
                break;
            case BackplaneFrame.Unwanted unwanted:
                _peers.Drop(sender, unwanted.Topic);
                break;
            case BackplaneFrame.Heard heard when heard.Replica == _me:
                // What the sender published before it knew of the wish never came here.
                Array.ForEach(heard.Topics, topic => _feed.Deliver(topic, LiveMessage.Refetch));
                break;
            case BackplaneFrame.Said said:
                _feed.Deliver(said.Topic, said.Message);
                break;
            case BackplaneFrame.Present present:
                _feed.HearPresence(sender, present.Topic, present.People);
                break;
            case BackplaneFrame.Missed:
                _feed.RefetchAll();
                break;
            case BackplaneFrame.AccessChanged:
                _memory.ForgetLocally();
                AccessForgotten?.Invoke();
                break;
        }
    }

    private void SayAccessChanged() => Put(new BackplaneFrame.AccessChanged());

    [LoggerMessage(LogLevel.Warning, "Redis can't be reached; live messages stay on this replica until it can, and then everyone is told to refetch.")]
    private static partial void LogUnreachable(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Error, "A message from another replica can't be read.")]
    private static partial void LogUnreadable(ILogger log, Exception exception);
}
