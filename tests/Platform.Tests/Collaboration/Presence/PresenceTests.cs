using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Slipway.Collaboration.Comments;
using Slipway.Demo;
using Slipway.Foundation.Access;
using Slipway.Foundation.Live;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Slipway.Tracking.Mlflow;
using Slipway.World;
using Xunit;

namespace Slipway.Collaboration.Presence;

public sealed class PresenceTests(SlipwayHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_a_page_open_is_seen_until_the_last_window_is_closed()
    {
        var talk = await Talk.AboutARunAsync(host);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, talk.Project);
        var presence = ben.Service<PresenceService>();

        using var first = (await presence.EnterAsync(ben.Project, new("run", talk.Run), Ct)).Value;
        var second = (await presence.EnterAsync(ben.Project, new("run", talk.Run), Ct)).Value;
        (await HereAsync(talk, host.Ada)).ShouldBe([DemoWorld.Ben.Name]);
        second.Dispose();
        (await HereAsync(talk, host.Ada)).ShouldBe([DemoWorld.Ben.Name]);
        first.Pause();
        (await HereAsync(talk, host.Ada)).ShouldBeEmpty();
        first.Resume();
        (await HereAsync(talk, host.Ada)).ShouldBe([DemoWorld.Ben.Name]);
        first.Dispose();
        (await HereAsync(talk, host.Ada)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_writes_a_comment_is_seen_by_those_who_read_there_while_they_write()
    {
        var talk = await Talk.AboutARunAsync(host);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, talk.Project);
        await using var ada = await Acting.AsAsync(host, DemoWorld.Ada, talk.Project);
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, talk.Project);
        var target = new CommentTarget("run", talk.Run);

        var writing = (await ben.Service<PresenceService>().WriteAsync(ben.Project, target, Ct)).Value;
        var seen = (await ada.Service<PresenceService>().WhoWritesAsync(ada.Project, target, Ct)).Value;
        var foreign = await gus.Service<PresenceService>().WhoWritesAsync(gus.Project, target, Ct);
        writing.Dispose();

        seen.ShouldHaveSingleItem().Name.ShouldBe(DemoWorld.Ben.Name);
        foreign.Refusal.ShouldBeOfType<NotFound>();
        (await HereAsync(talk, host.Ada)).ShouldBeEmpty();
        (await ada.Service<PresenceService>().WhoWritesAsync(ada.Project, target, Ct)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task Coming_and_going_is_heard_on_that_page()
    {
        var talk = await Talk.AboutARunAsync(host);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, talk.Project);
        using var here = host.Services.GetRequiredService<LiveFeed>().Subscribe(Topics.Presence(ben.Project.Id, "run", talk.Run));
        await using var heard = here.GetAsyncEnumerator(Ct);

        var stay = (await ben.Service<PresenceService>().EnterAsync(ben.Project, new("run", talk.Run), Ct)).Value;
        (await heard.MoveNextAsync()).ShouldBeTrue();
        stay.Dispose();
        (await heard.MoveNextAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Globex_cannot_be_at_a_page_of_Acme_or_see_who_is()
    {
        var talk = await Talk.AboutARunAsync(host);
        await using var ben = await Acting.AsAsync(host, DemoWorld.Ben, talk.Project);
        using var stay = (await ben.Service<PresenceService>().EnterAsync(ben.Project, new("run", talk.Run), Ct)).Value;

        await host.Gus.GetAsync(Address(talk), Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        await using var gus = await Acting.AsAsync(host, DemoWorld.Gus, talk.Project);
        (await gus.Service<PresenceService>().EnterAsync(gus.Project, new("run", talk.Run), Ct)).Refusal.ShouldBeOfType<NotFound>();
        (await HereAsync(talk, host.Ada)).ShouldBe([DemoWorld.Ben.Name]);
    }

    [Fact]
    public async Task Replicas_tell_each_other_who_is_where_and_that_they_left()
    {
        var topic = Topics.Presence(Id<Project>.New(), "run", "1");
        var (ada, ben) = (Id<User>.New(), Id<User>.New());
        await using var here = await Replica.StartAsync();
        await using var there = await Replica.StartAsync();
        using var near = here.Feed.Subscribe(topic);
        using var far = there.Feed.Subscribe(topic);
        here.Board.Enter(topic, Guid.NewGuid(), ada);
        var stay = Guid.NewGuid();
        there.Board.Enter(topic, stay, ben);

        await UntilAsync(() => here.Board.People(topic).Count == 2 && there.Board.People(topic).Count == 2);
        there.Board.Leave(topic, stay);
        await UntilAsync(() => here.Board.People(topic) is [var only] && only == ada);
        there.Board.People(topic).ShouldBe([ada]);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, Ct);
        }
    }

    private static string Address(Talk talk) => $"{talk.Address.Replace("/comments", "/presence", StringComparison.Ordinal)}?kind=run&subject={talk.Run}";

    private static async Task<List<string>> HereAsync(Talk talk, HttpClient who) => [.. (await who.GetAsync(Address(talk), Ct).JsonAsync()).AsArray().Select(person => person!.Text("name"))];

    private sealed class Replica : IAsyncDisposable
    {
        private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
        private readonly RedisBackplane _backplane;

        private Replica()
        {
            Feed = new(TimeProvider.System);
            Board = new(Feed, TimeProvider.System);
            _backplane = new(Parts.Redis, Feed, new(_services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System), TimeProvider.System, NullLogger<RedisBackplane>.Instance);
        }

        public LiveFeed Feed { get; }
        public PresenceBoard Board { get; }

        public static async Task<Replica> StartAsync()
        {
            var replica = new Replica();
            await replica._backplane.StartAsync(Ct);
            await replica.Board.StartAsync(Ct);
            return replica;
        }

        public async ValueTask DisposeAsync()
        {
            await Board.StopAsync(CancellationToken.None);
            await _backplane.StopAsync(CancellationToken.None);
            Board.Dispose();
            _backplane.Dispose();
            await _services.DisposeAsync();
        }
    }
}
