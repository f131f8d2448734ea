using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>
/// One client and what it listens to. Each topic has a pump of its own, which waits for this client alone: a slow one is told to refetch and
/// holds up nobody else.
/// </summary>
internal sealed partial class LiveConnection(
    HubCallerContext context, Principal principal, CredentialCheck? credential, ISingleClientProxy client, LiveFeed feed, TopicAccess access, ILogger log) : IDisposable
{
    public const int SubscriptionLimit = 100;

    private static readonly Invalid TooMany =
        new($"One connection listens to {SubscriptionLimit} topics at most. Unsubscribe from those that are no longer on screen.");

    private static readonly Unauthenticated Ended = new("What this connection signed in with is no longer good. Sign in again.");

    private readonly ConcurrentDictionary<string, LiveSubscription> _subscriptions = new(StringComparer.Ordinal);
    private volatile bool _closed;

    /// <summary>Why the topic can't be listened to; null when it now is.</summary>
    public async Task<Refusal?> SubscribeAsync(string topic, CancellationToken ct)
    {
        if (_subscriptions.ContainsKey(topic))
        {
            return null;
        }

        if (_subscriptions.Count >= SubscriptionLimit)
        {
            return TooMany;
        }

        // A name that is no topic must not reach the other replicas as one.
        if (Topic.Parse(topic) is not null)
        {
            return await ListenAsync(topic, ct);
        }

        return await access.CheckAsync(principal, topic, ct);
    }

    public void Unsubscribe(string topic)
    {
        if (_subscriptions.TryRemove(topic, out var subscription))
        {
            subscription.Dispose();
        }
    }

    /// <summary>Ends what the client may no longer hear, and the connection when its credential is no longer good.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        if (credential is not null && !await credential(ct))
        {
            Dispose();
            context.Abort();
            return;
        }

        foreach (var topic in _subscriptions.Keys)
        {
            if (await access.CheckAsync(principal, topic, ct) is { } refusal)
            {
                Unsubscribe(topic);
                await client.SendAsync("closed", topic, refusal.Message, ct);
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        foreach (var topic in _subscriptions.Keys)
        {
            Unsubscribe(topic);
        }
    }

    // Registered before it is asked: access that ends in between is seen by this question or by the check that the change causes.
    private async Task<Refusal?> ListenAsync(string topic, CancellationToken ct)
    {
        var subscription = feed.Subscribe(topic);
        _subscriptions[topic] = subscription;
        try
        {
            if ((credential is null || await credential(ct) ? await access.CheckAsync(principal, topic, ct) : Ended) is { } refusal)
            {
                Unsubscribe(topic);
                return refusal;
            }
        }
        catch
        {
            Unsubscribe(topic);
            throw;
        }

        if (_closed)
        {
            Unsubscribe(topic);
            return Ended;
        }

        _ = PumpAsync(subscription);
        return null;
    }

    private async Task PumpAsync(LiveSubscription subscription)
    {
        try
        {
            await foreach (var message in subscription.WithCancellation(context.ConnectionAborted))
            {
                await SendAsync(subscription.Topic, message);
            }
        }
        catch (OperationCanceledException)
        {
            // The client went away.
        }
        catch (Exception exception)
        {
            LogFailed(log, exception, subscription.Topic);
            context.Abort();
        }
    }

    private Task SendAsync(string topic, LiveMessage message) => message switch
    {
        LivePoints points => client.SendAsync("points", PointsPayload.Of(topic, points), context.ConnectionAborted),
        _ when message == LiveMessage.Changed => client.SendAsync("changed", topic, context.ConnectionAborted),
        _ => client.SendAsync("refetch", topic, context.ConnectionAborted),
    };

    [LoggerMessage(LogLevel.Warning, "Sending live messages of {Topic} failed; the connection is closed, so that the client connects again.")]
    private static partial void LogFailed(ILogger log, Exception exception, string topic);
}
