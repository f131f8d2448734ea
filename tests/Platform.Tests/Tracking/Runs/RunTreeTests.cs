using System.Globalization;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs;

/// <summary>The table of runs with some of them opened: whichever stretch is scrolled to, it is that stretch of the whole.</summary>
public sealed class RunTreeTests(SlipwayHost host)
{
    private const int Tops = 150;
    private const int Parts = 230;

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly RunColumns Nothing = new([], [], [], Inputs: false);

    [Fact]
    public async Task Any_stretch_of_an_opened_tree_is_that_stretch_of_the_whole()
    {
        await using var ben = await NewAsync();
        var tree = Tree(ben);
        await OpenAsync(tree, "top-149");
        await OpenAsync(tree, "top-100");
        await OpenAsync(tree, "part-229");

        var whole = await NamesAsync(tree, 0, 2_000);
        tree.Total.ShouldBe(whole.Count);
        whole.Count(name => name.StartsWith("top-", StringComparison.Ordinal)).ShouldBe(Tops);
        whole[whole.IndexOf("top-100") + 1].ShouldBe("part-229");
        whole[whole.IndexOf("part-229") + 1].ShouldBe("piece-1");

        foreach (var (start, count) in new[] { (0, 5), (45, 30), (49, 2), (50, 1), (140, 30), (150, 60), (whole.Count - 3, 10), (0, whole.Count) })
        {
            (await NamesAsync(tree, start, count)).ShouldBe(whole.Skip(start).Take(count), $"{count} from {start}");
        }
    }

    [Fact]
    public async Task More_parts_are_shown_a_hundred_at_a_time_until_all_are_there()
    {
        await using var ben = await NewAsync();
        var tree = Tree(ben);
        await OpenAsync(tree, "top-100");

        List<int> left = [];
        while ((await RowsAsync(tree, 0, 2_000)).FirstOrDefault(row => row.More > 0) is { } more)
        {
            left.Add(more.More);
            await tree.ToggleAsync(more, Nothing, Ct);
        }

        left.ShouldBe([130, 30]);
        (await NamesAsync(tree, 0, 2_000)).Count(name => name.StartsWith("part-", StringComparison.Ordinal)).ShouldBe(Parts);
        tree.Total.ShouldBe(Tops + Parts);
    }

    [Fact]
    public async Task Closing_what_was_opened_leaves_the_rows_as_they_were()
    {
        await using var ben = await NewAsync();
        var tree = Tree(ben);
        var before = await NamesAsync(tree, 0, 2_000);
        await OpenAsync(tree, "top-100");
        await OpenAsync(tree, "part-229");

        await OpenAsync(tree, "part-229");
        tree.IsOpen((await RowAsync(tree, "part-229")).Id).ShouldBeFalse();
        await OpenAsync(tree, "top-100");

        (await NamesAsync(tree, 0, 2_000)).ShouldBe(before);
        before.Count.ShouldBe(Tops);
    }

    [Fact]
    public async Task Globex_sees_no_row_of_Acmes_tree()
    {
        await using var ben = await NewAsync();
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, "/globex/turbines");

        (await new RunTree(gus.Service<RunService>(), ben.Project, new RunRows(gus.Service<RunService>(), ben.Project, new RunSearch([0], RootsOnly: true))).ReadAsync(0, 10, Nothing, Ct)).Refusal.ShouldNotBeNull();
    }

    private static RunTree Tree(Acting person)
    {
        var runs = person.Service<RunService>();
        return new(runs, person.Project, new RunRows(runs, person.Project, new RunSearch([0], RootsOnly: true)));
    }

    // 150 runs at the top, of which one has 230 parts, of which one has a piece, and another has two.
    private async Task<Acting> NewAsync()
    {
        var project = await host.NewProjectAsync();
        var tops = Enumerable.Range(0, Tops).Select(i => Run($"top-{i}", i, null)).ToList();
        var parts = Enumerable.Range(0, Parts).Select(i => Run($"part-{i}", i, tops[100].RunId)).ToList();
        await new StoredRuns(host.Services).AddAsync(
            project, 0, [.. tops, .. parts, Run("piece-1", 1, parts[^1].RunId), Run("part-a", 1, tops[149].RunId), Run("part-b", 2, tops[149].RunId)], Ct);
        return await Acting.AsAsync(host, DemoWorld.Ben, project);
    }

    private static StoredRun Run(string name, int start, string? parent) => new(
        Guid.NewGuid().ToString("n"), start, new Dictionary<string, double>(), new Dictionary<string, string>(), parent is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [SystemTags.ParentRunId] = parent }, Name: name);

    private static async Task OpenAsync(RunTree tree, string name) => await tree.ToggleAsync(await RowAsync(tree, name), Nothing, Ct);

    private static async Task<RunRow> RowAsync(RunTree tree, string name) => (await RowsAsync(tree, 0, 2_000)).First(row => row.More == 0 && row.Run.Info.Name == name);

    private static async Task<IReadOnlyList<RunRow>> RowsAsync(RunTree tree, int start, int count)
    {
        var rows = (await tree.ReadAsync(start, count, Nothing, Ct)).Value;
        rows.Select(row => row.Place).ShouldBe(Enumerable.Range(start, rows.Count));
        return rows;
    }

    private static async Task<List<string>> NamesAsync(RunTree tree, int start, int count) =>
        [.. (await RowsAsync(tree, start, count)).Select(row => row.More > 0 ? string.Create(CultureInfo.InvariantCulture, $"{row.More} more") : row.Run.Info.Name)];
}
