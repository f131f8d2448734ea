using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Ledger;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Billing;

public sealed class MetricPointTests(SlipwayHost host)
{
    private const int Many = 200;

    [Fact]
    public async Task The_limit_is_met_to_the_point_and_what_is_sent_again_costs_nothing()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.MetricPoints, 1_000);
        var run = await Logging.NewRunAsync(founded.Owner, founded.Project);

        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(0, 600));
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(0, 600));
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(600, 401), HttpStatusCode.Forbidden);
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(500, 500));

        var refused = await founded.Owner.PostAsync(founded.Project, "runs/log-metric", new { run_id = run, key = "loss", value = 1, step = 5_000, timestamp = 9_000 }, HttpStatusCode.Forbidden);
        refused.Code().ShouldBe("QUOTA_EXCEEDED");
        refused.Text("message").ShouldStartWith("This organization has logged 1,000 of the 1,000 metric points that its plan Free allows in ");
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(0, 1_000));
        (await founded.Owner.HistoryAsync(founded.Project, run, "loss", 5_000)).Count.ShouldBe(1_000);
    }

    [Fact]
    public async Task Over_the_limit_runs_params_and_tags_are_logged_and_a_larger_limit_lets_points_in_again()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.MetricPoints, 0);
        var run = await Logging.NewRunAsync(founded.Owner, founded.Project);

        await founded.Owner.PostAsync(founded.Project, "runs/log-batch", new { run_id = run, @params = new[] { new { key = "lr", value = "0.1" } }, tags = new[] { new { key = "a", value = "b" } } });
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(0, 1), HttpStatusCode.Forbidden);
        await founded.LimitAsync(Resource.MetricPoints, 10);

        // At the limit the ledger isn't asked again for each request.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(0, 10));
    }

    [Fact]
    public async Task Two_hundred_who_log_at_once_never_pass_the_limit()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.MetricPoints, 1_005);
        var runs = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Logging.NewRunAsync(founded.Owner, founded.Project)));

        var answers = await Task.WhenAll(runs.Select(run => founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Project}/api/2.0/mlflow/runs/log-batch", new
        {
            run_id = run,
            metrics = Enumerable.Range(0, 10).Select(step => new { key = "loss", value = step, step, timestamp = step }),
        })));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBe(100);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.Forbidden).ShouldBe(Many - 100);
    }

    [Fact]
    public async Task What_a_process_took_in_advance_and_did_not_use_goes_back_when_it_stops()
    {
        await using var other = new SlipwayHost();
        await other.InitializeAsync();
        var founded = await Founded.NewAsync(other);
        var run = await Logging.NewRunAsync(founded.Owner, founded.Project);
        await founded.Owner.LogAsync(founded.Project, run, "loss", Points(0, 123));
        (await founded.BooksAsync(Resource.MetricPoints)).Balance.ShouldBeGreaterThan(123);

        await other.Services.GetRequiredService<IngestLane>().StopAsync(TestContext.Current.CancellationToken);

        (await founded.BooksAsync(Resource.MetricPoints)).ShouldSatisfyAllConditions(books => books.Balance.ShouldBe(123), books => books.Entries.ShouldBe(123));
    }

    [Fact]
    public async Task A_token_that_asks_faster_than_the_plan_allows_is_told_when_to_come_again()
    {
        var founded = await Founded.NewAsync(host);
        await founded.LimitAsync(Resource.ApiRequests, 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => founded.Owner.GetAsync($"{founded.Api}/projects", TestContext.Current.CancellationToken)));

        answers.Count(answer => answer.StatusCode is HttpStatusCode.OK).ShouldBeInRange(20, 22);
        answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.TooManyRequests && answer.Headers.RetryAfter != null);
        await host.Ada.GetAsync("/api/v1/organizations/acme/projects", TestContext.Current.CancellationToken).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    private static IEnumerable<Point> Points(int from, int count) => Enumerable.Range(from, count).Select(step => new Point(step, step, step * 0.5));
}
