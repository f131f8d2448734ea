using System.Data;

namespace Slipway.Tracking.Ingest;

/// <summary>A statement that the lane sends again and again: portable text with the parameters @p0, @p1 … and their types.</summary>
internal sealed class LaneStatement(string text, params DbType[] types)
{
    public string Text { get; } = text;

    public DbType[] Types { get; } = types;
}

/// <summary>A statement and the values of its parameters; null stands for NULL.</summary>
internal readonly record struct LaneCall(LaneStatement Statement, object?[] Values);
