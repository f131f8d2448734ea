using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Data;

namespace Slipway.Foundation.Events;

/// <summary>
/// Follows the events of every organization, in the order of their numbers. One is made for each batch, in a scope that has entered the
/// organization. What takes long or leaves the machine isn't done here: write a row, and let a job work it off.
/// </summary>
internal interface IEventConsumer
{
    /// <summary>
    /// Adds to <paramref name="db"/> what follows from the events, without saving: it is committed together with how far this consumer came, so
    /// that each event counts exactly once. An exception leaves both as they were, and the same events come again.
    /// </summary>
    Task HandleAsync(SaasDb db, IReadOnlyList<EventFact> events, CancellationToken ct);

    /// <summary>Called after that commit: the place to tell open screens or to wake a job. What gets lost here must be found again by a sweep.</summary>
    Task CommittedAsync(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>What <see cref="EventFollower"/> knows of a consumer before it makes one.</summary>
internal sealed record EventConsumption(string Name, Func<IServiceProvider, IEventConsumer> Make);

internal static class EventConsumerRegistration
{
    /// <summary>
    /// Lets <typeparamref name="T"/> follow the events; its dependencies come from the organization's scope. <paramref name="name"/> is stable: how
    /// far it came is kept under it, and under another name it would begin anew.
    /// </summary>
    public static void AddEventConsumer<T>(this IServiceCollection services, string name)
        where T : class, IEventConsumer
    {
        services.AddScoped<T>();
        services.AddSingleton(new EventConsumption(name, provider => provider.GetRequiredService<T>()));
    }
}
