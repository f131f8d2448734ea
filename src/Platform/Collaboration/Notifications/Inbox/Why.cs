using Slipway.Collaboration.Watching;

namespace Slipway.Collaboration.Notifications.Inbox;

/// <summary>Why somebody is told, in words for them.</summary>
internal static class Why
{
    /// <param name="noun">What the subject is: 'run'.</param>
    /// <param name="via">What is watched instead of the subject: 'project'; null when it is the subject itself.</param>
    public static string Sentence(WatchReason reason, string noun, string? via) => (reason, via) switch
    {
        (WatchReason.Chosen, null) => $"You watch this {noun}.",
        (WatchReason.Created, null) => $"You made this {noun}.",
        (WatchReason.Commented, null) => $"You commented on this {noun}.",
        (WatchReason.Mentioned, null) => $"You were named in this {noun}.",
        (WatchReason.Asked, null) => $"You were asked about this {noun}.",
        (WatchReason.Responsible, _) => "You look after this.",
        (WatchReason.Created, _) => $"You made the {via} that it is in.",
        (WatchReason.Commented, _) => $"You commented on the {via} that it is in.",
        (WatchReason.Mentioned, _) => $"You were named in the {via} that it is in.",
        (WatchReason.Asked, _) => $"You were asked about the {via} that it is in.",
        _ => $"You watch the {via} that it is in.",
    };
}
