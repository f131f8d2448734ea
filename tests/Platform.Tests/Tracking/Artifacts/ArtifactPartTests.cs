using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class ArtifactPartTests(SlipwayHost host)
{
    [Fact]
    public async Task A_large_file_comes_in_parts_without_credentials()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        var begun = await BeginAsync(project, folder, "/home/ben/big file.bin", 3);

        var parts = new JsonArray();
        foreach (var credential in begun["credentials"]!.AsArray().Reverse())
        {
            var number = credential!["part_number"]!.GetValue<int>();
            parts.Add(new JsonObject { ["part_number"] = number, ["etag"] = await PutPartAsync(credential.Text("url"), new string((char)('a' + number), 70_000)), ["url"] = credential.Text("url") });
        }

        await host.Ben.SendAsync(HttpMethod.Post, Mpu(project, "complete", folder), new { path = "/home/ben/big file.bin", upload_id = begun.Text("upload_id"), parts }).JsonAsync();

        (await host.Ben.ReadFileAsync(project, $"{folder}/big file.bin")).ShouldBe(new string('b', 70_000) + new string('c', 70_000) + new string('d', 70_000));
        await host.Nobody.PutAsync(begun["credentials"]![0]!.Text("url"), new StringContent("late")).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_aborted_upload_is_over()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        var begun = await BeginAsync(project, folder, @"C:\data\a.bin", 1);
        var etag = await PutPartAsync(begun["credentials"]![0]!.Text("url"), "x");

        await host.Ben.SendAsync(HttpMethod.Post, Mpu(project, "abort", folder), new { path = @"C:\data\a.bin", upload_id = begun.Text("upload_id") }).JsonAsync();

        await host.Ben.SendAsync(
            HttpMethod.Post, Mpu(project, "complete", folder), new { path = "a.bin", upload_id = begun.Text("upload_id"), parts = new[] { new { part_number = 1, etag } } }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await host.Ben.ListFilesAsync(project, folder)).Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task Parts_that_did_not_arrive_are_not_joined()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        var begun = await BeginAsync(project, folder, "a.bin", 1);

        var refused = await host.Ben.SendAsync(
            HttpMethod.Post, Mpu(project, "complete", folder), new { path = "a.bin", upload_id = begun.Text("upload_id"), parts = new[] { new { part_number = 1, etag = "\"0\"" } } }).JsonAsync(HttpStatusCode.BadRequest);

        refused.Text("message").ShouldContain("Part 1 was not uploaded");
    }

    [Fact]
    public async Task A_ticket_is_good_for_its_own_project_and_cannot_be_made_up()
    {
        var project = await host.NewProjectAsync();
        var begun = await BeginAsync(project, await host.Ben.NewRunFolderAsync(project), "a.bin", 1);
        var ticket = begun.Text("upload_id");
        var other = await host.NewProjectAsync();

        await host.Nobody.PutAsync($"{other}/api/2.0/mlflow-artifacts/parts/{ticket}/1", new StringContent("x")).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Nobody.PutAsync($"/globex/turbines/api/2.0/mlflow-artifacts/parts/{ticket}/1", new StringContent("x")).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Nobody.PutAsync($"{project}/api/2.0/mlflow-artifacts/parts/{ticket[..^6]}AAAAAA/1", new StringContent("x")).ShouldAnswerAsync(HttpStatusCode.Unauthorized);
        await host.Nobody.GetAsync($"{project}/api/2.0/mlflow-artifacts/downloads/{ticket}").ShouldAnswerAsync(HttpStatusCode.NotFound);
        await host.Gus.SendAsync(HttpMethod.Post, Mpu("/globex/turbines", "abort", "0/x/artifacts"), new { path = "a", upload_id = ticket }).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_large_file_goes_out_in_ranges_without_credentials()
    {
        var project = await host.NewProjectAsync();
        var folder = await host.Ben.NewRunFolderAsync(project);
        await host.Ben.PutFileAsync(project, $"{folder}/a.txt", "0123456789").ShouldAnswerAsync(HttpStatusCode.OK);
        var arranged = await host.Ben.GetAsync($"{project}/api/2.0/mlflow-artifacts/presigned/{folder}/a.txt").JsonAsync();
        await host.Ben.PutFileAsync(project, $"{folder}/a.txt", "replaced").ShouldAnswerAsync(HttpStatusCode.OK);

        using var answer = await host.Nobody.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, new Uri(arranged.Text("url")).PathAndQuery) { Headers = { Range = new RangeHeaderValue(5, 9) } }, TestContext.Current.CancellationToken);

        arranged["file_size"]!.GetValue<long>().ShouldBe(10);
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("56789");
        await host.Ben.GetAsync($"{project}/api/2.0/mlflow-artifacts/presigned/{folder}/missing").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private static string Mpu(string project, string act, string folder) => $"{project}/api/2.0/mlflow-artifacts/mpu/{act}/{folder}";

    private Task<JsonNode> BeginAsync(string project, string folder, string path, int parts) =>
        host.Ben.SendAsync(HttpMethod.Post, Mpu(project, "create", folder), new { path, num_parts = parts }).JsonAsync();

    private async Task<string> PutPartAsync(string url, string content)
    {
        using var answer = await host.Nobody.PutAsync(new Uri(url).PathAndQuery, new StringContent(content));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return answer.Headers.ETag!.Tag;
    }
}
