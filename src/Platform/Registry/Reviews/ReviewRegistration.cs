using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Registry.Evidence;
using Slipway.Registry.Policies;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Reviews;

internal static class ReviewRegistration
{
    public static void AddReviews(this IServiceCollection services)
    {
        // What decisions rest on, and what policies can ask for: features that know more add theirs.
        services.AddScoped<IEvidencePart, FileEvidence>();
        services.AddScoped<IEvidencePart, MetricEvidence>();
        services.AddScoped<IEvidencePart, CardEvidence>();
        services.AddScoped<ICheckKind, MetricCheck>();
        services.AddScoped<ICheckKind, HolderCheck>();
        services.AddScoped<ICheckKind, TagCheck>();
        services.AddScoped<ICheckKind, CardCheck>();
        services.AddScoped<ICheckKind, SignatureCheck>();
        services.AddScoped<ICheckKind, LevelCheck>();
        services.AddScoped<ICheckKind, DiscussionCheck>();
        services.AddScoped<ICheckKind, ExternalCheck>();
        services.AddScoped(provided => new EvidenceReader(provided.GetServices<IEvidencePart>(), provided.GetServices<ICheckKind>(), provided.GetRequiredService<RunService>()));

        services.AddScoped<PolicyDrafts>();
        services.AddScoped<PolicyEffects>();
        services.AddScoped<PolicyService>();
        services.AddScoped<PolicyOptionService>();
        services.AddScoped<ReviewDesk>();
        services.AddScoped<ReviewGate>();
        services.AddSingleton<ShownEvidence>();
        services.AddScoped<ReviewReader>();
        services.AddScoped<ReviewWriter>();
        services.AddScoped<ReviewQueue>();
        services.AddScoped<ReviewService>();
        services.AddScoped<ReviewMarkService>();
        services.AddScoped<ReviewRequestService>();
        services.AddScoped<ReviewDecisionService>();
        services.AddScoped<ICommentSubjects, ReviewComments>();
        services.AddRecurring<SweepReviews>("registry.sweep-reviews", "Lets reviews expire, and asks for those that are due again.", sweep => sweep.RunAsync(CancellationToken.None), "* * * * *");
        services.AddEventConsumer<WeighOnEvents>("reviews");
        services.AddEventStories(ReviewStories.All);
        services.AddReviewNotifications();
    }
}
