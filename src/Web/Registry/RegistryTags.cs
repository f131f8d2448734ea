using Slipway.Tracking;

namespace Slipway.Registry;

/// <summary>Which tags people put on models and versions themselves.</summary>
internal static class RegistryTags
{
    /// <summary>The most characters of a value.</summary>
    public const int Limit = 100_000;

    private static readonly string[] OfClients = ["mlflow.", "_mlflow_"];

    /// <summary>Without those that client libraries set for programs to read.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Own(IReadOnlyList<KeyValue> tags) =>
        [.. tags.Where(tag => !OfClients.Any(prefix => tag.Key.StartsWith(prefix, StringComparison.Ordinal))).OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).Select(tag => KeyValuePair.Create(tag.Key, tag.Value))];
}
