using System.Globalization;
using System.Security.Cryptography;

namespace Slipway.Tracking.Runs;

/// <summary>Names for runs that come without one, such as <c>calm-heron-417</c>.</summary>
internal static class RunNames
{
    private static readonly string[] Adjectives =
        ["able", "amber", "bold", "brave", "bright", "brisk", "calm", "clever", "crisp", "eager", "fair", "fleet", "gentle", "glad", "grand", "honest", "keen", "kind", "lively", "lucky", "mellow", "merry", "neat", "nimble", "noble", "patient", "proud", "quick", "quiet", "rapid", "ready", "silent", "smooth", "spry", "steady", "sunny", "swift", "tidy", "upbeat", "vivid", "warm", "wise"];

    private static readonly string[] Nouns =
        ["anchor", "badger", "beacon", "bison", "breeze", "canoe", "comet", "coral", "crane", "delta", "dolphin", "ember", "falcon", "ferry", "finch", "fjord", "gull", "harbor", "heron", "island", "jetty", "kayak", "lagoon", "lantern", "lynx", "marlin", "meadow", "otter", "pebble", "pelican", "pier", "plover", "reef", "river", "sail", "seal", "skiff", "sparrow", "tern", "tide", "walrus", "wren"];

    public static string Next() => string.Create(CultureInfo.InvariantCulture, $"{Pick(Adjectives)}-{Pick(Nouns)}-{RandomNumberGenerator.GetInt32(1_000)}");

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
