using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Live;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Notifications;

/// <summary>Tests that count what lies in the inboxes of the world's people, one after the other.</summary>
[CollectionDefinition]
public sealed class Inboxes;

/// <summary>Inboxes as programs read them.</summary>
internal static class InboxReading
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What lies in somebody's inbox about a project.</summary>
    public static async Task<List<JsonNode>> InboxAsync(this HttpClient person, string project, string query = "")
    {
        List<JsonNode> items = [];
        long? before = null;
        do
        {
            var page = await person.GetAsync($"/api/v1/inbox?limit=100{(before is null ? "" : $"&before={before}")}&{query}", Ct).JsonAsync();
            items.AddRange(page["items"]!.AsArray().Select(item => item!));
            before = (long?)page["next"];
        }
        while (before is not null);

        return [.. items.Where(item => item.Text("subject") == $"projects/{project}" || item.Text("subject").StartsWith($"projects/{project}/", StringComparison.Ordinal))];
    }

    /// <summary>The same as soon as there is something, and whenever something came looks again.</summary>
    public static async Task<List<JsonNode>> UntilInboxAsync(this SlipwayHost host, HttpClient client, (string Email, string Name) person, string project, string title = "")
    {
        using var heard = host.Services.GetRequiredService<LiveFeed>().Subscribe(Topics.Person(await host.IdOfAsync(person)));
        await using var messages = heard.GetAsyncEnumerator(Ct);
        List<JsonNode> found;
        while (!(found = await client.InboxAsync(project)).Any(item => title.Length == 0 || item.Text("title") == title))
        {
            await messages.MoveNextAsync();
        }

        return found;
    }
}
