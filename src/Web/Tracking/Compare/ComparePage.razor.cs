using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Live;
using Slipway.Shared.Session;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Compare;

/// <summary>Two to ten runs beside one another: what differs, their charts over one another, their files. Which runs, and how, stands in the address.</summary>
public sealed partial class ComparePage(CompareService compare, NavigationManager navigation)
{
    private const string TableTab = "table";
    private const string ChartsTab = "charts";
    private const string RelationsTab = "relations";
    private const string ImagesTab = "images";
    private const string FilesTab = "files";

    private static readonly (string Tab, string Text)[] Tabs = [(TableTab, "Values"), (ChartsTab, "Charts"), (RelationsTab, "Relations"), (ImagesTab, "Images"), (FilesTab, "Files")];

    private Comparison? _comparison;
    private ComparedFiles? _files;
    private IReadOnlyList<ChartedRun> _charted = [];
    private string? _refusal;
    private string? _read;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";

    /// <summary>Ids of the runs, with commas between them.</summary>
    [SupplyParameterFromQuery] public string? Runs { get; set; }

    /// <summary>What is shown: table, charts, relations, images or files.</summary>
    [SupplyParameterFromQuery] public string? Tab { get; set; }

    /// <summary>The id of the run that the others are measured against; the first when none is named.</summary>
    [SupplyParameterFromQuery] public string? Baseline { get; set; }

    /// <summary><c>all</c> shows what is the same everywhere too.</summary>
    [SupplyParameterFromQuery] public string? Rows { get; set; }

    private string Shown => Tabs.Any(one => one.Tab == Tab) ? Tab! : TableTab;

    private string[] Ids => (Runs ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string Counted => _comparison!.Runs.Count == 1 ? "one run" : $"{_comparison.Runs.Count} runs";

    // One run has no differences.
    private bool DifferencesOnly => Rows != "all" && _comparison!.Runs.Count > 1;

    private int BaselinePlace => Math.Max(0, _comparison!.Runs.Select(run => run.RunId).ToList().IndexOf(Baseline ?? ""));

    private string ApiUrl => $"/api/v1/organizations/{Current.Organization}/projects/{Current.Slug}";

    private IEnumerable<string> Followed => _comparison!.Runs.Where(IsActive).Select(run => Topics.Run(Current.Id, run.RunId));

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Runs} {(Shown == FilesTab ? FilesTab : "")}";
        if (_read != asked)
        {
            _read = asked;
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        if (Ids.Length == 0)
        {
            _refusal = $"Choose two to {Comparison.MostRuns} runs in the table of runs, and then 'Compare'.";
            return;
        }

        var compared = await compare.CompareAsync(Current.Known, Ids, CancellationToken.None);
        _refusal = compared.Refusal?.Message ?? (compared.Value.Runs.Count == 0 ? "None of these runs is in this project. They may have been deleted, or belong to a project that isn't shared with you." : null);
        if (_refusal is not null)
        {
            return;
        }

        _comparison = compared.Value;
        _charted = [.. _comparison.Runs.Select(Charted).Where(run => run.Keys.Count > 0)];
        if (Shown == FilesTab)
        {
            _files = await compare.CompareFilesAsync(Current.Known, [.. _comparison.Runs.Select(run => run.RunId)], CancellationToken.None) is { Refusal: null } files ? files.Value : null;
        }
    }

    private ChartedRun Charted(RunInfo run, int place) => new(
        run.RunId,
        run.Name,
        $"{ApiUrl}/runs/{run.RunId}/chart",
        [.. _comparison!.Metrics.Where(metric => metric.Values[place] is not null).Select(metric => metric.Name)],
        IsActive(run) ? Topics.Run(Current.Id, run.RunId) : null,
        DateTimeOffset.FromUnixTimeMilliseconds(run.StartTime).UtcDateTime,
        place);

    private static bool IsActive(RunInfo run) => run.Status is RunStatus.Running or RunStatus.Scheduled;

    private string TabHref(string tab) => navigation.GetUriWithQueryParameter("tab", tab == TableTab ? null : tab);

    private string Without(IReadOnlyList<string> left) => navigation.GetUriWithQueryParameter("runs", string.Join(',', Ids.Except(left)));

    private void ChooseBaseline(int place) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("baseline", place == 0 ? null : _comparison!.Runs[place].RunId), replace: true);

    private void ChooseDifferences(bool only) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("rows", only ? null : "all"), replace: true);
}
