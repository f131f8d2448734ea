using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Overview;

/// <summary>A project's first page: what runs, what finished, what failed, what is best. The metric that the best are judged by is in the address.</summary>
public sealed partial class OverviewPage(OverviewService overviews, Access access, NavigationManager navigation)
{
    private ProjectOverview? _overview;
    private Dictionary<long, string> _names = [];
    private string? _refusal;
    private bool _mayWrite;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [SupplyParameterFromQuery] private string? Best { get; set; }
    [SupplyParameterFromQuery(Name = "goal")] private string? Direction { get; set; }

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    private MetricGoal? Goal => MetricGoalAddress.Read(Best, Direction);

    protected override async Task OnParametersSetAsync()
    {
        _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, CancellationToken.None);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = await overviews.GetAsync(Current.Known, Goal, CancellationToken.None);
        _refusal = read.Refusal?.Message;
        if (_refusal is null)
        {
            _overview = read.Value;
            _names = read.Value.Experiments.ToDictionary(experiment => experiment.Number, experiment => experiment.Name);
        }
    }

    private void Judge(MetricGoal? goal) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(MetricGoalAddress.Write("best", goal)), replace: true);

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
