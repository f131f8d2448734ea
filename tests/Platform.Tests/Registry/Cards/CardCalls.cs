using Slipway.Registry.Mlflow;
using Slipway.World;

namespace Slipway.Registry.Cards;

/// <summary>Calls about model cards in few words.</summary>
internal static class CardCalls
{
    /// <summary>A model in a project of its own; answers the address of its API.</summary>
    public static async Task<string> NewModelAsync(this SlipwayHost host, string name = "fraud")
    {
        var project = await host.NewProjectAsync();
        await host.Ben.NewModelAsync(project, name);
        await host.Ben.NewVersionAsync(project, name);
        return $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/models/{Uri.EscapeDataString(name)}";
    }

    public static Task<HttpResponseMessage> WriteCardAsync(this HttpClient client, string model, int before, object card) => client.SendAsync(HttpMethod.Put, $"{model}/card", new { card, before });
}
