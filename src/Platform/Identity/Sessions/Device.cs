namespace Slipway.Identity.Sessions;

/// <summary>Reads what a browser says of itself, as far as people tell their devices apart by it: 'Firefox on Linux'.</summary>
internal static class Device
{
    // The first that is found counts: every browser also names those before it that it wants to be taken for.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("Linux", "Linux")];

    public static string Describe(string agent)
    {
        var (browser, system) = (Find(agent, Browsers), Find(agent, Systems));
        return (browser, system) switch
        {
            (null, null) => "Unknown browser",
            (null, _) => system,
            (_, null) => browser,
            _ => $"{browser} on {system}",
        };
    }

    private static string? Find(string agent, (string Mark, string Name)[] known) => known.FirstOrDefault(each => agent.Contains(each.Mark, StringComparison.Ordinal)).Name;
}
