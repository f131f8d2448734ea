using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Projects.Lifecycle;

/// <summary>What tests of a project's life ask for, in few words.</summary>
internal static class Lifecycles
{
    public static string Slug(string project) => project.Split('/')[^1];

    /// <summary>The address in our own API of the project with this tracking path.</summary>
    public static string Api(string project) => $"/api/v1/organizations/{project.Trim('/').Split('/')[0]}/projects/{Slug(project)}";

    public static async Task<string> NewRunAsync(this HttpClient client, string project) =>
        (await client.PostAsync(project, "runs/create", new { experiment_id = "0", start_time = 1 }))["run"]!["info"]!.Text("run_id");

    /// <summary>Deletes a project by the name that it has.</summary>
    public static async Task<HttpResponseMessage> DeleteProjectAsync(this HttpClient client, string project, string? name = null) =>
        await client.SendAsync(HttpMethod.Put, $"{Api(project)}/deletion", new { name = name ?? Slug(project) });

    public static Task<HttpResponseMessage> RestoreProjectAsync(this HttpClient client, string project) => client.DeleteAsync($"{Api(project)}/deletion");

    /// <summary>What the audit log tells of a project of Acme's, as soon as that is in it.</summary>
    public static async Task<string> ToldAsync(this SlipwayHost host, string project, string sentence = "the project")
    {
        while (true)
        {
            var told = await host.Ada.GetStringAsync($"/api/v1/organizations/acme/audit?subject=projects/{Slug(project)}", TestContext.Current.CancellationToken);
            if (told.Contains(sentence, StringComparison.Ordinal))
            {
                return told;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
