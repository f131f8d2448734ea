using System.CommandLine;
using System.Globalization;
using Slipway.Demo;

namespace Slipway.Commands;

/// <summary>Trains the demo's models on this machine and logs them to any server.</summary>
internal static class DemoCommand
{
    private const int Stopped = 130;

    public static Command For(WebApplication app)
    {
        var to = new Option<string>("--to") { Required = true, Description = "A project's tracking address, such as http://localhost:5000/acme/vision." };
        var token = new Option<string?>("--token") { Description = "An API token of that project; MLFLOW_TRACKING_TOKEN by default." };
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 7, Description = "The same number gives the same models." };
        var fast = new Option<bool>("--fast") { Description = "Without the pauses that make it easy to watch." };
        var command = new Command("demo", "Train small models on handwritten digits here, and log them to a server while they train.") { to, token, seed, fast };
        command.SetAction(async (parsed, ct) =>
        {
            if ((parsed.GetValue(token) ?? Environment.GetEnvironmentVariable("MLFLOW_TRACKING_TOKEN")) is not { Length: > 0 } secret)
            {
                return await FailAsync("Give an API token with --token, or in MLFLOW_TRACKING_TOKEN. A project's page 'Connect' makes one.");
            }

            try
            {
                var trained = await app.Services.GetRequiredService<RemoteDemo>().TrainAsync(parsed.GetValue(to)!, secret, parsed.GetValue(fast), parsed.GetValue(seed), Console.Out.WriteLine, ct);
                if (trained.Refusal is { } refusal)
                {
                    return await FailAsync(refusal.Message);
                }

                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"Trained {trained.Value.Trained} models, and {trained.Value.Diverged} that diverged as it should. The best, {trained.Value.Best}, recognizes {trained.Value.BestAccuracy:P1} of the test images."));
                return 0;
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync("Stopped. Its runs are marked as killed.");
                return Stopped;
            }
        });
        return command;
    }

    private static async Task<int> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
