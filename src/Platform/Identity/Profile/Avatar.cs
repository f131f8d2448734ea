using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Slipway.Foundation.Access;

namespace Slipway.Identity.Profile;

/// <summary>A person's picture. Small enough for a row: the content store keeps the bytes of organizations, and a person is in several.</summary>
[Global("a person is in several organizations")]
internal sealed class Avatar
{
    private Avatar() { }

    public Id<User> UserId { get; private init; }
    public string ContentType { get; private set; } = "";
    public byte[] Bytes { get; private set; } = [];

    public static Avatar Of(Id<User> user) => new() { UserId = user };

    public void Show(string contentType, byte[] bytes) => (ContentType, Bytes) = (contentType, bytes);
}

internal sealed class AvatarMapping : IEntityTypeConfiguration<Avatar>
{
    public void Configure(EntityTypeBuilder<Avatar> avatar)
    {
        avatar.ToTable("Avatars").HasKey(a => a.UserId);
        avatar.Property(a => a.ContentType).HasMaxLength(32);
        avatar.Property(a => a.Bytes);
    }
}
