using System.Net;
using Shouldly;
using Slipway.Tracking.Ingest;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Metrics;

/// <summary>The numbers that charts fetch.</summary>
public sealed class ChartDoorTests(SlipwayHost host)
{
    private const int Header = 8;

    [Theory]
    [InlineData("step", 0.0, 2999.0)]
    [InlineData("time", 10_000.0, 12_999.0)]
    public async Task A_chart_shows_the_extremes_of_all_points_and_says_how_many_there_are(string x, double first, double last)
    {
        var (project, run) = await FillAsync(3_000, step => step == 1_234 ? 99 : step == 777 ? double.NaN : Math.Sin(step));

        var numbers = await ChartAsync(project, run, $"&x={x}&buckets=50");

        numbers[0].ShouldBe(2);
        numbers[1].ShouldBeInRange(1, 50);
        numbers[2].ShouldBe(3_000);
        numbers[4].ShouldBe(1);
        numbers[5].ShouldBe(3_000);
        (numbers[6], numbers[7]).ShouldBe((first, last));
        Column(numbers, 2).Max().ShouldBe(99);
        Column(numbers, 0).ShouldBeInOrder();
    }

    [Fact]
    public async Task Every_point_of_a_small_window_is_a_bucket_of_its_own()
    {
        var (project, run) = await FillAsync(3_000, step => step);

        var numbers = await ChartAsync(project, run, "&from=100&to=149&buckets=200");

        (numbers[1], numbers[2], numbers[3]).ShouldBe((50, 50, 50));
        Column(numbers, 3).ShouldBe(Enumerable.Range(100, 50).Select(step => (double)step));
    }

    [Fact]
    public async Task A_metric_that_was_never_logged_has_an_empty_chart()
    {
        var (project, run) = await FillAsync(1, step => step);

        var numbers = await ChartAsync(project, run, "", key: "other");

        (numbers.Length, numbers[1], numbers[5]).ShouldBe((Header, 0, 0));
    }

    [Fact]
    public async Task An_axis_that_is_neither_step_nor_time_is_refused()
    {
        var (project, run) = await FillAsync(1, step => step);

        (await host.Ben.GetAsync(Address(project, run, "loss", "&x=height"), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static IEnumerable<double> Column(double[] numbers, int column) => numbers.Skip(Header + (column * (int)numbers[1])).Take((int)numbers[1]);

    private static string Address(string project, string run, string key, string query) =>
        $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/runs/{run}/chart?key={key}{query}";

    private async Task<(string Project, string Run)> FillAsync(int points, Func<int, double> value)
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ben.NewRunAsync(project);
        await host.Ben.LogAsync(project, run, "loss", Enumerable.Range(0, points).Select(step => new Point(step, 10_000 + step, value(step))));
        return (project, run);
    }

    private async Task<double[]> ChartAsync(string project, string run, string query, string key = "loss")
    {
        var bytes = await host.Ben.GetByteArrayAsync(Address(project, run, key, query), TestContext.Current.CancellationToken);
        var numbers = new double[bytes.Length / sizeof(double)];
        Buffer.BlockCopy(bytes, 0, numbers, 0, bytes.Length);
        return numbers;
    }
}
