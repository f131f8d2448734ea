namespace Slipway.Tracking.Runs.Media;

/// <summary>An image that a run logged.</summary>
/// <param name="Path">Below the run.</param>
/// <param name="Preview">A smaller copy that the client made; null when there is none.</param>
/// <param name="Time">Unix milliseconds; 0 when the file's name doesn't say.</param>
public sealed record LoggedImage(string Path, string? Preview, long Step, long Time);

/// <summary>Images of one thing, as it changed: those that were logged with one key, by step.</summary>
public sealed record ImageSeries(string Key, IReadOnlyList<LoggedImage> Images);

/// <summary>A run's images.</summary>
/// <param name="Series">Logged with <c>log_image</c> and a key, by key.</param>
/// <param name="Files">Other image files, by path.</param>
/// <param name="IsCut">Whether there were more folders or files than were looked at.</param>
public sealed record RunImages(IReadOnlyList<ImageSeries> Series, IReadOnlyList<string> Files, bool IsCut);
