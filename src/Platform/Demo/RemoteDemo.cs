using Slipway.Demo.Logging;
using Slipway.Demo.Sweeps;

namespace Slipway.Demo;

/// <summary>What a training that was logged to some server came to.</summary>
public sealed record RemoteOutcome(int Trained, int Diverged, string? Best, double BestAccuracy);

/// <summary>Trains the demo's models here and logs them to any MLflow tracking server, as a script of one's own would.</summary>
public sealed class RemoteDemo(TimeProvider time)
{
    internal const string Kind = "remote";

    /// <summary>Trains a sweep. Whatever stops it, its runs at the server don't go on as running.</summary>
    /// <param name="to">A project's tracking address, such as <c>http://localhost:5000/acme/vision</c>.</param>
    /// <param name="fast">Without the pauses that make it easy to watch.</param>
    /// <param name="seed">Gives the same models for the same number.</param>
    /// <param name="say">Takes a line when something happened.</param>
    public Task<Result<RemoteOutcome>> TrainAsync(string to, string token, bool fast, int seed, Action<string> say, CancellationToken ct) =>
        !Uri.TryCreate(to, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            ? Task.FromResult<Result<RemoteOutcome>>(new Invalid($"'{to}' is no address. Give a project's tracking address, such as http://localhost:5000/acme/vision."))
            : TrainAsync(TrackingClient.Http(address, token), new SweepPlan(Kind, fast ? SweepPace.Fast : SweepPace.Watchable, SweepPlan.Grid(seed: seed), Environment.UserName), say, ct);

    internal async Task<Result<RemoteOutcome>> TrainAsync(HttpClient http, SweepPlan plan, Action<string> say, CancellationToken ct)
    {
        using (http)
        {
            var client = new TrackingClient(http, time);
            string? watched = null;
            try
            {
                var outcomes = await new DigitSweep(client, plan, Report).RunAsync(ct);
                var best = outcomes.Where(outcome => outcome.Test is not null).MaxBy(outcome => outcome.Validation!.Value.Accuracy);
                return new RemoteOutcome(outcomes.Count(outcome => outcome.Test is not null), outcomes.Count(outcome => outcome.Test is null), best?.RunName, best?.Test?.Accuracy ?? 0);
            }
            catch (TrackingFailure failure)
            {
                return new Conflict(failure.Message);
            }

            void Report(SweepProgress progress)
            {
                if (watched is null)
                {
                    say($"Watch it: {client.Address}/#/experiments/{progress.Experiment}/runs/{progress.SweepRun}");
                    watched = progress.SweepRun;
                }

                if (progress.Sentence is not null)
                {
                    say(progress.Sentence);
                }
            }
        }
    }
}
