using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Slipway.Foundation.Live;

public sealed class LiveFeedTests
{
    private const string Topic = "runs/vision/1";

    private readonly FakeTimeProvider _time = new();
    private readonly LiveFeed _feed;

    public LiveFeedTests() => _feed = new(_time);

    [Fact]
    public async Task The_first_message_arrives_at_once()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        _feed.Publish(Topic, LiveMessage.Changed);

        (await reader.NextAsync()).ShouldBe(LiveMessage.Changed);
    }

    [Fact]
    public async Task Messages_of_other_topics_do_not_arrive()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        _feed.Publish("runs/vision/2", LiveMessage.Refetch);
        _feed.Publish(Topic, LiveMessage.Changed);

        (await reader.NextAsync()).ShouldBe(LiveMessage.Changed);
    }

    [Fact]
    public async Task Changes_within_a_tenth_of_a_second_arrive_as_one_when_it_is_over()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        _feed.Publish(Topic, LiveMessage.Changed);
        await reader.NextAsync();
        for (var i = 0; i < 1_000; i++)
        {
            _feed.Publish(Topic, LiveMessage.Changed);
        }

        var next = reader.NextAsync();
        _time.Advance(TimeSpan.FromMilliseconds(99));
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await next).ShouldBe(LiveMessage.Changed);

        var after = reader.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        after.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Points_that_wait_arrive_together_with_each_metric_once_and_in_order()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        _feed.Publish(Topic, Points("loss", 1, 10));
        _feed.Publish(Topic, Points("accuracy", 1, 0.5));
        _feed.Publish(Topic, Points("loss", 2, double.NaN));

        var points = (await reader.NextAsync()).ShouldBeOfType<LivePoints>();
        points.Series.Select(series => series.Key).ShouldBe(["loss", "accuracy"]);
        points.Series[0].Steps.ShouldBe([1, 2]);
        points.Series[0].Times.ShouldBe([1_000, 2_000]);
        points.Series[0].Values.ShouldBe([10, double.NaN]);
    }

    [Fact]
    public async Task Points_and_a_change_arrive_one_after_the_other_a_tenth_of_a_second_apart()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        _feed.Publish(Topic, LiveMessage.Changed);
        _feed.Publish(Topic, Points("loss", 1, 10));

        (await reader.NextAsync()).ShouldBeOfType<LivePoints>();
        var next = reader.NextAsync();
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(LiveSubscription.Interval);
        (await next).ShouldBe(LiveMessage.Changed);
    }

    [Fact]
    public async Task A_reader_too_slow_for_the_number_of_messages_is_told_to_refetch_once()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        for (var i = 0; i <= LiveSubscription.MessageLimit + 10; i++)
        {
            _feed.Publish(Topic, Points("loss", i, i));
        }

        (await reader.NextAsync()).ShouldBe(LiveMessage.Refetch);
        _feed.Publish(Topic, Points("loss", 9, 9));
        var next = reader.NextAsync();
        _time.Advance(LiveSubscription.Interval);
        (await next).ShouldBeOfType<LivePoints>().Series.ShouldHaveSingleItem().Values.ShouldBe([9]);
    }

    [Fact]
    public async Task A_reader_too_slow_for_the_number_of_points_is_told_to_refetch()
    {
        await using var reader = new Reader(_feed.Subscribe(Topic));
        var many = new double[(LiveSubscription.PointLimit / 2) + 1];
        _feed.Publish(Topic, new LivePoints("1", [new("loss", many, many, many)]));
        _feed.Publish(Topic, new LivePoints("1", [new("loss", many, many, many)]));

        (await reader.NextAsync()).ShouldBe(LiveMessage.Refetch);
    }

    [Fact]
    public void A_topic_has_subscribers_until_the_last_one_is_disposed()
    {
        _feed.HasSubscribers(Topic).ShouldBeFalse();
        var first = _feed.Subscribe(Topic);
        var second = _feed.Subscribe(Topic);
        first.Dispose();
        first.Dispose();
        _feed.HasSubscribers(Topic).ShouldBeTrue();
        second.Dispose();
        _feed.HasSubscribers(Topic).ShouldBeFalse();
    }

    [Fact]
    public async Task Disposing_the_subscription_ends_its_readers_loop()
    {
        using var subscription = _feed.Subscribe(Topic);
        await using var reader = subscription.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = reader.MoveNextAsync();
        next.IsCompleted.ShouldBeFalse();
        subscription.Dispose();
        (await next).ShouldBeFalse();
    }

    private static LivePoints Points(string key, double step, double value) => new("1", [new(key, [step], [step * 1_000], [value])]);

    private sealed class Reader(LiveSubscription subscription) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<LiveMessage> _messages = subscription.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        private Task<LiveMessage>? _asked;

        public Task<LiveMessage> NextAsync() => _asked = AskAsync();

        public async ValueTask DisposeAsync()
        {
            subscription.Dispose();
            if (_asked is { IsCompleted: false } waiting)
            {
                // The loop's pause is on a clock that no longer moves.
                return;
            }

            await _messages.DisposeAsync();
        }

        private async Task<LiveMessage> AskAsync() => await _messages.MoveNextAsync() ? _messages.Current : throw new InvalidOperationException("The subscription ended.");
    }
}
