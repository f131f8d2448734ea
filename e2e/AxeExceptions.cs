namespace Slipway;

/// <summary>Rules of axe that a page may break, each for a reason that lies in somebody else's code. Nothing else may.</summary>
internal static class AxeExceptions
{
    /// <summary>The rule, what breaks it as axe selects it, and why it can't be mended here.</summary>
    public static readonly IReadOnlyList<(string Rule, string Target, string Reason)> All = [];
}
