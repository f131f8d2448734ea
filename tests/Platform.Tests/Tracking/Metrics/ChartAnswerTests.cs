using System.Net;
using System.Runtime.InteropServices;
using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Metrics;

/// <summary>What a browser decodes: wwwroot/charts/README.md has the same layout, and series.js reads it.</summary>
public sealed class ChartAnswerTests(SlipwayHost host)
{
    private const long Start = 1_790_000_000_000;

    [Fact]
    public async Task A_chart_is_eight_numbers_and_six_columns_of_doubles()
    {
        var chart = await LogAsync([(0, 3), (1, double.NaN), (2, 1), (5, 2)]);

        var numbers = await DoublesAsync($"{chart}?key=loss&x=step&buckets=100");

        numbers[..8].ShouldBe([2, 4, 4, 4, 1, 4, 0, 5]);
        Columns(numbers).ShouldBe([[0, 1, 2, 5], [3, double.NaN, 1, 2], [3, double.NaN, 1, 2], [3, double.NaN, 1, 2], [0, 1, 0, 0], [0, 0, 0, 0]]);
    }

    [Fact]
    public async Task A_window_of_time_holds_its_own_points_and_tells_of_the_whole_series()
    {
        var chart = await LogAsync([(0, 3), (1, 4), (2, 1), (5, 2)]);

        var numbers = await DoublesAsync($"{chart}?key=loss&x=time&from={Start + 1000}&to={Start + 2000}&buckets=1");

        numbers[..8].ShouldBe([2, 1, 2, 2, 0, 4, Start, Start + 5000]);
        Columns(numbers).ShouldBe([[Start + 2000], [1], [4], [1], [0], [0]]);
    }

    [Fact]
    public async Task A_metric_that_was_never_logged_is_an_empty_chart()
    {
        var chart = await LogAsync([(0, 3)]);

        var numbers = await DoublesAsync($"{chart}?key=nothing");

        numbers.ShouldBe([2, 0, 0, 0, 0, 0, double.NaN, double.NaN]);
    }

    [Theory]
    [InlineData("x=Step")]
    [InlineData("buckets=0")]
    [InlineData("from=2&to=1")]
    public async Task What_cannot_be_drawn_is_refused_with_a_sentence(string query)
    {
        var chart = await LogAsync([(0, 3)]);

        var sentence = await host.Ada.GetAsync($"{chart}?key=loss&{query}").RefusalAsync(HttpStatusCode.BadRequest);

        sentence.ShouldEndWith(".");
    }

    [Fact]
    public async Task Globex_cannot_read_a_chart_of_Acme()
    {
        var chart = await LogAsync([(0, 3)]);

        await host.Gus.GetAsync($"{chart}?key=loss").ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    private async Task<string> LogAsync((long Step, double Value)[] points)
    {
        var project = await host.NewProjectAsync();
        var made = await host.Ada.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/runs/create", new { experiment_id = "0", start_time = Start }).JsonAsync();
        var run = made["run"]!["info"]!["run_id"]!.GetValue<string>();
        var metrics = points.Select(point => new { key = "loss", value = double.IsNaN(point.Value) ? (object)"NaN" : point.Value, step = point.Step, timestamp = Start + (1000 * point.Step) });
        await host.Ada.SendAsync(HttpMethod.Post, $"{project}/api/2.0/mlflow/runs/log-batch", new { run_id = run, metrics }).ShouldAnswerAsync(HttpStatusCode.OK);
        var slugs = project.Trim('/').Split('/');
        return $"/api/v1/organizations/{slugs[0]}/projects/{slugs[1]}/runs/{run}/chart";
    }

    private async Task<double[]> DoublesAsync(string address)
    {
        using var answer = await host.Ada.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return MemoryMarshal.Cast<byte, double>(await answer.Content.ReadAsByteArrayAsync()).ToArray();
    }

    private static double[][] Columns(double[] numbers) => [.. numbers[8..].Chunk((int)numbers[1])];
}
