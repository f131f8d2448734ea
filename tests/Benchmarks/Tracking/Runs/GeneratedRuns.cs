namespace Slipway.Tracking.Runs;

/// <summary>Runs as searches are measured on: each with ten params, ten metrics and five tags, one a second.</summary>
internal static class GeneratedRuns
{
    /// <summary>So many runs from the given one on; the same params and metrics whenever they are asked for.</summary>
    public static IEnumerable<StoredRun> Of(int first, int count)
    {
        var random = new Random(first + 1);
        for (var i = first; i < first + count; i++)
        {
            var metrics = Enumerable.Range(0, 9).ToDictionary(m => $"m{m}", _ => random.NextDouble());
            metrics["twin"] = metrics["m0"];
            var parameters = Enumerable.Range(0, 10).ToDictionary(p => $"p{p}", _ => $"v{random.Next(10)}");
            if (random.Next(200) == 0)
            {
                parameters["rare"] = "yes";
            }

            yield return new(
                Guid.CreateVersion7().ToString("N"), 1_790_000_000_000 + (i * 1_000L), metrics, parameters,
                Enumerable.Range(0, 5).ToDictionary(t => $"t{t}", _ => $"x{random.Next(5)}"), Name: $"run-{random.Next(1_000_000)}");
        }
    }
}
