using System.Net;
using System.Text.Json.Nodes;
using Slipway.World;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>What tests do with service accounts, in few words.</summary>
internal static class Programs
{
    public const string Accounts = $"{AcmePeople.Address}/service-accounts";

    private static int _made;

    /// <summary>A new service account of Acme; answers its address.</summary>
    public static async Task<string> NewServiceAccountAsync(this SlipwayHost host, bool seesOpenProjects = false)
    {
        var slug = $"program-{Interlocked.Increment(ref _made)}";
        await host.Ada.SendAsync(HttpMethod.Post, Accounts, new { name = $"Program {slug}", slug, seesOpenProjects }).JsonAsync();
        return slug;
    }

    /// <summary>A token of a service account, and the client that sends it.</summary>
    public static async Task<(HttpClient Client, JsonNode Token)> ProgramAsync(this SlipwayHost host, string account, object? request = null)
    {
        var made = await host.Ada.SendAsync(HttpMethod.Post, $"{Accounts}/{account}/tokens", request ?? new { name = "test" }).JsonAsync();
        return (host.With(made["secret"]!.GetValue<string>()), made["token"]!);
    }

    /// <summary>Gives a service account a role in a project of Acme's.</summary>
    /// <param name="project">The project's tracking path, <c>/acme/vision</c>.</param>
    public static Task GiveAsync(this SlipwayHost host, string account, string project, string role) =>
        host.Ada.SendAsync(HttpMethod.Put, $"{Api(project)}/service-accounts/{account}", new { role }).ShouldAnswerAsync(HttpStatusCode.NoContent);

    /// <summary>A project's address in our own API.</summary>
    public static string Api(string project) => $"{AcmePeople.Address}/projects{project["/acme".Length..]}";
}
