using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;
using Slipway.Registry.Models;

namespace Slipway.Registry.Cards;

/// <summary>A model's card as it was after an edit. Never changed: what somebody relied on can be read again.</summary>
internal sealed class CardRevision : ITenantOwned
{
    private CardRevision() { }

    public long Key { get; private init; }
    public Id<Organization> OrganizationId { get; private init; }
    public long ModelKey { get; private init; }

    /// <summary>1, 2, 3 … within its model.</summary>
    public int Number { get; private init; }

    /// <summary>The card, as <see cref="ModelCard.Write"/> writes it.</summary>
    public string Content { get; private init; } = "";
    public Id<User> AuthorId { get; private init; }
    public string AuthorName { get; private init; } = "";
    public DateTime At { get; private init; }

    public static CardRevision After(CardRevision? before, Id<Organization> organization, long model, string content, Principal by, DateTime now) => new()
    {
        OrganizationId = organization,
        ModelKey = model,
        Number = (before?.Number ?? 0) + 1,
        Content = content,
        AuthorId = by.UserId,
        AuthorName = by.Name,
        At = now,
    };
}

internal sealed class CardRevisionMapping : IEntityTypeConfiguration<CardRevision>
{
    public void Configure(EntityTypeBuilder<CardRevision> revision)
    {
        revision.ToTable("CardRevisions").HasKey(r => r.Key);
        revision.Property(r => r.AuthorName).HasMaxLength(User.NameLimit);
        // Of two edits of the same card at the same moment one gets the number, and the other hears of it.
        revision.HasIndex(r => new { r.ModelKey, r.Number }).IsUnique();
        revision.HasOne<RegisteredModel>().WithMany().HasForeignKey(r => r.ModelKey).OnDelete(DeleteBehavior.Cascade);
    }
}
