namespace Slipway.Tracking.Mlflow;

/// <summary>Names for runs whose author gave none: easy to say, unlikely to repeat on one screen.</summary>
internal static class RunNames
{
    private static readonly string[] Adjectives =
    [
        "agile", "amber", "ample", "arctic", "ardent", "autumn", "azure", "balmy", "basic", "bold", "brave", "breezy", "bright", "brisk", "bronze", "calm",
        "candid", "casual", "cheery", "chilly", "civil", "classic", "clear", "clever", "cobalt", "cosmic", "cosy", "crimson", "crisp", "curious", "dapper",
        "daring", "deft", "dewy", "distant", "dreamy", "eager", "early", "earnest", "easy", "elder", "fabled", "fair", "famous", "fancy", "festive", "fleet",
        "fluent", "fond", "frank", "free", "fresh", "frosty", "gentle", "gifted", "glad", "golden", "grand", "hardy", "hazel", "hearty", "honest", "humble",
        "ideal", "indigo", "ivory", "jaunty", "jolly", "jovial", "keen", "kind", "lively", "lofty", "loyal", "lucid", "lucky", "lunar", "mellow", "merry",
        "mighty", "mild", "misty", "modest", "neat", "nimble", "noble", "opal", "patient", "placid", "plucky", "polite", "proud", "quick", "quiet", "rapid",
        "ready", "robust", "rosy", "rustic", "sage", "scarlet", "serene", "sharp", "silent", "silver", "sleek", "smooth", "snowy", "solar", "solid", "spry",
        "stable", "steady", "stellar", "sturdy", "subtle", "sunny", "swift", "tidy", "tranquil", "trusty", "upbeat", "valiant", "velvet", "vivid", "warm",
        "wise", "witty", "zesty",
    ];

    private static readonly string[] Nouns =
    [
        "anchor", "anvil", "badger", "bark", "basin", "beacon", "beaver", "birch", "bison", "bollard", "bowline", "breaker", "brig", "buoy", "canoe", "capstan",
        "caravel", "cedar", "clipper", "coast", "comet", "compass", "condor", "coral", "cormorant", "corvette", "cove", "crane", "creek", "current", "cutter",
        "cypress", "delta", "dinghy", "dock", "dolphin", "dory", "eddy", "egret", "ember", "falcon", "ferry", "fjord", "frigate", "galleon", "gannet", "glacier",
        "grove", "gull", "halyard", "harbor", "heron", "horizon", "hull", "inlet", "island", "jetty", "kayak", "keel", "kestrel", "ketch", "kingfisher",
        "lagoon", "lantern", "larch", "ledger", "lighthouse", "linnet", "lugger", "maple", "marlin", "marsh", "mast", "meadow", "meteor", "minnow", "mooring",
        "narwhal", "oak", "oar", "ocean", "orca", "osprey", "otter", "packet", "pelican", "pennant", "petrel", "pier", "pilot", "pine", "plover", "prow",
        "puffin", "quay", "raft", "reef", "rigging", "river", "rudder", "sail", "salmon", "schooner", "seal", "sextant", "shoal", "shore", "skiff", "sloop",
        "sound", "spar", "sparrow", "spruce", "squid", "starling", "stern", "strait", "sturgeon", "swan", "tern", "tide", "tiller", "trawler", "trout", "tug",
        "turtle", "walrus", "wharf", "willow", "yawl",
    ];

    /// <summary>Adjective, noun and a number, like <c>brisk-heron-417</c>.</summary>
    public static string Next(Random random) =>
        $"{Adjectives[random.Next(Adjectives.Length)]}-{Nouns[random.Next(Nouns.Length)]}-{random.Next(1000)}";
}
