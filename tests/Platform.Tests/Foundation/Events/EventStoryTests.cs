using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using Xunit;

namespace Slipway.Foundation.Events;

public sealed class EventStoryTests(SlipwayHost host)
{
    private EventStories Stories => host.Services.GetRequiredService<EventStories>();

    [Fact]
    public void Every_event_is_told_in_words()
    {
        var events = typeof(Platform).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PlatformEvent)) && !type.IsAbstract).Select(Sample).ToList();

        events.Count.ShouldBeGreaterThan(40);
        foreach (var happened in events)
        {
            var fact = Fact(happened);
            var told = Stories.All.SingleOrDefault(story => story.Kind == happened.Kind);
            told.ShouldNotBeNull($"{happened.GetType().Name} has no story: say how {happened.Kind} is told, beside the other stories of its module");
            told.Label.ShouldNotBeNullOrWhiteSpace();
            // A member that isn't there leaves a hole.
            Stories.Tell(fact).ShouldSatisfyAllConditions(
                sentence => sentence.ShouldNotContain("  "), sentence => sentence.ShouldNotEndWith(" "), sentence => char.IsLower(sentence[0]).ShouldBeTrue(sentence));
            Stories.Tell(fact, 42).ShouldContain("42");
            Stories.PlaceOf(fact).ShouldNotContain("//");
        }
    }

    [Fact]
    public void No_two_events_have_one_kind() =>
        typeof(Platform).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PlatformEvent)) && !type.IsAbstract).Select(type => Sample(type).Kind)
            .GroupBy(kind => kind).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public void What_was_done_again_and_again_is_told_as_one()
    {
        var fact = Fact(Sample(typeof(Platform).Assembly.GetType("Slipway.Tracking.Runs.RunCreated", throwOnError: true)!));

        Stories.Tell(fact, 1).ShouldBe("logged the run walked");
        Stories.Tell(fact, 1_200).ShouldBe("logged 1,200 runs");
        Stories.PageOf(fact, 1).ShouldBe("walked/runs/walked");
        Stories.PageOf(fact, 1_200).ShouldBe("walked/experiments/1");
    }

    private static EventFact Fact(PlatformEvent happened) =>
        new(1, happened.Kind, happened.Subject, null, Id<User>.New(), "Ada", DateTime.UnixEpoch, JsonElement.Parse(Recording.Text(happened)));

    private static PlatformEvent Sample(Type type)
    {
        var constructor = type.GetConstructors().Single(each => each.GetParameters() is not [var only] || only.ParameterType != type);
        return (PlatformEvent)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType))]);
    }

    private static object? Value(Type type) =>
        type == typeof(string) ? "walked"
        : type == typeof(long) ? 1L
        : type == typeof(int) ? 1
        : type.IsInterface || type.IsArray ? Items(type)
        : Nullable.GetUnderlyingType(type) is { } value ? Value(value)
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.GetConstructors().MaxBy(each => each.GetParameters().Length) is { } made ? made.Invoke([.. made.GetParameters().Select(parameter => Value(parameter.ParameterType))])
        : null;

    private static Array Items(Type type)
    {
        var item = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var items = Array.CreateInstance(item, 1);
        items.SetValue(Value(item), 0);
        return items;
    }
}
