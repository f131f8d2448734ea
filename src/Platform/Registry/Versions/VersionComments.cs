using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;

namespace Slipway.Registry.Versions;

/// <summary>Comments on versions of models.</summary>
internal sealed class VersionComments(Access access) : ICommentSubjects
{
    private const string Subject = "version";

    public string Kind => Subject;

    /// <summary>What is said of a version.</summary>
    public static CommentTarget Of(long key) => new(Subject, key.ToString(CultureInfo.InvariantCulture));

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var wanted = ModelComments.KeyOf(key);
        var found = await db.ModelVersions.Where(v => v.ProjectId == project.Id && v.Key == wanted && v.DeletedAt == 0)
            .Join(db.RegisteredModels.Where(m => m.DeletedAt == 0), v => v.ModelKey, m => m.Key, (v, m) => new { m.Name, v.Number }).SingleOrDefaultAsync(ct);
        return found is null
            ? new NotFound("There is no such version in this project, or it is in the trash.")
            : new CommentSubject($"version {found.Number} of {found.Name}", $"models/{Uri.EscapeDataString(found.Name)}/versions/{found.Number}", Permission.ModelsRead, Permission.ModelsWrite, "?tab=discussion");
    }
}
