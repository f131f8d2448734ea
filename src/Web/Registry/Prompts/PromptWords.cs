namespace Slipway.Registry.Prompts;

/// <summary>What differs between versions of a prompt, in sentences.</summary>
internal static class PromptWords
{
    /// <summary>Which variables came and went: whoever fills them in has to know. Empty when none did.</summary>
    public static string Variables(PromptText before, PromptText after)
    {
        var (added, gone) = (after.Variables.Except(before.Variables).ToList(), before.Variables.Except(after.Variables).ToList());
        return (added.Count, gone.Count) switch
        {
            (0, 0) => "",
            (_, 0) => $" Newly filled in: {string.Join(", ", added)}.",
            (0, _) => $" Not filled in any more: {string.Join(", ", gone)}.",
            _ => $" Newly filled in: {string.Join(", ", added)}; not any more: {string.Join(", ", gone)}.",
        };
    }
}
