using System.Globalization;

namespace Slipway.Tracking.Runs;

/// <summary>How many runs there are, for people: exact as far as it was counted.</summary>
public static class RunTotal
{
    /// <summary>Where counting ends that is only for show.</summary>
    public const int Most = RunSearch.MostCounted + 1;

    /// <summary>Whether there are more than were counted.</summary>
    public static bool IsOpen(int count) => count >= Most;

    /// <summary><c>1,204</c>, or <c>10,000+</c>.</summary>
    public static string Text(int count) => IsOpen(count) ? string.Create(CultureInfo.InvariantCulture, $"{RunSearch.MostCounted:N0}+") : count.ToString("N0", CultureInfo.InvariantCulture);
}
