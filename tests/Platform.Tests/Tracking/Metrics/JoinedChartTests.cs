using System.Net;
using System.Runtime.InteropServices;
using CsCheck;
using Shouldly;
using Slipway.Tracking.Ingest;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Metrics;

/// <summary>One metric drawn against another.</summary>
public sealed class JoinedChartTests(SlipwayHost host)
{
    [Fact]
    public async Task Two_metrics_are_joined_by_their_steps_and_what_has_no_partner_is_counted()
    {
        var chart = await LogAsync(("epoch", [(0, 0), (2, 1), (4, 2), (6, double.NaN)]), ("loss", [(0, 9), (1, 8), (2, 7), (3, 6), (4, 5), (6, 4)]));

        var numbers = await ReadAsync($"{chart}?key=loss&along=epoch");

        numbers[..8].ShouldBe([3, 3, 3, 3, 1, 2, 0, 2]);
        Columns(numbers).ShouldBe([[0, 1, 2], [9, 7, 5], [0, 2, 4]]);
    }

    [Fact]
    public async Task Of_values_of_one_step_the_last_counts()
    {
        var chart = await LogAsync(("epoch", [(1, 5), (1, 6)]), ("loss", [(1, 3), (1, 4)]));

        Columns(await ReadAsync($"{chart}?key=loss&along=epoch")).ShouldBe([[6], [4], [1]]);
    }

    [Fact]
    public async Task A_window_holds_the_values_along_the_axis_and_the_ends_are_those_of_all()
    {
        var chart = await LogAsync(("epoch", [.. Enumerable.Range(0, 10).Select(step => ((long)step, step / 2.0))]), ("loss", [.. Enumerable.Range(0, 10).Select(step => ((long)step, (double)step))]));

        var numbers = await ReadAsync($"{chart}?key=loss&along=epoch&from=0.9&to=2");

        Columns(numbers)[0].ShouldBe([1, 1.5, 2]);
        (numbers[6], numbers[7]).ShouldBe((0, 4.5));
    }

    [Fact]
    public async Task A_run_that_lacks_the_metric_along_the_axis_has_nothing_to_show()
    {
        var chart = await LogAsync(("loss", [(0, 1)]));

        (await ReadAsync($"{chart}?key=loss&along=epoch")).ShouldBe([3, 0, 0, 0, 0, 0, double.NaN, double.NaN]);
    }

    [Fact]
    public async Task Series_of_many_pages_are_joined_whole()
    {
        const int Points = SeriesPages.Length + 5_000;
        var chart = await LogAsync(("epoch", [.. Enumerable.Range(0, Points).Select(step => ((long)step, step * 1.0))]), ("loss", [.. Enumerable.Range(0, Points).Select(step => ((long)step, step == 12_345 ? 99 : Math.Sin(step)))]));

        var numbers = await ReadAsync($"{chart}?key=loss&along=epoch&buckets=100");

        (numbers[2], numbers[5]).ShouldBe((Points, 0));
        Columns(numbers)[1].ShouldContain(99);
    }

    [Fact]
    public async Task Globex_cannot_join_what_Acme_logged()
    {
        var chart = await LogAsync(("loss", [(0, 1)]));

        await host.Gus.GetAsync($"{chart}?key=loss&along=loss").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_window_that_ends_before_it_begins_is_refused()
    {
        var chart = await LogAsync(("loss", [(0, 1)]));

        (await host.Ada.GetAsync($"{chart}?key=loss&along=loss&from=2&to=1").RefusalAsync(HttpStatusCode.BadRequest)).ShouldEndWith(".");
    }

    [Fact]
    public void Thinned_to_any_number_of_pairs_the_extremes_and_the_order_remain() =>
        Gen.Select(Gen.Int[1, 300], Gen.Double[-5, 5].Array[0, 900]).Sample((limit, values) =>
        {
            var join = new ChartJoin(double.NegativeInfinity, double.PositiveInfinity, limit);
            for (var step = 0; step < values.Length; step++)
            {
                join.Add(step, step, values[step]);
            }

            var chart = join.Finish();
            chart.Total.ShouldBe(values.Length);
            chart.X.Length.ShouldBeLessThanOrEqualTo(Math.Max(4, limit));
            chart.Steps.ShouldBe(chart.Steps.Distinct().Order());
            chart.Values.ShouldBe(chart.Steps.Select(step => values[(int)step]));
            if (values.Length > 0)
            {
                (chart.Values.Min(), chart.Values.Max()).ShouldBe((values.Min(), values.Max()));
            }

            if (values.Length <= limit)
            {
                chart.Values.ShouldBe(values);
            }
        }, iter: 2_000);

    private async Task<string> LogAsync(params (string Key, (long Step, double Value)[] Points)[] series)
    {
        var project = await host.NewProjectAsync();
        var run = await host.Ada.NewRunAsync(project);
        foreach (var (key, points) in series)
        {
            await host.Ada.LogAsync(project, run, key, points.Select((point, i) => new Point(point.Step, 1_000 + i, point.Value)));
        }

        return $"/api/v1/organizations/acme/projects/{project.Split('/')[^1]}/runs/{run}/chart/joined";
    }

    private async Task<double[]> ReadAsync(string address)
    {
        using var answer = await host.Ada.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return MemoryMarshal.Cast<byte, double>(await answer.Content.ReadAsByteArrayAsync()).ToArray();
    }

    private static double[][] Columns(double[] numbers) => [.. numbers[8..].Chunk((int)numbers[1])];
}
