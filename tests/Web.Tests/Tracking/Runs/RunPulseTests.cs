using Shouldly;
using Slipway.Tracking.Metrics;
using Xunit;

namespace Slipway.Tracking.Runs;

public sealed class RunPulseTests
{
    private static readonly DateTime Start = new(2026, 3, 14, 9, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_run_that_logs_often_is_silent_after_five_minutes_and_not_before()
    {
        var metrics = Logged(count: 600, lastAfter: TimeSpan.FromMinutes(10));

        Pulse(metrics, TimeSpan.FromMinutes(14.9)).IsSilent.ShouldBeFalse();
        Pulse(metrics, TimeSpan.FromMinutes(15.1)).ShouldBe(new(Start.AddMinutes(10), true));
    }

    [Fact]
    public void A_run_that_logs_every_half_hour_is_given_its_own_time()
    {
        var metrics = Logged(count: 4, lastAfter: TimeSpan.FromHours(2));

        Pulse(metrics, TimeSpan.FromHours(3.9)).IsSilent.ShouldBeFalse();
        Pulse(metrics, TimeSpan.FromHours(4.1)).IsSilent.ShouldBeTrue();
    }

    [Fact]
    public void A_run_that_never_logged_is_silent_since_it_started() => Pulse([], TimeSpan.FromMinutes(6)).ShouldBe(new(Start, true));

    [Fact]
    public void A_run_that_ended_is_never_silent() => Pulse([], TimeSpan.FromDays(9), RunStatus.Finished).IsSilent.ShouldBeFalse();

    [Theory]
    [InlineData(-60, 0)]
    [InlineData(600, 1)]
    public void A_clients_clock_that_is_wrong_is_not_believed_beyond_start_and_now(double lastAfterMinutes, double expected)
    {
        var pulse = Pulse(Logged(2, TimeSpan.FromMinutes(lastAfterMinutes)), TimeSpan.FromMinutes(1));

        pulse.ShouldBe(new(Start.AddMinutes(expected), false));
    }

    private static RunPulse Pulse(IReadOnlyList<MetricSummary> metrics, TimeSpan after, RunStatus status = RunStatus.Running) =>
        RunPulse.Of(new("r1", "", 0, "", status, Milliseconds(Start), null, false, null), metrics, Start + after);

    private static IReadOnlyList<MetricSummary> Logged(long count, TimeSpan lastAfter) => [new("loss", 1, count, Milliseconds(Start + lastAfter), 1, 1, count)];

    private static long Milliseconds(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();
}
