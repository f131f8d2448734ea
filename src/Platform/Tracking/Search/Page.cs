namespace Slipway.Tracking.Search;

/// <summary>A part of an answer that goes on.</summary>
/// <param name="NextPageToken">Asks for the part after this one; null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextPageToken);
