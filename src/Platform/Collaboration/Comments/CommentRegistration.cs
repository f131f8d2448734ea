using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Collaboration.Archiving;
using Slipway.Collaboration.Notifications;
using Slipway.Foundation.Archives;
using Slipway.Foundation.Events;
using Slipway.Identity.Account;
using Slipway.Organizations.Projects.Lifecycle;

namespace Slipway.Collaboration.Comments;

internal static class CommentRegistration
{
    public static void AddComments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(CommentPace.Read(configuration));
        services.AddScoped<CommentSubjects>();
        services.AddScoped<CommentService>();
        services.AddScoped<CommentWritingService>();
        services.AddScoped<ThreadService>();
        services.AddScoped<ReactionService>();
        services.AddScoped<ICommentSubjects, ProjectBriefComments>();
        services.AddScoped<IPersonalData, KeptByComments>();
        services.AddScoped<IProjectContents, KeptInProjectsByCollaboration>();
        services.AddSingleton<IArchivePart, CommentsPart>();
        services.AddNotificationRules(CommentNotifications.Rules);
        services.AddEventStories(
            new("comment.written", "Comment written", fact => $"commented on {fact.Text("title")}"),
            new("comment.mentioned", "People mentioned", fact => $"mentioned {Count(fact.Data.GetProperty("people").GetArrayLength())} in a comment on {fact.Text("title")}"),
            new("comment.edited", "Comment edited", fact => $"edited a comment on {fact.Text("title")}"),
            new("comment.deleted", "Comment deleted", fact => $"deleted a comment on {fact.Text("title")}"),
            new("thread.resolved", "Thread resolved", fact => $"resolved a thread on {fact.Text("title")}"),
            new("thread.reopened", "Thread reopened", fact => $"reopened a thread on {fact.Text("title")}"));
    }

    private static string Count(int people) => people == 1 ? "somebody" : $"{people} people";
}
