using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Foundation.Data;

/// <summary>Up to which number 64-bit keys of a kind were handed out; each process takes a block at a time.</summary>
[Global("keys are unique in the whole database")]
internal sealed class KeyBlock
{
    private KeyBlock() { }

    public string Kind { get; private init; } = "";
    public long Next { get; private set; }

    public static KeyBlock Begin(string kind) => new() { Kind = kind, Next = 1 };
}

internal sealed class KeyBlockMapping : IEntityTypeConfiguration<KeyBlock>
{
    public void Configure(EntityTypeBuilder<KeyBlock> block)
    {
        block.ToTable("KeyBlocks").HasKey(b => b.Kind);
        block.Property(b => b.Kind).HasMaxLength(32);
        block.Property(b => b.Next).IsConcurrencyToken();
    }
}
