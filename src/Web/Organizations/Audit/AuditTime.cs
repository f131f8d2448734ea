using System.Globalization;

namespace Slipway.Organizations.Audit;

/// <summary>Moments in addresses and checkpoints: UTC, in ISO 8601.</summary>
internal static class AuditTime
{
    public static DateTime? Read(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public static string Write(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
