using Microsoft.AspNetCore.SignalR;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Live;

/// <summary>
/// <c>/hubs/live</c>: live topics for browsers and other clients, over SignalR with its MessagePack or JSON protocol. Clients call
/// <c>Subscribe(topic)</c> and <c>Unsubscribe(topic)</c>; topics are named by <see cref="Topics"/>. They are told
/// <list type="bullet">
/// <item><c>points</c> with one <see cref="PointsPayload"/>: append these;</item>
/// <item><c>changed</c> with the topic: read again what it is about;</item>
/// <item><c>refetch</c> with the topic: something was left out, read everything again;</item>
/// <item><c>closed</c> with the topic and a sentence: the subscription ended, because the access did.</item>
/// </list>
/// each at most ten times a second per topic. Read the state after <c>Subscribe</c> has returned, and again after a reconnect.
/// </summary>
internal sealed class LiveHub(LiveConnections connections) : Hub
{
    public const string Path = "/hubs/live";

    /// <summary>
    /// Starts to listen; harmless when repeated. Throws a <see cref="HubException"/> whose sentence says why not: a topic that doesn't
    /// exist, no access to it, or too many subscriptions.
    /// </summary>
    public async Task Subscribe(string topic)
    {
        if (await Here.SubscribeAsync(topic, Context.ConnectionAborted) is { } refusal)
        {
            throw new HubException(refusal.Message);
        }
    }

    /// <summary>Stops listening; harmless when there was nothing to stop.</summary>
    public void Unsubscribe(string topic) => Here.Unsubscribe(topic);

    public override Task OnConnectedAsync()
    {
        var features = Context.GetHttpContext()!.Features;
        var principal = features.Get<Principal>() ?? throw new HubException(LiveRegistration.SignInFirst);
        connections.Open(Context, principal, features.Get<CredentialCheck>());
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Close(Context.ConnectionId);
        return Task.CompletedTask;
    }

    private LiveConnection Here => connections.Find(Context.ConnectionId) ?? throw new HubException("This connection has ended. Connect again.");
}
