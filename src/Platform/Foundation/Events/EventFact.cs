using System.Text.Json;
using Slipway.Foundation.Access;

namespace Slipway.Foundation.Events;

/// <summary>An event as its readers get it: what happened, to what, through whom and when.</summary>
/// <param name="Number">Its place among the organization's events.</param>
/// <param name="Kind">The stable name, such as <c>run.finished</c>.</param>
/// <param name="Subject">What it happened to, as an address within the organization, such as <c>projects/vision/runs/1a2b</c>; empty for the organization itself.</param>
/// <param name="ProjectId">The project that decides who may know of it; null when it concerns the organization.</param>
/// <param name="ActorId">Who did it; null for the platform's own acts.</param>
/// <param name="ActorName">The actor's name at that time.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Data">The event's own members, in camel case.</param>
public sealed record EventFact(long Number, string Kind, string Subject, Id<Project>? ProjectId, Id<User>? ActorId, string ActorName, DateTime At, JsonElement Data)
{
    /// <summary>A member of <see cref="Data"/> as words; empty when the event has none of that name.</summary>
    /// <param name="member">The member's name in camel case, such as <c>name</c>.</param>
    public string Text(string member) => Data.TryGetProperty(member, out var value) ? value.ToString() : "";

    /// <summary>A member of <see cref="Data"/> that is a list, as words; empty when the event has none of that name.</summary>
    /// <param name="member">The member's name in camel case, such as <c>changed</c>.</param>
    public IReadOnlyList<string> Texts(string member) =>
        Data.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray().Select(each => each.ToString())] : [];

    internal static EventFact Of(EventRow row) => new(
        row.Number ?? throw new InvalidOperationException("An event is read once it is numbered."),
        row.Kind, row.Subject, row.ProjectId, row.ActorId, row.ActorName, row.At, JsonElement.Parse(row.Data));
}
