using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;

namespace Slipway.Tracking.Artifacts;

/// <summary>What clients do with files, in few words. Paths are given as people know them and escaped as clients do it.</summary>
internal static class ArtifactCalls
{
    /// <summary>The folder of a new run in experiment 0.</summary>
    public static async Task<string> NewRunFolderAsync(this HttpClient client, string project) => $"0/{await client.NewRunAsync(project)}/artifacts";

    public static async Task<string> NewRunAsync(this HttpClient client, string project) =>
        (await client.PostAsync(project, "runs/create", new { experiment_id = "0" }))["run"]!["info"]!.Text("run_id");

    public static string Address(string project, string path) => $"{project}/api/2.0/mlflow-artifacts/artifacts/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    public static Task<HttpResponseMessage> PutFileAsync(this HttpClient client, string project, string path, string content, string? type = "text/plain") =>
        client.PutFileAsync(project, path, Encoding.UTF8.GetBytes(content), type);

    public static Task<HttpResponseMessage> PutFileAsync(this HttpClient client, string project, string path, byte[] content, string? type = "text/plain")
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return client.PutAsync(Address(project, path), body);
    }

    public static Task<HttpResponseMessage> GetFileAsync(this HttpClient client, string project, string path) => client.GetAsync(Address(project, path));

    public static async Task<string> ReadFileAsync(this HttpClient client, string project, string path)
    {
        using var answer = await client.GetFileAsync(project, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync();
    }

    public static Task<JsonNode> ListFilesAsync(this HttpClient client, string project, string folder) =>
        client.GetAsync($"{project}/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(folder)}").JsonAsync();

    /// <summary>The entries of a listing, such as <c>a.txt:3</c> and, of a folder, <c>sub/</c>.</summary>
    public static IEnumerable<string> Files(this JsonNode listing) =>
        (listing["files"]?.AsArray() ?? []).Select(file => file!["is_dir"]!.GetValue<bool>() ? file.Text("path") + "/" : $"{file.Text("path")}:{file["file_size"]!.GetValue<long>()}");

    /// <summary>A run's files on our own API.</summary>
    /// <param name="project">The project's tracking path, <c>/acme/vision</c>.</param>
    public static string OwnApi(string project, string run) => project.Split('/') is [_, var organization, var slug] ? $"/api/v1/organizations/{organization}/projects/{slug}/runs/{run}/artifacts" : throw new ArgumentException(project);

    public static string OwnFile(string project, string run, string path) => $"{OwnApi(project, run)}/files/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
