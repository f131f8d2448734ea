using System.IO.Compression;
using System.Net;
using System.Text;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

public sealed class RunArtifactTests(SlipwayHost host)
{
    private static readonly string[] HardNames =
    [
        "two words.txt", "a+b=c.txt", "train#loss.png", "100%.txt", "a%20b.txt", "what?.txt", "caf\u00e9.txt", "cafe\u0301.txt", "日本/語 1.txt", ".hidden/.env", "a;b,c'd\"e&f.txt",
        new string('n', 200) + ".bin",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hard_names_go_up_are_listed_opened_zipped_deleted_and_restored_as_they_are()
    {
        var (project, run) = await NewRunAsync();
        foreach (var name in HardNames)
        {
            await host.Ben.PutAsync(File(project, run, name), new StringContent(name)).JsonAsync();
        }

        var top = HardNames.Select(name => name.Contains('/', StringComparison.Ordinal) ? name.Split('/')[0] + "/" : name).Order(StringComparer.Ordinal);
        (await EntriesAsync(project, run, "")).Order(StringComparer.Ordinal).ShouldBe(top);
        foreach (var name in HardNames)
        {
            using var answer = await host.Ben.GetAsync(File(project, run, name), Ct);
            (await answer.Content.ReadAsStringAsync(Ct)).ShouldBe(name);
            answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(name.Split('/')[^1]);
            (await host.Ben.ReadFileAsync(project, $"0/{run}/artifacts/{name}")).ShouldBe(name);
        }

        using (var zip = await ZipAsync(project, run, ""))
        {
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal).ShouldBe(HardNames.Order(StringComparer.Ordinal));
            foreach (var entry in zip.Entries)
            {
                using var reader = new StreamReader(entry.Open());
                (await reader.ReadToEndAsync(Ct)).ShouldBe(entry.FullName);
            }
        }

        foreach (var name in HardNames)
        {
            await host.Ben.DeleteAsync(File(project, run, name), Ct).JsonAsync();
            await host.Ben.GetAsync(File(project, run, name), Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        (await EntriesAsync(project, run, "")).ShouldBeEmpty();
        foreach (var name in HardNames)
        {
            await RestoreAsync(project, run, name).JsonAsync();
            (await host.Ben.GetStringAsync(new Uri(File(project, run, name), UriKind.Relative), Ct)).ShouldBe(name);
        }
    }

    [Fact]
    public async Task A_name_in_use_is_asked_about_before_it_is_replaced()
    {
        var (project, run) = await NewRunAsync();
        await host.Ben.PutAsync(File(project, run, "a.json"), new StringContent("{}", Encoding.UTF8, "application/json")).JsonAsync();

        (await host.Ben.PutAsync(File(project, run, "a.json"), new StringContent("2")).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Replace it");
        (await host.Ben.PutAsync(File(project, run, "a.json") + "?replace=true", new StringContent("222")).JsonAsync())["size"]!.GetValue<int>().ShouldBe(3);
        (await host.Ben.GetAsync($"{Api(project, run)}/info/a.json", Ct).JsonAsync()).Text("path").ShouldBe("a.json");
    }

    [Fact]
    public async Task A_JSON_file_may_be_larger_than_a_message()
    {
        var (project, run) = await NewRunAsync();
        var large = new string(' ', 3 << 20) + "{}";

        (await host.Ben.PutAsync(File(project, run, "a.json"), new StringContent(large, Encoding.UTF8, "application/json")).JsonAsync())["size"]!.GetValue<int>().ShouldBe(large.Length);
    }

    [Fact]
    public async Task A_folder_becomes_a_zip_with_the_paths_in_it_and_an_empty_one_none()
    {
        var (project, run) = await NewRunAsync();
        foreach (var name in new[] { "model/MLmodel", "model/data/weights.bin", "model-2/other", "notes.txt" })
        {
            await host.Ben.PutAsync(File(project, run, name), new StringContent(name)).JsonAsync();
        }

        using var zip = await ZipAsync(project, run, "model");

        zip.Entries.Select(entry => entry.FullName).ShouldBe(["MLmodel", "data/weights.bin"]);
        (await host.Ben.GetAsync($"{Api(project, run)}/zip/nothing", Ct).RefusalAsync(HttpStatusCode.NotFound)).ShouldContain("nothing");
        (await host.Ben.GetAsync($"{Api(project, run)}/size?path=model", Ct).JsonAsync())["files"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task What_is_shown_in_place_has_no_rights_and_what_cannot_be_shown_is_saved()
    {
        var (project, run) = await NewRunAsync();
        foreach (var name in new[] { "evil.html", "evil.svg", "evil.xhtml", "a.png", "a.pdf", "a.js", "a.bin", "MLmodel" })
        {
            await host.Ben.PutAsync(File(project, run, name), new ByteArrayContent("<script>alert(1)</script>"u8.ToArray())).JsonAsync();
        }

        (await ShownAsync("evil.html")).ShouldBe(("text/html", "sandbox allow-scripts", false));
        (await ShownAsync("evil.svg")).ShouldBe(("image/svg+xml", "sandbox", false));
        (await ShownAsync("a.png")).ShouldBe(("image/png", "sandbox", false));
        (await ShownAsync("a.pdf")).ShouldBe(("application/pdf", "default-src 'none'", false));
        (await ShownAsync("a.js")).ShouldBe(("text/plain", "sandbox", false));
        (await ShownAsync("MLmodel")).ShouldBe(("text/plain", "sandbox", false));
        (await ShownAsync("evil.xhtml")).ShouldBe(("application/xhtml+xml", "sandbox", true));
        (await ShownAsync("a.bin")).ShouldBe(("application/octet-stream", "sandbox", true));

        async Task<(string, string, bool)> ShownAsync(string name)
        {
            using var answer = await host.Ben.GetAsync(File(project, run, name) + "?view=true", Ct);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            return (answer.Content.Headers.ContentType!.MediaType!, answer.Headers.GetValues("Content-Security-Policy").Single().Split(';')[0], answer.Content.Headers.ContentDisposition is not null);
        }
    }

    [Fact]
    public async Task Globex_gets_no_file_no_list_and_no_zip_of_Acme()
    {
        var (project, run) = await NewRunAsync();
        await host.Ben.PutAsync(File(project, run, "a.txt"), new StringContent("secret")).JsonAsync();
        var theirs = Api("/globex/turbines", run);
        foreach (var address in new[] { Api(project, run), theirs })
        {
            foreach (var path in new[] { "", "/size", "/info/a.txt", "/files/a.txt", "/zip/", "/trash", "/trash/1" })
            {
                await host.Gus.GetAsync(address + path, Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
            }

            await host.Gus.PutAsync($"{address}/files/b.txt", new StringContent("x"), Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Gus.DeleteAsync($"{address}/files/a.txt", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
            await host.Gus.SendAsync(HttpMethod.Post, $"{address}/restorations", new { path = "a.txt" }).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        (await host.Ben.GetStringAsync(new Uri(File(project, run, "a.txt"), UriKind.Relative), Ct)).ShouldBe("secret");
    }

    private async Task<(string Project, string Run)> NewRunAsync()
    {
        var project = await host.NewProjectAsync();
        return (project, await host.Ben.NewRunAsync(project));
    }

    private static string Api(string project, string run) => ArtifactCalls.OwnApi(project, run);

    private static string File(string project, string run, string path) => ArtifactCalls.OwnFile(project, run, path);

    private async Task<IEnumerable<string>> EntriesAsync(string project, string run, string path) =>
        (await host.Ben.GetAsync($"{Api(project, run)}?path={Uri.EscapeDataString(path)}", Ct).JsonAsync())["entries"]!.AsArray().Select(entry => entry!.Text("name") + (entry!["isFolder"]!.GetValue<bool>() ? "/" : ""));

    private Task<HttpResponseMessage> RestoreAsync(string project, string run, string path) => host.Ben.SendAsync(HttpMethod.Post, $"{Api(project, run)}/restorations", new { path });

    private async Task<ZipArchive> ZipAsync(string project, string run, string folder)
    {
        using var answer = await host.Ben.GetAsync($"{Api(project, run)}/zip/{folder}", Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(folder.Length == 0 ? $"{run}.zip" : $"{folder}.zip");
        return new(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Ct)));
    }
}
