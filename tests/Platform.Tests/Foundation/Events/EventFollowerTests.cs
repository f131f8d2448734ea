using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Data;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Events;

public sealed class EventFollowerTests(SlipwayHost host)
{
    [Fact]
    public async Task A_new_consumer_is_told_of_the_last_day_in_order_and_of_each_event_once_though_another_one_fails()
    {
        await host.NewProjectAsync();
        var heard = new Heard();

        await using var following = Following(heard);
        await following.Services.GetRequiredService<Heard>().EnoughAsync();

        heard.Numbers.ShouldBe(Enumerable.Range(1, heard.Numbers.Count).Select(number => (long)number));
        heard.Kinds.ShouldContain("project.created");
        (await CursorsAsync()).ShouldBe(["test.listening"]);
    }

    private WebApplicationFactory<Program> Following(Heard heard) => host.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
    {
        services.AddSingleton(heard);
        services.AddEventConsumer<Failing>("test.failing");
        services.AddEventConsumer<Listening>("test.listening");
    }));

    /// <summary>Which of the two came anywhere.</summary>
    private async Task<List<string>> CursorsAsync()
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var acme = await db.Organizations.SingleAsync(organization => organization.Slug == "acme");
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(acme.Id);
        return await db.EventCursors.Where(cursor => cursor.Consumer.StartsWith("test.") && cursor.Number > 0).Select(cursor => cursor.Consumer).ToListAsync();
    }

    private sealed class Heard
    {
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<long> Numbers { get; } = [];
        public HashSet<string> Kinds { get; } = [];

        public Task EnoughAsync() => _enough.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Add(IReadOnlyList<EventFact> events)
        {
            if (Kinds.Contains("project.created"))
            {
                return;
            }

            Numbers.AddRange(events.Select(fact => fact.Number));
            Kinds.UnionWith(events.Select(fact => fact.Kind));
        }

        public void Commit()
        {
            if (Kinds.Contains("project.created"))
            {
                _enough.TrySetResult();
            }
        }
    }

    private sealed class Listening(Heard heard, Tenant tenant) : IEventConsumer
    {
        public async Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct)
        {
            if ((await db.Organizations.SingleAsync(organization => organization.Id == tenant.Id, ct)).Slug == "acme")
            {
                heard.Add(events);
            }
        }

        public Task CommittedAsync(CancellationToken ct)
        {
            heard.Commit();
            return Task.CompletedTask;
        }
    }

    private sealed class Failing : IEventConsumer
    {
        public Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct) => throw new InvalidOperationException("This one always fails.");
    }
}
