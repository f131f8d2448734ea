using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Foundation.Results;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Organizations.Audit;

/// <summary>An organization of a test's own, whose log has no more in it than what the test did.</summary>
internal sealed record AuditedOrganization(SlipwayHost Host, string Slug, HttpClient Owner)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Api => $"/api/v1/organizations/{Slug}";

    /// <summary>Founds one with a first project, a token with an awkward name, and as many more projects as asked for.</summary>
    public static async Task<AuditedOrganization> FoundAsync(SlipwayHost host, int projects = 3)
    {
        var (person, browser) = await Person.RegisterAsync(host);
        var token = await browser.Http.SendAsync(HttpMethod.Post, $"/api/v1/organizations/{person.Organization}/tokens", new { name = "“Zürich”,\n5:kind, \"x\" \\ \u2028" }).JsonAsync();
        var founded = new AuditedOrganization(host, person.Organization, host.With(token.Text("secret")));
        for (var number = 1; number <= projects; number++)
        {
            await founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = $"Línea {number}", slug = $"line-{number}" }).JsonAsync();
        }

        await founded.NumberedAsync(3 + projects);
        return founded;
    }

    /// <summary>Waits until that many events are in the chain, and answers how many there are.</summary>
    public async Task<long> NumberedAsync(long atLeast)
    {
        while (true)
        {
            var events = (await Owner.GetAsync($"{Api}/audit/state").JsonAsync())["events"]!.GetValue<long>();
            if (events >= atLeast)
            {
                return events;
            }

            await Task.Delay(20, Ct);
        }
    }

    public async Task<IReadOnlyList<JsonNode>> ListAsync(string query = "") =>
        [.. (await Owner.GetAsync($"{Api}/audit{query}").JsonAsync())["entries"]!.AsArray().Select(entry => entry!)];

    public async Task<string[]> ExportAsync(string query = "") => Lines(await ReadAsync($"audit/export{query}"));

    public Task<string> KeyAsync() => ReadAsync("audit/key");

    public Task<string> CheckpointsAsync() => ReadAsync("audit/checkpoints");

    public async Task<string> ReadAsync(string path)
    {
        using var answer = await Owner.GetAsync($"{Api}/{path}", Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    /// <summary>Text as lines that keep their ends.</summary>
    public static string[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n")];

    public static Task<Result<AuditVerdict>> VerifyAsync(string export, string? key = null, string? checkpoints = null) =>
        VerifyAsync(Encoding.UTF8.GetBytes(export), key, checkpoints);

    public static async Task<Result<AuditVerdict>> VerifyAsync(byte[] export, string? key = null, string? checkpoints = null)
    {
        await using var lines = new MemoryStream(export);
        await using var kept = checkpoints is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(checkpoints));
        return await AuditVerifier.VerifyAsync(lines, key, kept, CancellationToken.None);
    }
}
