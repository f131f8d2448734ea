using System.Globalization;
using Slipway.Collaboration.Comments;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Registry.Models;

namespace Slipway.Registry.Cards;

/// <summary>Comments on model cards, which go by their model's key: what is said of a card is said of all its revisions.</summary>
internal sealed class CardComments(Access access) : ICommentSubjects
{
    private const string Subject = "card";

    public string Kind => Subject;

    /// <summary>What is said of a model's card.</summary>
    public static CommentTarget Of(long model) => new(Subject, model.ToString(CultureInfo.InvariantCulture));

    public async Task<Result<CommentSubject>> FindAsync(SaasDb db, KnownProject project, string key, CancellationToken ct) =>
        await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal ? refusal
        : await ModelComments.NameAsync(db, project, key, ct) is { } name
            ? new CommentSubject($"the card of {name}", $"models/{Uri.EscapeDataString(name)}/card", Permission.ModelsRead, Permission.ModelsWrite)
        : ModelComments.NotThere;
}
