using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;

namespace Slipway.Registry.Models;

/// <summary>Comments on registered models, which keep them when they are renamed.</summary>
internal sealed class ModelComments(Access access) : ICommentSubjects
{
    private const string Subject = "model";

    public string Kind => Subject;

    /// <summary>What is said of a model.</summary>
    public static CommentTarget Of(long key) => new(Subject, key.ToString(CultureInfo.InvariantCulture));

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        return await NameAsync(db, project, key, ct) is { } name
            ? new CommentSubject($"model {name}", $"models/{Uri.EscapeDataString(name)}", Permission.ModelsRead, Permission.ModelsWrite, "?discussion=open")
            : NotThere;
    }

    internal static NotFound NotThere { get; } = new("There is no such model in this project, or it is in the trash.");

    /// <summary>What the model with this key is called; null when there is none.</summary>
    internal static async Task<string?> NameAsync(SaasDb db, KnownProject project, string key, CancellationToken ct) =>
        KeyOf(key) is { } wanted ? await db.RegisteredModels.Where(m => m.ProjectId == project.Id && m.Key == wanted && m.DeletedAt == 0).Select(m => m.Name).SingleOrDefaultAsync(ct) : null;

    /// <summary>Exactly as it is written in requests: '007' would be another subject of the same thing.</summary>
    internal static long? KeyOf(string key) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == key ? number : null;
}
