using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Shouldly;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Live;

public sealed class LiveHubTests : IAsyncLifetime
{
    private const string Run = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private LiveWorld _world = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Topic => Topics.Run(_world.Vision, Run);

    public async ValueTask InitializeAsync() => _world = await LiveWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Points_arrive_as_they_were_logged_with_NaN_and_infinities(bool json)
    {
        await using var ada = await _world.ConnectAsync(_world.Ada, json);
        var told = Channel.CreateUnbounded<PointsPayload>();
        if (json)
        {
            // As a script reads it: values that JSON has no number for are strings.
            ada.On<System.Text.Json.JsonElement>("points", raw => told.Writer.TryWrite(FromScript(raw)));
        }
        else
        {
            ada.On<PointsPayload>("points", points => told.Writer.TryWrite(points));
        }

        await ada.InvokeAsync("Subscribe", Topic, Ct);
        _world.Feed.Publish(Topic, new LivePoints(Run, [new("loss", [1, 2, -3, 4], [10, 20, 30, 40], [0.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity])]));

        var points = await told.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);
        (points.Topic, points.Run).ShouldBe((Topic, Run));
        var series = points.Series.ShouldHaveSingleItem();
        series.Key.ShouldBe("loss");
        series.Steps.ShouldBe([1, 2, -3, 4]);
        series.Times.ShouldBe([10, 20, 30, 40]);
        series.Values.ShouldBe([0.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity]);
    }

    [Fact]
    public async Task Changes_and_refetches_name_their_topic()
    {
        await using var ada = await _world.ConnectAsync(_world.Ada);
        var told = Hear(ada);
        await ada.InvokeAsync("Subscribe", Topics.Events(_world.Acme), Ct);
        _world.Feed.Publish(Topics.Events(_world.Acme), LiveMessage.Changed);
        (await NextAsync(told)).ShouldBe($"changed {Topics.Events(_world.Acme)}");
        _world.Feed.Publish(Topics.Events(_world.Acme), LiveMessage.Refetch);
        (await NextAsync(told)).ShouldBe($"refetch {Topics.Events(_world.Acme)}");
    }

    [Fact]
    public async Task Nobody_is_refused_before_a_connection_exists()
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(_world.Address, LiveHub.Path + "/negotiate?negotiateVersion=1"), null, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var direct = await http.GetAsync(new Uri(_world.Address, LiveHub.Path), Ct);
        direct.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Globex_hears_nothing_of_Acme_and_can_not_tell_what_exists()
    {
        await using var gus = await _world.ConnectAsync(_world.Gus);
        var refused = await Should.ThrowAsync<HubException>(() => gus.InvokeAsync("Subscribe", Topic, Ct));
        var missing = await Should.ThrowAsync<HubException>(() => gus.InvokeAsync("Subscribe", Topics.Run(Id<Project>.New(), Run), Ct));
        refused.Message.ShouldContain("There is nothing at this topic, or you have no access to it.");
        refused.Message.ShouldBe(missing.Message);
        await Should.ThrowAsync<HubException>(() => gus.InvokeAsync("Subscribe", Topics.Events(_world.Acme), Ct));
        _world.Feed.HasSubscribers(Topic).ShouldBeFalse();
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_refused_with_a_sentence()
    {
        await using var ada = await _world.ConnectAsync(_world.Ada);
        var refused = await Should.ThrowAsync<HubException>(() => ada.InvokeAsync("Subscribe", "everything", Ct));
        refused.Message.ShouldContain("A topic is 'events/{organization id}'");
    }

    [Fact]
    public async Task A_membership_that_ends_ends_what_is_heard_at_once()
    {
        await using var ada = await _world.ConnectAsync(_world.Ada);
        var told = Hear(ada);
        await ada.InvokeAsync("Subscribe", Topic, Ct);
        var clock = Stopwatch.StartNew();
        await _world.EndMembershipAsync(_world.Ada);

        (await NextAsync(told)).ShouldBe($"closed {Topic}");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        _world.Feed.HasSubscribers(Topic).ShouldBeFalse();
        await Should.ThrowAsync<HubException>(() => ada.InvokeAsync("Subscribe", Topic, Ct));
    }

    [Fact]
    public async Task A_credential_that_is_no_longer_good_ends_the_connection_within_seconds()
    {
        await using var ada = await _world.ConnectAsync(_world.Ada, token: true);
        var ended = new TaskCompletionSource();
        ada.Closed += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        await ada.InvokeAsync("Subscribe", Topic, Ct);
        _world.SignOut(_world.Ada);

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        _world.Feed.HasSubscribers(Topic).ShouldBeFalse();
    }

    [Fact]
    public async Task One_connection_listens_to_a_hundred_topics_and_unsubscribing_makes_room()
    {
        await using var ada = await _world.ConnectAsync(_world.Ada);
        for (var i = 0; i < LiveConnection.SubscriptionLimit; i++)
        {
            await ada.InvokeAsync("Subscribe", Topics.Experiment(_world.Vision, i), Ct);
        }

        await ada.InvokeAsync("Subscribe", Topics.Experiment(_world.Vision, 0), Ct);
        (await Should.ThrowAsync<HubException>(() => ada.InvokeAsync("Subscribe", Topic, Ct))).Message.ShouldContain("Unsubscribe from those");
        await ada.InvokeAsync("Unsubscribe", Topics.Experiment(_world.Vision, 0), Ct);
        await ada.InvokeAsync("Subscribe", Topic, Ct);
    }

    [Fact]
    public async Task A_client_that_goes_leaves_nothing_behind()
    {
        var ada = await _world.ConnectAsync(_world.Ada);
        await ada.InvokeAsync("Subscribe", Topic, Ct);
        _world.Feed.HasSubscribers(Topic).ShouldBeTrue();
        await ada.DisposeAsync();
        var clock = Stopwatch.StartNew();
        while (_world.Feed.HasSubscribers(Topic) && clock.Elapsed < Patience)
        {
            await Task.Delay(20, Ct);
        }

        _world.Feed.HasSubscribers(Topic).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_hundred_viewers_see_a_point_within_half_a_second()
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = Channel.CreateUnbounded<double>();
        var viewers = new List<HubConnection>();
        for (var i = 0; i < 200; i++)
        {
            var viewer = await _world.ConnectAsync(_world.Ada);
            viewers.Add(viewer);
            viewer.On<PointsPayload>("points", points =>
            {
                var now = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                foreach (var time in points.Series[0].Times)
                {
                    latencies.Writer.TryWrite(now - time);
                }
            });
            await viewer.InvokeAsync("Subscribe", Topic, Ct);
        }

        const int Published = 60;
        var publishing = 0.0;
        for (var i = 0; i < Published; i++)
        {
            var now = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            _world.Feed.Publish(Topic, new LivePoints(Run, [new("loss", [i], [now], [i])]));
            publishing += Stopwatch.GetElapsedTime(started).TotalMilliseconds - now;
            await Task.Delay(25, Ct);
        }

        var seen = new List<double>();
        while (seen.Count < Published * viewers.Count)
        {
            seen.Add(await latencies.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct));
        }

        await Task.WhenAll(viewers.Select(viewer => viewer.DisposeAsync().AsTask()));
        seen.Sort();
        var p95 = seen[seen.Count * 95 / 100];
        TestContext.Current.SendDiagnosticMessage($"p50 {seen[seen.Count / 2]:f0} ms, p95 {p95:f0} ms, slowest {seen[^1]:f0} ms, publishing {publishing / Published * 1_000:f0} µs");
        p95.ShouldBeLessThan(500);
    }

    private static PointsPayload FromScript(System.Text.Json.JsonElement raw) => new(
        raw.GetProperty("topic").GetString()!,
        raw.GetProperty("run").GetString()!,
        [.. raw.GetProperty("series").EnumerateArray().Select(series => new SeriesPayload(
            series.GetProperty("key").GetString()!,
            Numbers(series.GetProperty("steps")),
            Numbers(series.GetProperty("times")),
            Numbers(series.GetProperty("values"))))]);

    private static double[] Numbers(System.Text.Json.JsonElement array) => [.. array.EnumerateArray().Select(number =>
        number.ValueKind is System.Text.Json.JsonValueKind.Number
            ? number.GetDouble()
            : number.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var other => throw new FormatException(other),
            })];

    private static ChannelReader<string> Hear(HubConnection connection)
    {
        var told = Channel.CreateUnbounded<string>();
        connection.On<string>("changed", topic => told.Writer.TryWrite($"changed {topic}"));
        connection.On<string>("refetch", topic => told.Writer.TryWrite($"refetch {topic}"));
        connection.On<string, string>("closed", (topic, _) => told.Writer.TryWrite($"closed {topic}"));
        return told.Reader;
    }

    private static Task<string> NextAsync(ChannelReader<string> told) => told.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct);
}
