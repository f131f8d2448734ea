using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Live;
using Slipway.Foundation.Results;
using Slipway.Shared.Session;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Runs.Neighbours;

namespace Slipway.Tracking.Runs;

/// <summary>One run: what it is, its charts and its files. It follows the run's live topic and reads again what that says has changed.</summary>
public sealed partial class RunPage(
    RunService runs, RunLogService log, RunEditService edits, MetricService metrics, ExperimentService experiments, Access access, LiveFeed live, NavigationManager navigation, TimeProvider time)
    : IDisposable
{
    /// <summary>The least time between two readings: a person can't read faster, and the charts don't wait for it.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private const string OverviewTab = "overview";
    private const string MetricsTab = "metrics";
    private const string SystemTab = "system";
    private const string OutputTab = "console";
    private const string MediaTab = "media";
    private const string CodeTab = "code";
    private const string ArtifactsTab = "artifacts";

    private const string DiscussionTab = "discussion";

    private static readonly (string Tab, string Text)[] Tabs =
    [
        (OverviewTab, "Overview"), (MetricsTab, "Metrics"), (SystemTab, "System"), (OutputTab, "Console"), (MediaTab, "Images & tables"), (CodeTab, "Code"), (ArtifactsTab, "Artifacts"),
        (DiscussionTab, "Discussion"),
    ];

    private readonly CancellationTokenSource _gone = new();
    private LiveSubscription? _subscription;
    private RunDetails? _run;
    private IReadOnlyList<MetricSummary> _metrics = [];
    private string _experiment = "";
    private string? _refusal;
    private string? _failure;
    private string _loaded = "";
    private int _changes;
    private bool _mayWrite;
    private bool _mayComment;
    private bool _loggedAfterEnd;
    private bool _naming;
    private bool _comparing;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string RunId { get; set; } = "";

    /// <summary>What is shown below the header.</summary>
    [SupplyParameterFromQuery(Name = "tab")] public string? Tab { get; set; }

    /// <summary>The file that the console shows.</summary>
    [SupplyParameterFromQuery] public string? File { get; set; }

    /// <summary>The place in the charts that the next comment is about.</summary>
    [SupplyParameterFromQuery] public string? Metric { get; set; }
    [SupplyParameterFromQuery] public long? Step { get; set; }

    /// <summary>The step at which charts draw a line.</summary>
    [SupplyParameterFromQuery] public long? Mark { get; set; }

    /// <summary>The list that this run was come to from: its filter, order, view and experiments.</summary>
    [SupplyParameterFromQuery] public string? Filter { get; set; }
    [SupplyParameterFromQuery] public string? Order { get; set; }
    [SupplyParameterFromQuery] public string? View { get; set; }

    [SupplyParameterFromQuery] public string? Experiments { get; set; }

    private RunListPlace List => new(Filter, Order, View, Experiments);

    private RunFacts Facts => RunFacts.Of(_run!.Tags);

    private string Shown => Tabs.Any(one => one.Tab == Tab) ? Tab! : OverviewTab;

    private CommentPoint? Pointed => Metric is { Length: > 0 } metric && Step is { } step ? new(metric, step) : null;

    private string Address => $"{navigation.BaseUri.TrimEnd('/')}{Current.Href()}";

    private string ApiUrl => $"/api/v1/organizations/{Current.Organization}/projects/{Current.Slug}";

    private List<string> ModelKeys => [.. _metrics.Select(metric => metric.Key).Where(key => !RunFacts.IsOfMachine(key))];
    private ChartedRun Charted(IReadOnlyList<string> keys) => new(RunId, _run!.Info.Name, $"{ApiUrl}/runs/{RunId}/chart", keys, ChartTopic, Started);


    private List<string> MachineKeys => [.. _metrics.Select(metric => metric.Key).Where(RunFacts.IsOfMachine)];

    private DateTime Started => RunPulse.Moment(_run!.Info.StartTime);

    private DateTime? Ended => _run!.Info.EndTime is { } end ? RunPulse.Moment(end) : null;

    private bool IsActive => _run!.Info.Status is RunStatus.Running or RunStatus.Scheduled;

    // Clients may log to a run that has ended; its charts connect when one does.
    private string? ChartTopic => IsActive || _loggedAfterEnd ? Topics.Run(Current.Id, RunId) : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == RunId)
        {
            return;
        }

        _loaded = RunId;
        (_run, _metrics, _loggedAfterEnd, _naming, _comparing, _failure) = (null, [], false, false, false, null);
        _subscription?.Dispose();
        if (RendererInfo.IsInteractive)
        {
            // Before the first reading: what changes after it is then told.
            _ = FollowAsync(_subscription = live.Subscribe(Topics.Run(Current.Id, RunId)));
        }

        _mayWrite = await access.AllowsAsync(Permission.RunsWrite, Current.Id, _gone.Token);
        _mayComment = await access.AllowsAsync(Permission.CommentsWrite, Current.Id, _gone.Token);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        await ReadAsync(metricsAlone: false);
        if (_run is not null && await experiments.GetAsync(Current.Known, _run.Info.Experiment, _gone.Token) is { Refusal: null } experiment)
        {
            _experiment = experiment.Value.Name;
        }
    }

    private async Task ReadAsync(bool metricsAlone)
    {
        var summaries = await metrics.SummarizeAsync(Current.Known, RunId, _gone.Token);
        var run = metricsAlone && _run is not null ? _run : await runs.GetAsync(Current.Known, RunId, _gone.Token);
        if ((run.Refusal ?? summaries.Refusal) is { } refusal)
        {
            (_run, _refusal) = (null, refusal.Message);
            if (refusal is NotFound)
            {
                navigation.NotFound();
            }

            return;
        }

        (_run, _metrics, _refusal) = (run.Value, summaries.Value, null);
    }

    private async Task FollowAsync(LiveSubscription subscription)
    {
        try
        {
            await foreach (var message in subscription.WithCancellation(_gone.Token))
            {
                await InvokeAsync(async () =>
                {
                    _loggedAfterEnd |= message is LivePoints && _run is not null && !IsActive;
                    _changes += message is LivePoints ? 0 : 1;
                    await ReadAsync(metricsAlone: message is LivePoints);
                    StateHasChanged();
                });
                await Task.Delay(Pause, time, _gone.Token);
            }
        }
        catch (Exception) when (_gone.IsCancellationRequested)
        {
            // The page was left, and what it was reading with it.
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private Task DeleteAsync() => ChangeAsync(log.DeleteAsync(Current.Known, RunId, CancellationToken.None));

    private Task RestoreAsync() => ChangeAsync(log.RestoreAsync(Current.Known, RunId, CancellationToken.None));

    private Task EndAsync(RunStatus status) => ChangeAsync(edits.EndAsync(Current.Known, RunId, new(status), CancellationToken.None));

    // A run that died without a word ended when it was last heard of, and not when somebody noticed.
    private Task EndAtAsync((RunStatus Status, DateTime At) end) =>
        ChangeAsync(edits.EndAsync(Current.Known, RunId, new(end.Status, new DateTimeOffset(end.At).ToUnixTimeMilliseconds()), CancellationToken.None));

    private async Task ChangeAsync(Task<Result<Done>> change)
    {
        _failure = (await change).Refusal?.Message;
        await ReadAsync(metricsAlone: false);
    }

    private EventCallback<CommentPoint> OnComment => _mayComment ? EventCallback.Factory.Create<CommentPoint>(this, Point) : default;

    private void Point(CommentPoint point) => navigation.NavigateTo(List.Href(
        Current.Href($"runs/{RunId}"), ("tab", DiscussionTab), ("metric", point.Metric), ("step", point.Step.ToString(CultureInfo.InvariantCulture))));

    // The metric's chart alone, with the place marked.
    private string ChartHref(CommentPoint point) => List.Href(
        Current.Href($"runs/{RunId}"),
        ("tab", RunFacts.IsOfMachine(point.Metric) ? SystemTab : MetricsTab),
        ("metrics", $"^{Regex.Escape(point.Metric)}$"),
        ("mark", point.Step.ToString(CultureInfo.InvariantCulture)));

    private string TabHref(string tab) => List.Href(Current.Href($"runs/{RunId}"), ("tab", tab == OverviewTab ? null : tab));

    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }
}
