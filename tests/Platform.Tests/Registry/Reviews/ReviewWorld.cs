using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Registry.Mlflow;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Registry.Reviews;

/// <summary>A project of Acme's with a model under review, and the three people of a real one: Ben makes it, Ada owns Acme, and Vera, a guest, is a reviewer here.</summary>
internal sealed class ReviewWorld
{
    public const string Model = "fraud";

    private ReviewWorld(SlipwayHost host, string project) => (Host, Project) = (host, project);

    public SlipwayHost Host { get; }

    /// <summary>Its tracking path, <c>/acme/…</c>.</summary>
    public string Project { get; }

    public string Slug => Project.Split('/')[^1];

    public string Api => $"/api/v1/organizations/{DemoWorld.Acme}/projects/{Slug}";

    /// <param name="isProtected">Whether its policy, at version 1, asks for one reviewer before the alias champion or the stage Production is moved.</param>
    public static async Task<ReviewWorld> BeginAsync(SlipwayHost host, int versions = 1, bool isProtected = true)
    {
        var world = new ReviewWorld(host, await host.NewProjectAsync());
        await world.GiveAsync(await host.IdOfAsync(DemoWorld.Vera), "reviewer");
        if (isProtected)
        {
            var approvals = new[] { new { count = 1, role = "reviewer" } };
            await world.WriteAsync(new { target = new { kind = "stage", name = "Production" }, approvals }, new { target = new { kind = "alias", name = "champion" }, approvals });
        }

        await host.Ben.NewModelAsync(world.Project, Model);
        for (var version = 0; version < versions; version++)
        {
            await host.Ben.NewVersionAsync(world.Project, Model);
        }

        return world;
    }

    /// <summary>Gives somebody a role in the project.</summary>
    public async Task GiveAsync(string person, string role) => await Host.Ada.SendAsync(HttpMethod.Put, $"{Api}/people/{person}", new { role }).ShouldAnswerAsync(HttpStatusCode.NoContent);

    /// <summary>Ben, who made the version, requests its review; answers the number.</summary>
    public async Task<int> RequestAsync(int version = 1, string kind = "alias", string name = "champion") =>
        (await Host.Ben.SendAsync(HttpMethod.Post, $"{Api}/reviews", new { model = Model, version, target = new { kind, name }, reason = "Better on **old** cards." }).JsonAsync())["number"]!.GetValue<int>();

    public Task<JsonNode> ReadAsync(int review) => Host.Ben.GetAsync(Of(review)).JsonAsync();

    public async Task<string> StatusAsync(int review) => (await ReadAsync(review)).Text("status");

    public Task<HttpResponseMessage> DecideAsync(HttpClient who, int review, string verdict, string reason = "I looked at it.") =>
        who.SendAsync(HttpMethod.Post, $"{Of(review)}/decisions", new { verdict, reason });

    public async Task ApproveAsync(HttpClient who, int review) => await DecideAsync(who, review, "approve").JsonAsync();

    public Task<HttpResponseMessage> PromoteAsync(HttpClient who, int review) => who.SendAsync(HttpMethod.Put, $"{Of(review)}/promotion");

    /// <summary>Moves an alias as an MLflow client does.</summary>
    public Task<JsonNode> MoveAliasAsync(HttpClient who, int version, HttpStatusCode status = HttpStatusCode.OK, string alias = "champion") =>
        who.PostAsync(Project, "registered-models/alias", new { name = Model, alias, version = version.ToString(CultureInfo.InvariantCulture) }, status);

    /// <summary>Moves a version to a stage as an MLflow client does.</summary>
    public Task<JsonNode> EnterAsync(HttpClient who, int version, string stage, HttpStatusCode status = HttpStatusCode.OK, bool archive = false) =>
        who.PostAsync(Project, "model-versions/transition-stage", new { name = Model, version = version.ToString(CultureInfo.InvariantCulture), stage, archive_existing_versions = archive }, status);

    /// <summary>The version that has an alias; null when none has.</summary>
    public async Task<string?> HolderAsync(string alias = "champion") =>
        (await Host.Ben.ReadAsync(Project, $"registered-models/get?name={Model}"))["registered_model"]!["aliases"]?.AsArray().FirstOrDefault(each => each!.Text("alias") == alias)?.Text("version");

    /// <summary>Lets the policy ask for this for one target, and for nothing else.</summary>
    public Task ProtectAsync(object? approvals = null, object? checks = null, string kind = "alias", string name = "champion", int? expiresInDays = null, int? reviewAgainInDays = null) =>
        WriteAsync(new { target = new { kind, name }, approvals = approvals ?? Array.Empty<object>(), checks = checks ?? Array.Empty<object>(), expiresInDays, reviewAgainInDays });

    /// <summary>Writes the next version of the policy.</summary>
    public async Task WriteAsync(params object[] targets)
    {
        var before = (await Host.Ada.GetAsync($"{Api}/review-policy").JsonAsync())["version"]!.GetValue<int>();
        await Host.Ada.SendAsync(HttpMethod.Put, $"{Api}/review-policy", new { targets, note = "For this test.", before }).JsonAsync();
    }

    /// <summary>The kinds of what was recorded of the project, in order; only these kinds.</summary>
    public async Task<List<string>> EventsAsync(params string[] kinds)
    {
        await using var ben = await Acting.AsAsync(Host, DemoWorld.Ben, Project);
        await using var db = await ben.Service<IDbContextFactory<SaasDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await db.Events.Where(row => row.ProjectId == ben.Project.Id && kinds.Contains(row.Kind)).OrderBy(row => row.Key).Select(row => row.Kind).ToListAsync(TestContext.Current.CancellationToken);
    }

    public string Of(int review) => string.Create(CultureInfo.InvariantCulture, $"{Api}/reviews/{review}");
}
