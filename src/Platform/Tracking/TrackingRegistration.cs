using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Ledger;
using Slipway.Tracking.Archiving;
using Slipway.Tracking.Assessments;
using Slipway.Tracking.Compare;
using Slipway.Tracking.Datasets;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Experiments.Comparison;
using Slipway.Tracking.Experiments.Editing;
using Slipway.Tracking.Finder;
using Slipway.Tracking.Ingest;
using Slipway.Tracking.LoggedModels;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Overview;
using Slipway.Tracking.Runs;
using Slipway.Tracking.Runs.Editing;
using Slipway.Tracking.Runs.Media;
using Slipway.Tracking.Runs.Neighbours;
using Slipway.Tracking.Runs.Output;
using Slipway.Tracking.Runs.Source;
using Slipway.Tracking.Spans;
using Slipway.Tracking.Traces;

namespace Slipway.Tracking;

internal static class TrackingRegistration
{
    public static void AddTracking(this IServiceCollection services)
    {
        services.AddTrackingStories();
        services.AddSingleton<Organizations.Projects.IProjectFurnishing, DefaultExperiment>();
        services.AddScoped<Organizations.Projects.Lifecycle.IProjectContents, KeptInProjectsByTracking>();
        services.AddScoped<Identity.Account.IPersonalData, KeptByRuns>();
        services.AddScoped<Collaboration.Comments.ICommentSubjects, RunComments>();
        services.AddScoped<Collaboration.Comments.ICommentSubjects, ExperimentComments>();
        services.AddRunNotifications();
        services.AddScoped<ExperimentService>();
        services.AddScoped<ExperimentWriter>();
        services.AddScoped<ExperimentEditService>();
        services.AddScoped<ExperimentComparisonService>();
        services.AddScoped<RunService>();
        services.AddScoped<RunKeyService>();
        services.AddScoped<RunExportService>();
        services.AddScoped<RunChangeService>();
        services.AddScoped<RunLocator>();
        services.AddScoped<RunEditService>();
        services.AddScoped<RunNeighbourService>();
        services.AddScoped<RunOutputService>();
        services.AddScoped<RunMediaService>();
        services.AddScoped<RunSourceService>();
        services.AddScoped<OverviewService>();
        services.AddScoped<FinderService>();
        services.AddScoped<DatasetService>();
        services.AddScoped<LoggedModelService>();
        services.AddScoped<ModelRunService>();
        services.AddScoped<TraceService>();
        services.AddScoped<TraceLogService>();
        services.AddScoped<SpanService>();
        services.AddScoped<AssessmentService>();

        services.AddSingleton<IArchivePart, ExperimentsPart>();
        services.AddSingleton<IArchivePart, LoggedModelsPart>();
        services.AddSingleton<IArchivePart, RunsPart>();
        services.AddSingleton<IArchivePart, MetricsPart>();
        services.AddSingleton<IArchivePart, TracesPart>();
        services.AddSingleton<IArchivePart, ArtifactsPart>();
        services.AddScoped<IArrivalPart, ArrivingIds>();
        services.AddScoped<IArrivalPart, ArrivingExperiments>();
        services.AddScoped<IArrivalPart, ArrivingLoggedModels>();
        services.AddScoped<IArrivalPart, ArrivingRuns>();
        services.AddScoped<IArrivalPart, ArrivingMetrics>();
        services.AddScoped<IArrivalPart, ArrivingArtifacts>();
        services.AddScoped<IArrivalPart, ArrivingTrash>();

        services.AddSingleton<JournalLoad>();
        services.AddSingleton<IngestNews>();
        services.AddSingleton(provided => new IngestLane(
            provided.GetRequiredService<Database>(),
            provided.GetRequiredService<WriteGate>(),
            provided.GetRequiredService<IngestNews>(),
            provided.GetRequiredService<EventSignal>(),
            provided.GetRequiredService<IQuotaLimits>(),
            provided.GetRequiredService<TimeProvider>(),
            provided.GetRequiredService<ILogger<IngestLane>>()));
        services.AddHostedService(provided => provided.GetRequiredService<IngestLane>());
        services.AddHostedService<Compaction>();
        services.AddScoped<RunLogService>();
        services.AddSingleton<Search.TableSearch>();
        services.AddScoped<MetricService>();
        services.AddScoped<CompareService>();
    }
}
