using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Collaboration.Comments;

/// <summary>A run of Acme's that people talk about over the API.</summary>
/// <param name="Project">The project's tracking path.</param>
internal sealed record Talk(SlipwayHost Host, string Project, string Run)
{
    public const string Metric = "val/loss";

    public string Address => $"/api/v1/organizations{Project.Replace("/acme/", "/acme/projects/", StringComparison.Ordinal)}/comments";

    public static async Task<Talk> AboutARunAsync(SlipwayHost host, string? project = null)
    {
        project ??= await host.NewProjectAsync();
        var run = (await host.Ada.PostAsync(project, "runs/create", new { experiment_id = "0", run_name = "lively-heron", start_time = 1 }))["run"]!["info"]!.Text("run_id");
        await host.Ada.PostAsync(project, "runs/log-metric", new { run_id = run, key = Metric, value = 0.5, step = 120, timestamp = 1 });
        return new(host, project, run);
    }

    /// <summary>A run in the project that Vera, a guest, was given to view.</summary>
    public static Task<Talk> InVisionAsync(SlipwayHost host) => AboutARunAsync(host, $"/{DemoWorld.Acme}/{DemoWorld.Vision}");

    public Task<HttpResponseMessage> SayAsync(HttpClient who, string text, string? thread = null, object? point = null) =>
        who.SendAsync(HttpMethod.Post, Address, new { kind = "run", subject = Run, text, thread, point });

    /// <summary>Writes a comment, and answers its id.</summary>
    public async Task<string> WriteAsync(HttpClient who, string text, string? thread = null) => (await SayAsync(who, text, thread).JsonAsync()).Text("id");

    public Task<JsonNode> ReadAsync(HttpClient who, string more = "") => who.GetAsync($"{Address}?kind=run&subject={Run}{more}").JsonAsync();

    /// <summary>The thread that a comment is in.</summary>
    public Task<JsonNode> ThreadAsync(HttpClient who, string comment) => who.GetAsync($"{Address}/{comment}").JsonAsync();

    public Task<HttpResponseMessage> EditAsync(HttpClient who, string comment, string text, int version) => who.SendAsync(HttpMethod.Patch, $"{Address}/{comment}", new { text, version });

    public async Task<string> IdOfAsync((string Email, string Name) person)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        return (await db.Users.SingleAsync(user => user.Email == person.Email)).Key.ToString();
    }

    /// <summary>What was recorded about the run, in order.</summary>
    public async Task<List<(string Kind, JsonElement Data)>> EventsAsync()
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var project = await scope.ServiceProvider.GetRequiredService<AccessMemory>().ProjectAsync(DemoWorld.Acme, Project.Split('/')[^1], CancellationToken.None);
        scope.ServiceProvider.GetRequiredService<Foundation.Tenancy.Tenant>().Enter(project!.OrganizationId);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var subject = $"projects/{project.Slug}/runs/{Run}";
        var rows = await db.Events.Where(row => row.Subject == subject).OrderBy(row => row.Key).Select(row => new { row.Kind, row.Data }).ToListAsync();
        return [.. rows.Where(row => !row.Kind.StartsWith("run.", StringComparison.Ordinal)).Select(row => (row.Kind, JsonElement.Parse(row.Data)))];
    }

    public static List<string> Texts(JsonNode page) => [.. page["threads"]!.AsArray().Select(thread => thread!["first"]!.Text("text"))];

    public static List<string> People(JsonElement data, string member) => [.. data.GetProperty(member).EnumerateArray().Select(person => person.GetString()!)];

    /// <summary>Makes sure that a caller is told of nothing: neither of the comments nor that there are some.</summary>
    public async Task ShouldBeHiddenFromAsync(HttpClient stranger, string comment)
    {
        await stranger.GetAsync($"{Address}?kind=run&subject={Run}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await stranger.GetAsync($"{Address}/count?kind=run&subject={Run}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await stranger.GetAsync($"{Address}/mentionable?kind=run&subject={Run}&text=a").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await SayAsync(stranger, "Hello").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await EditAsync(stranger, comment, "Changed", 1).ShouldAnswerAsync(HttpStatusCode.NotFound);
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Get, "/history"), (HttpMethod.Put, "/resolution"), (HttpMethod.Delete, "/resolution"),
            (HttpMethod.Put, "/reactions/heart"), (HttpMethod.Delete, "/reactions/heart"),
        })
        {
            await stranger.SendAsync(method, $"{Address}/{comment}{path}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        }
    }
}
