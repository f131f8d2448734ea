using Microsoft.Extensions.Configuration;
using Slipway.Demo.Sweeps;
using Slipway.Foundation.Data;

namespace Slipway.Demo;

/// <summary>Whether this server shows the demo.</summary>
/// <param name="IsOn">A start makes the demo organizations.</param>
public sealed record DemoSettings(bool IsOn)
{
    /// <summary>Whether the server trains the demo's models: some at its first start, and others when somebody asks for them.</summary>
    internal bool Trains { get; init; }

    /// <summary>How fast trainings that somebody asked for go.</summary>
    internal SweepPace Pace { get; init; } = SweepPace.Watchable;

    /// <summary>What a sweep trains.</summary>
    internal IReadOnlyList<Training.TrainingPlan> Trainings { get; init; } = SweepPlan.Grid();

    internal static DemoSettings Read(IConfiguration configuration, DatabaseProvider provider)
    {
        // Whoever names a database server has plans of their own.
        var on = configuration.GetValue("Slipway:Demo", provider is DatabaseProvider.Sqlite);
        return new(on) { Trains = on && configuration.GetValue("Slipway:DemoTraining", true) };
    }
}
