using System.Net;
using Shouldly;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs.Media;

public sealed class RunMediaTests(SlipwayHost host)
{
    private const string Table = """{"columns": ["prompt", "score", "plot"], "data": [["b", 2, {"type": "image", "filepath": "t/1.png", "compressed_filepath": "t/1.webp"}], ["a", 10, null], [null, 1.5, {"x": 1}]]}""";

    [Fact]
    public async Task Images_by_step_are_grouped_by_key_whichever_client_named_them()
    {
        var run = await RunDoor.OpenAsync(host);
        foreach (var path in new[]
        {
            "images/dog%step%2%timestamp%20%gb1.png", "images/dog%step%2%timestamp%20%gb1%compressed.webp", "images/dog%step%1%timestamp%10%ga1.png",
            "images/val+step+big+step+0+timestamp+5+gc1.png", "images/loose.png", "plots/deep/roc curve.PNG", "model/weights.bin",
        })
        {
            await run.PutFileAsync(host.Ben, path, "x");
        }

        var images = await run.GetAsync(host.Ben, "/images");

        images["series"]!.AsArray().Select(series => series!.Text("key")).ShouldBe(["dog", "val+step+big"]);
        images["series"]![0]!["images"]!.AsArray().Select(image => (image!["step"]!.GetValue<long>(), image.Text("path"), image["preview"]?.GetValue<string>())).ShouldBe(
        [
            (1, "images/dog%step%1%timestamp%10%ga1.png", null),
            (2, "images/dog%step%2%timestamp%20%gb1.png", "images/dog%step%2%timestamp%20%gb1%compressed.webp"),
        ]);
        images["files"]!.AsArray().Select(file => file!.GetValue<string>()).ShouldBe(["images/loose.png", "plots/deep/roc curve.PNG"]);
        images["isCut"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "b", "a", "")]
    [InlineData("&sort=0", "a", "b", "")]
    [InlineData("&sort=0&descending=true", "b", "a", "")]
    [InlineData("&sort=1", "", "b", "a")]
    [InlineData("&sort=1&descending=true", "a", "b", "")]
    public async Task A_table_is_ordered_by_size_or_by_letter_with_the_empty_last(string order, params string[] prompts)
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "eval.json", Table);

        var page = await run.GetAsync(host.Ben, $"/table?path=eval.json{order}");

        page["columns"]!.AsArray().Select(column => column!.GetValue<string>()).ShouldBe(["prompt", "score", "plot"]);
        page["cells"]!.AsArray().Select(row => row![0]!.Text("text")).ShouldBe(prompts);
        page["rows"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task A_page_of_a_table_is_a_part_of_it_and_its_images_have_paths()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "eval.json", Table);

        var page = await run.GetAsync(host.Ben, "/table?path=eval.json&take=1");
        page["cells"]!.AsArray().Count.ShouldBe(1);
        page["cells"]![0]![2]!.Text("image").ShouldBe("t/1.webp");
        (await run.GetAsync(host.Ben, "/table?path=eval.json&skip=2"))["cells"]![0]![2]!.Text("text").ShouldBe("{\"x\": 1}");
    }

    [Fact]
    public async Task What_is_no_table_is_refused_with_what_to_do()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "list.json", "[1]");
        await run.PutFileAsync(host.Ben, "text.json", "not json");

        (await run.GetAsync(host.Ben, "/table?path=list.json", HttpStatusCode.BadRequest)).Text("detail").ShouldContain("no table");
        (await run.GetAsync(host.Ben, "/table?path=text.json", HttpStatusCode.BadRequest)).Text("detail").ShouldContain("JSON");
    }

    [Theory]
    [InlineData("""[{"path": "a.json", "type": "table"}, {"path": "b.json", "type": "other"}, {"path": "a.json", "type": "table"}, 5, {"type": "table"}]""", "a.json")]
    [InlineData("nonsense")]
    [InlineData("{}")]
    public void Tables_are_those_that_the_tag_names(string tag, params string[] paths) =>
        LoggedTables.Of([new("other", "x"), new(SystemTags.LoggedArtifacts, tag)]).ShouldBe(paths);

    [Fact]
    public async Task The_neighbour_sees_no_images_and_no_tables()
    {
        var run = await RunDoor.OpenAsync(host);
        await run.PutFileAsync(host.Ben, "eval.json", Table);

        await run.GetAsync(host.Gus, "/images", HttpStatusCode.NotFound);
        await run.GetAsync(host.Gus, "/table?path=eval.json", HttpStatusCode.NotFound);
    }
}
