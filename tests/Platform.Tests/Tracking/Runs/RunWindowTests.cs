using System.Globalization;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Results;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunWindowTests(SlipwayHost host)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly RunColumns Nothing = new([], [], [], Inputs: false);

    [Theory]
    [InlineData(null)]
    [InlineData("metrics.loss ASC")]
    [InlineData("params.model DESC")]
    [InlineData("attributes.duration DESC")]
    public async Task Rows_read_in_any_order_are_those_of_the_whole_list(string? order)
    {
        await using var ben = await NewAsync(Enumerable.Range(0, 120).Select(i => Run(i)));
        var search = new RunSearch([0], OrderBy: order is null ? null : [order]);
        var all = Names((await ben.Service<RunService>().SearchAsync(ben.Project, search, Ct)).Value.Items);
        var rows = new RunRows(ben.Service<RunService>(), ben.Project, search);

        foreach (var (start, count) in new[] { (0, 10), (60, 7), (100, 30), (67, 20), (13, 5), (110, 10), (0, 120) })
        {
            var read = (await rows.ReadAsync(start, count, Nothing, Ct)).Value;

            read.Select(row => row.Run.Info.Name).ShouldBe(all.Skip(start).Take(count), $"{count} from {start}");
            read.Select(row => row.Place).ShouldBe(Enumerable.Range(start, read.Count));
        }

        rows.Total.ShouldBe(120);
    }

    [Fact]
    public async Task What_is_scrolled_to_stays_when_runs_come_in_above_it_and_the_top_shows_them()
    {
        await using var ben = await NewAsync(Enumerable.Range(0, 50).Select(i => Run(i)));
        var rows = new RunRows(ben.Service<RunService>(), ben.Project, new RunSearch([0]));
        await rows.ReadAsync(0, 10, Nothing, Ct);
        var before = (await rows.ReadAsync(30, 5, Nothing, Ct)).Value;

        await new StoredRuns(host.Services).AddAsync(Address(ben), 0, [Run(1_000), Run(1_001)], Ct);

        Names((await rows.ReadAsync(30, 5, Nothing, Ct)).Value.Select(row => row.Run)).ShouldBe(Names(before.Select(row => row.Run)));
        (await rows.ReadAsync(0, 2, Nothing, Ct)).Value.Select(row => row.Run.Info.Name).ShouldBe(["run-1001", "run-1000"]);
        rows.Total.ShouldBe(52);
    }

    [Fact]
    public async Task A_place_behind_the_end_has_no_rows_and_the_total_is_counted_anew()
    {
        await using var ben = await NewAsync(Enumerable.Range(0, 5).Select(i => Run(i)));
        var rows = new RunRows(ben.Service<RunService>(), ben.Project, new RunSearch([0]));

        (await rows.ReadAsync(40, 5, Nothing, Ct)).Value.ShouldBeEmpty();

        rows.Total.ShouldBe(5);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("metrics.loss < 0.3")]
    [InlineData("metrics.loss < 0.5 AND params.model = 'cnn'")]
    [InlineData("params.model IS NULL")]
    [InlineData("attributes.duration > 40000")]
    [InlineData("attributes.run_name LIKE '%7' AND metrics.loss > 0")]
    public async Task A_count_is_the_length_of_the_list(string? filter)
    {
        await using var ben = await NewAsync(Enumerable.Range(0, 90).Select(i => Run(i)));
        var search = new RunSearch([0], filter);

        var found = (await ben.Service<RunService>().SearchAsync(ben.Project, search, Ct)).Value.Items.Count;

        found.ShouldBeGreaterThan(0);
        (await ben.Service<RunService>().CountAsync(ben.Project, search, Ct)).Value.ShouldBe(found);
        (await ben.Service<RunService>().CountAsync(ben.Project, search, 1, Ct)).Value.ShouldBe(1);
        (await ben.Service<RunService>().CountAsync(ben.Project, search, found + 1, Ct)).Value.ShouldBe(found);
    }

    [Fact]
    public async Task Counting_ends_where_a_total_is_only_shown_and_scrolling_on_finds_the_end()
    {
        const int Some = RunSearch.MostCounted + 1_500;
        await using var ben = await NewAsync(Enumerable.Range(0, Some).Select(i => Run(i)));
        var rows = new RunRows(ben.Service<RunService>(), ben.Project, new RunSearch([0]));

        RunTotal.Text((await rows.CountAsync(Ct)).Value).ShouldBe("10,000+");
        await rows.ReadAsync(0, 10, Nothing, Ct);
        rows.Total.ShouldBe(RunTotal.Most);
        (await rows.ReadAsync(rows.Total - 5, 5, Nothing, Ct)).Value.Count.ShouldBe(5);
        rows.Total.ShouldBeGreaterThan(RunTotal.Most);
        (await rows.ReadAsync(Some - 3, 10, Nothing, Ct)).Value.Count.ShouldBe(3);
        rows.Total.ShouldBe(Some);

        rows.Forget();
        (await rows.ReadAsync(Some + 100, 10, Nothing, Ct)).Value.ShouldBeEmpty();
        rows.Total.ShouldBe(Some);
    }

    [Fact]
    public async Task A_run_that_never_ended_has_no_duration_and_comes_last_by_it()
    {
        await using var ben = await NewAsync([Run(1), Run(2) with { EndTime = null, Status = RunStatus.Running }, Run(3)]);

        Names((await ben.Service<RunService>().SearchAsync(ben.Project, new RunSearch([0], OrderBy: ["attributes.duration ASC"]), Ct)).Value.Items)
            .ShouldBe(["run-1", "run-3", "run-2"]);
    }

    [Fact]
    public async Task Keys_are_told_most_used_first_with_the_number_of_their_values()
    {
        await using var ben = await NewAsync(Enumerable.Range(0, 20).Select(i => Run(i)));

        var keys = (await ben.Service<RunService>().KeysAsync(ben.Project, [0], Ct)).Value;

        keys.Metrics.ShouldBe([new LoggedKey("loss", 20, 0), new LoggedKey("rare", 2, 0)]);
        keys.Params.ShouldBe([new LoggedKey("optimizer", 20, 1), new LoggedKey("model", 15, 2)]);
    }

    [Fact]
    public async Task Globex_reads_no_window_count_or_key_of_Acme()
    {
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, "/acme/vision");
        var runs = gus.Service<RunService>();

        (await runs.WindowAsync(gus.Project, new RunSearch([0]), 0, Ct)).Refusal.ShouldBeOfType<NotFound>();
        (await runs.CountAsync(gus.Project, new RunSearch([0]), Ct)).Refusal.ShouldBeOfType<NotFound>();
        (await runs.KeysAsync(gus.Project, [0], Ct)).Refusal.ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task A_run_is_located_by_its_id_alone_for_those_who_may_see_it_and_for_nobody_else()
    {
        await using var ben = await NewAsync([Run(1)]);
        var id = (await ben.Service<RunService>().SearchAsync(ben.Project, new RunSearch([0]), Ct)).Value.Items.Single().Info.RunId;
        await using var ada = await Acting.AsAsync(host, DemoWorld.Ada, "/acme/vision");
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, "/globex/turbines");

        (await ada.Service<RunLocator>().LocateAsync(id, Ct)).Value.ShouldBe(ben.Project);
        var refused = (await gus.Service<RunLocator>().LocateAsync(id, Ct)).Refusal.ShouldBeOfType<NotFound>();
        refused.Message.Replace(id, "", StringComparison.Ordinal)
            .ShouldBe((await ada.Service<RunLocator>().LocateAsync(new string('0', 32), Ct)).Refusal!.Message.Replace(new string('0', 32), "", StringComparison.Ordinal));
    }

    private async Task<Acting> NewAsync(IEnumerable<StoredRun> runs)
    {
        var address = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(address, 0, runs, Ct);
        return await Acting.AsAsync(host, DemoWorld.Ben, address);
    }

    private static string Address(Acting acting) => $"/{acting.Project.OrganizationSlug}/{acting.Project.Slug}";

    private static StoredRun Run(int i)
    {
        var metrics = new Dictionary<string, double> { ["loss"] = i * 37 % 100 / 100d };
        if (i % 10 == 3)
        {
            metrics["rare"] = i;
        }

        var values = new Dictionary<string, string> { ["optimizer"] = "adamw" };
        if (i % 4 != 0)
        {
            values["model"] = i % 3 == 0 ? "cnn" : "vit";
        }

        return new(
            $"{Guid.NewGuid():N}", 1_000_000 + i, metrics, values, new Dictionary<string, string>(),
            EndTime: 1_000_000 + i + (i * 1_000), Name: string.Create(CultureInfo.InvariantCulture, $"run-{i}"));
    }

    private static List<string> Names(IEnumerable<RunDetails> runs) => [.. runs.Select(run => run.Info.Name)];
}
