using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments.Comparison;

/// <summary>Experiments side by side. Which, and what they are judged by, is in the address.</summary>
public sealed partial class ExperimentComparisonPage(ExperimentComparisonService comparisons, NavigationManager navigation)
{
    private const int MostParams = 100;

    private ExperimentComparison? _comparison;
    private string? _refusal;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [SupplyParameterFromQuery] private string? Experiments { get; set; }
    [SupplyParameterFromQuery] private string? Metric { get; set; }
    [SupplyParameterFromQuery(Name = "goal")] private string? Direction { get; set; }

    private IReadOnlyList<long> Numbers => ExperimentNumbers.Read(Experiments);

    private MetricGoal? Goal => MetricGoalAddress.Read(Metric, Direction);

    private IReadOnlyList<string> BestRuns => [.. _comparison!.Experiments.Select(each => each.Best?.Run.RunId).OfType<string>()];

    // Those in which the best runs differ come first: they are what one looks for.
    private IReadOnlyList<string> Params =>
        [.. _comparison!.Experiments.SelectMany(each => each.Best?.Params ?? []).Select(param => param.Key).Distinct()
            .OrderBy(param => _comparison.Experiments.Select(each => Param(each, param)).Distinct().Count() == 1).ThenBy(param => param, StringComparer.OrdinalIgnoreCase).Take(MostParams)];

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task ReadAsync()
    {
        if (Numbers.Count == 0)
        {
            return;
        }

        var read = await comparisons.CompareAsync(Current.Known, Numbers, Goal, CancellationToken.None);
        _refusal = read.Refusal?.Message;
        _comparison = read.Refusal is null ? read.Value : null;
    }

    // Values can be held against each other only where all are of one metric.
    private bool IsWinner(ComparedExperiment experiment)
    {
        var best = _comparison!.Experiments.Select(each => each.Best).OfType<BestRun>().ToList();
        return best.Count > 1 && best.TrueForAll(each => each.Goal == best[0].Goal)
            && experiment.Best!.Value == (best[0].Goal.LowerIsBetter ? best.Min(each => each.Value) : best.Max(each => each.Value));
    }

    private static string? Param(ComparedExperiment experiment, string key) => experiment.Best?.Params.Where(param => param.Key == key).Select(param => param.Value).FirstOrDefault();

    private void Judge(MetricGoal? goal) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(MetricGoalAddress.Write("metric", goal)), replace: true);

    private void LeaveOut(long number) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("experiments", string.Join(',', Numbers.Where(other => other != number))), replace: true);

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static DateTime? Moment(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime : null;
}
