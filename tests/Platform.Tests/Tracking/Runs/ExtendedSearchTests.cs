using System.Globalization;
using Shouldly;
using Slipway.Demo;
using Slipway.Foundation.Data;
using Slipway.Tracking.Search;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Runs;

/// <summary>What our own doors can ask beyond the protocol, and in which form, beside a plain reading of all runs.</summary>
public sealed class ExtendedSearchTests(SlipwayHost host)
{
    private const string ParentTag = "mlflow.parentRunId";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private static readonly (string Filter, Func<StoredRun, bool> Holds)[] Filters =
    [
        ("metrics.loss < 0.2 OR metrics.loss > 0.9", run => Metric(run, "loss") is < 0.2 or > 0.9),
        ("metrics.loss < 0.1 OR params.model = 'vit'", run => Metric(run, "loss") is < 0.1 || Param(run, "model") is "vit"),
        ("(params.rare = 'yes' OR tags.team = 'red') AND metrics.loss < 0.5", run => (Param(run, "rare") is "yes" || Tag(run, "team") is "red") && Metric(run, "loss") is < 0.5),
        ("params.rare = 'yes' OR (tags.team = 'red' AND metrics.loss < 0.1)", run => Param(run, "rare") is "yes" || (Tag(run, "team") is "red" && Metric(run, "loss") is < 0.1)),
        ("status = 'FAILED' OR params.rare = 'yes'", run => run.Status is RunStatus.Failed || Param(run, "rare") is "yes"),
        ("NOT params.model = 'vit'", run => Param(run, "model") is not "vit"),
        ("NOT metrics.loss < 0.5", run => Metric(run, "loss") is not < 0.5),
        ("NOT (params.model = 'vit' OR tags.team = 'red')", run => Param(run, "model") is not "vit" && Tag(run, "team") is not "red"),
        ("NOT end_time > 2000050", run => run.EndTime is null or <= 2_000_050),
        ("NOT (params.model IS NULL AND metrics.loss IS NULL)", run => Param(run, "model") is not null || Metric(run, "loss") is not null),
        ("metrics.loss IS NULL", run => Metric(run, "loss") is null),
        ("metrics.loss IS NOT NULL AND end_time IS NULL", run => Metric(run, "loss") is not null && run.EndTime is null),
        ("params.model IN ('vit', 'cnn') AND tags.team NOT IN ('red')", run => Param(run, "model") is "vit" or "cnn" && Tag(run, "team") is not null and not "red"),
        ("params.model = 'vit' OR params.model = 'cnn'", run => Param(run, "model") is "vit" or "cnn"),
        ("metrics.loss IN (0.25, 0.5, 0)", run => Metric(run, "loss") is 0.25 or 0.5 or 0),
        ("metrics.loss BETWEEN 0.3 AND 0.6", run => Metric(run, "loss") is >= 0.3 and <= 0.6),
        ("status IN ('FINISHED', 'KILLED')", run => run.Status is RunStatus.Finished or RunStatus.Killed),
        ("params.model NOT LIKE 'v%'", run => Param(run, "model") is { } model && !model.StartsWith('v')),
        ("user_id IS NULL OR user_id = 'eve'", run => run.User is "" or "eve"),
        ("dataset.name IS NULL", _ => true),
        ("dataset.name IS NOT NULL OR dataset.name = 'x'", _ => false),
    ];

    private static readonly (string? Order, Func<IEnumerable<StoredRun>, IOrderedEnumerable<StoredRun>> Sort)[] Orders =
    [
        (null, runs => runs.OrderBy(_ => 0)),
        ("metrics.loss DESC", runs => runs.OrderBy(run => Metric(run, "loss") is null).ThenByDescending(run => Metric(run, "loss"))),
        ("params.model", runs => runs.OrderBy(run => Param(run, "model") is null).ThenBy(run => Param(run, "model"), StringComparer.Ordinal)),
    ];

    [Fact]
    public async Task Every_filter_in_every_order_answers_what_a_plain_reading_of_all_runs_would_page_by_page()
    {
        var runs = Generate(300, new Random(11)).ToList();
        await using var ben = await NewAsync(runs);
        foreach (var (filter, holds) in Filters)
        {
            foreach (var (order, sort) in Orders)
            {
                var wanted = sort(runs.Where(run => !run.Deleted && holds(run))).ThenByDescending(run => run.StartTime).ThenBy(run => run.RunId, StringComparer.Ordinal);
                var search = new RunSearch([0], filter, OrderBy: order is null ? null : [order], MaxResults: 41);

                (await IdsAsync(ben, search)).ShouldBe(wanted.Select(run => run.RunId), $"{filter} ordered by {order}");
                (await ben.Service<RunService>().CountAsync(ben.Project, search, Ct)).Value.ShouldBe(wanted.Count(), filter);
            }
        }
    }

    [Theory]
    [InlineData("params.rare = 'yes' OR metrics.loss < 0.0005")]
    [InlineData("(params.rare = 'yes' AND metrics.loss < 0.9) OR tags.gone = 'yes'")]
    [InlineData("params.seed = '17' OR params.seed = '4711'")]
    [InlineData("tags.team = 'red' AND (params.seed = '17' OR metrics.loss < 0.0005)")]
    public async Task Among_ten_thousand_runs_a_filter_that_finds_few_is_entered_by_its_indexes(string filter)
    {
        await using var ben = await NewAsync(Many());

        (await PlanAsync(ben, filter, [])).ShouldNotContain(step => step.Contains("SCAN r", StringComparison.Ordinal) || step.Contains("IX_Runs_ExperimentKey", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("params.model = 'vit' OR params.model = 'cnn'")]
    [InlineData("metrics.loss < 0.9 OR tags.team = 'red'")]
    [InlineData("NOT params.model = 'vit'")]
    public async Task Among_ten_thousand_runs_a_filter_that_finds_many_is_met_along_the_orders_index(string filter)
    {
        await using var ben = await NewAsync(Many());

        var plan = await PlanAsync(ben, filter, []);
        plan.ShouldContain(step => step.Contains("IX_Runs_ExperimentKey_Deleted_StartTime", StringComparison.Ordinal));
        plan.ShouldNotContain(step => step.Contains("SCAN r", StringComparison.Ordinal));
        // Numbers come first; runs that have none for the metric are sorted when a page reaches them.
        (await PlanAsync(ben, filter, ["metrics.loss"], statements: 1)).ShouldNotContain(step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_a_tree_every_found_run_has_one_place_at_the_top_or_below_a_run_that_is_found()
    {
        var (parent, loose) = (Run("parent", 1), Run("loose", 2));
        var child = Run("child", 3, parent.RunId, "red");
        var grandchild = Run("grandchild", 4, child.RunId, "red");
        var other = Run("other child", 5, parent.RunId);
        var orphan = Run("orphan", 6, new string('f', 32));
        await using var ben = await NewAsync([parent, loose, child, grandchild, other, orphan]);
        var runs = ben.Service<RunService>();

        (await NamesAsync(new RunSearch([0], RootsOnly: true))).ShouldBe(["orphan", "loose", "parent"]);
        (await NamesAsync(new RunSearch([0], Parent: parent.RunId))).ShouldBe(["other child", "child"]);
        (await NamesAsync(new RunSearch([0], "tags.team = 'red'", RootsOnly: true))).ShouldBe(["child"]);
        (await NamesAsync(new RunSearch([0], "tags.team = 'red'", Parent: child.RunId))).ShouldBe(["grandchild"]);
        (await runs.CountAsync(ben.Project, new RunSearch([0], RootsOnly: true), Ct)).Value.ShouldBe(3);

        var all = (await runs.ChildrenAsync(ben.Project, new RunSearch([0]), [parent.RunId, child.RunId, loose.RunId], Ct)).Value;
        all.ShouldBe(new Dictionary<string, int> { [parent.RunId] = 2, [child.RunId] = 1 }, ignoreOrder: true);
        (await runs.ChildrenAsync(ben.Project, new RunSearch([0], "tags.team = 'red'"), [parent.RunId], Ct)).Value[parent.RunId].ShouldBe(1);

        async Task<IEnumerable<string>> NamesAsync(RunSearch search) => (await runs.SearchAsync(ben.Project, search, Ct)).Value.Items.Select(run => run.Info.Name);
    }

    [Fact]
    public async Task Who_stays_at_the_top_keeps_the_same_rows_while_new_runs_come_in_above()
    {
        await using var ben = await NewAsync([Run("one", 1), Run("two", 2)]);
        var runs = ben.Service<RunService>();
        var window = (await runs.WindowAsync(ben.Project, new RunSearch([0]), 0, Ct)).Value;

        await new StoredRuns(host.Services).AddAsync(AddressOf(ben), 0, [Run("three", 3)], Ct);

        Names((await runs.WindowAsync(ben.Project, new RunSearch([0], PageToken: window.FirstToken), 0, Ct)).Value.Runs).ShouldBe(["two", "one"]);
        Names((await runs.WindowAsync(ben.Project, new RunSearch([0]), 0, Ct)).Value.Runs).ShouldBe(["three", "two", "one"]);
    }

    private static async Task<List<string>> IdsAsync(Acting acting, RunSearch search)
    {
        List<string> ids = [];
        string? token = null;
        do
        {
            var page = (await acting.Service<RunService>().SearchAsync(acting.Project, search with { PageToken = token }, Ct)).Value;
            ids.AddRange(page.Items.Select(run => run.Info.RunId));
            token = page.NextPageToken;
        }
        while (token is not null);
        return ids;
    }

    // How SQLite would go about the statement that the search chooses.
    private static async Task<List<string>> PlanAsync(Acting acting, string filter, string[] order, int statements = int.MaxValue)
    {
        var database = acting.Service<Database>();
        Assert.SkipUnless(database.Provider is DatabaseProvider.Sqlite, "Only SQLite tells its plan in this form.");
        await using var connection = await database.OpenAsync(Ct);
        var experiments = await RunScope.KeysAsync(connection, database.Provider, acting.Project.Id, [0], Ct);
        var search = new RunSearchSql(
            database.Provider, experiments, LifecycleView.ActiveOnly, SearchFilter.Parse(filter, SearchEntity.Runs, SearchGrammar.Extended).Value, SearchOrder.Parse(order, SearchEntity.Runs).Value);
        List<string> plan = [];
        foreach (var statement in (await RunSearcher.StatementsAsync(connection, search, null, 100, Ct)).Take(statements))
        {
            await using var command = statement.Sql.CommandOn(connection);
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            await using var row = await command.ExecuteReaderAsync(Ct);
            while (await row.ReadAsync(Ct))
            {
                plan.Add(row.GetString(3));
            }
        }

        plan.ShouldNotBeEmpty();
        return plan;
    }

    private async Task<Acting> NewAsync(IEnumerable<StoredRun> runs)
    {
        var address = await host.NewProjectAsync();
        await new StoredRuns(host.Services).AddAsync(address, 0, runs, Ct);
        return await Acting.AsAsync(host, DemoWorld.Ben, address);
    }

    private static string AddressOf(Acting acting) => $"/{acting.Project.OrganizationSlug}/{acting.Project.Slug}";

    private static StoredRun Run(string name, int start, string? parent = null, string? team = null)
    {
        Dictionary<string, string> tags = [];
        if (parent is not null)
        {
            tags[ParentTag] = parent;
        }

        if (team is not null)
        {
            tags["team"] = team;
        }

        return new($"{Guid.NewGuid():N}", 1_000_000 + start, new Dictionary<string, double>(), new Dictionary<string, string>(), tags, Name: name);
    }

    private static IEnumerable<StoredRun> Many() => Enumerable.Range(0, 10_000).Select(i => new StoredRun(
        $"{Guid.NewGuid():N}", 1_000_000 + i, new Dictionary<string, double> { ["loss"] = i / 10_000d },
        new Dictionary<string, string> { ["model"] = i % 2 == 0 ? "vit" : "cnn", ["seed"] = i.ToString(CultureInfo.InvariantCulture), [i % 1_000 == 7 ? "rare" : "common"] = "yes" },
        new Dictionary<string, string> { ["team"] = i % 3 == 0 ? "red" : "blue" }));

    private static IEnumerable<StoredRun> Generate(int count, Random random)
    {
        for (var i = 0; i < count; i++)
        {
            Dictionary<string, double> metrics = [];
            Dictionary<string, string> values = [];
            Dictionary<string, string> tags = [];
            if (random.Next(5) > 0)
            {
                metrics["loss"] = random.Next(20) / 20d;
            }

            if (random.Next(6) > 0)
            {
                values["model"] = random.Next(3) switch { 0 => "cnn", 1 => "vit", _ => "rnn" };
            }

            if (random.Next(40) == 0)
            {
                values["rare"] = "yes";
            }

            if (random.Next(2) == 0)
            {
                tags["team"] = random.Next(2) == 0 ? "red" : "blue";
            }

            yield return new(
                $"{Guid.NewGuid():N}", 1_000_000 + random.Next(300), metrics, values, tags, (RunStatus)random.Next(1, 6), random.Next(2) == 0 ? null : 2_000_000 + random.Next(100),
                random.Next(10) == 0, $"run-{i}", random.Next(3) switch { 0 => "", 1 => "eve", _ => "ada" });
        }
    }

    private static double? Metric(StoredRun run, string key) => run.Metrics.TryGetValue(key, out var value) ? value : null;

    private static string? Param(StoredRun run, string key) => run.Params.GetValueOrDefault(key);

    private static string? Tag(StoredRun run, string key) => run.Tags.GetValueOrDefault(key);

    private static List<string> Names(IEnumerable<RunDetails> runs) => [.. runs.Select(run => run.Info.Name)];
}
