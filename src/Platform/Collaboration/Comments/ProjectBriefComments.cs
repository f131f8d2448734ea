using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Collaboration.Comments;

/// <summary>Comments on a project's brief.</summary>
internal sealed class ProjectBriefComments(Access access) : ICommentSubjects
{
    /// <summary>The key of the only brief that a project has.</summary>
    public const string Key = "brief";

    public string Kind => "project";

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct) =>
        await access.RequireAsync(Permission.RunsRead, project.Id, ct) is { } refusal ? refusal
        : key == Key ? new CommentSubject($"the brief of {project.Slug}", "", Permission.RunsRead, Permission.ProjectManage, "?brief=discussion")
        : new NotFound($"Of a project the {Key} can be commented on, and not '{key}'.");
}
