using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Events;

/// <summary>Records events in the transaction of the act that they tell of.</summary>
internal static class Recording
{
    /// <summary>Adds the event to what the next <c>SaveChangesAsync</c> commits.</summary>
    public static void Record(this SaasDb db, PlatformEvent happened, Id<Organization> organization, Id<Project>? project, Principal? actor, DateTime now) =>
        db.Events.Add(EventRow.Of(happened, organization, project, actor, Text(happened), now));

    /// <summary>The event's own members as JSON; kind and subject have columns of their own.</summary>
    internal static string Text(PlatformEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), Json);

    // Letters stay letters and names stay names: what is searched for and shown is the text itself.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
