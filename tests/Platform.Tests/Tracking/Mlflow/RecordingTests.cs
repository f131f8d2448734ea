using Shouldly;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Mlflow;

/// <summary>Sessions of real clients, played against the real host.</summary>
public sealed class RecordingTests(SlipwayHost host)
{
    /// <summary>What needs evaluation datasets or webhooks, which aren't part of the product yet.</summary>
    private static readonly HashSet<string> NotCovered = ["genai dataset", "webhooks"];

    [Theory]
    [InlineData("client-2.9.jsonl")]
    [InlineData("client-3.11.jsonl")]
    public async Task A_recorded_session_is_answered_as_it_was(string file)
    {
        var recording = new Recording(file);
        var covered = recording.Scenarios().Select(scenario => scenario.Name).Except(NotCovered).ToHashSet();
        covered.Count.ShouldBeGreaterThan(20);

        var differences = await recording.ReplayAsync(host.Ben, await host.NewProjectAsync(), covered);

        differences.ShouldBeEmpty(string.Join('\n', differences));
    }
}
