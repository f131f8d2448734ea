namespace Slipway.Registry.Stages;

/// <summary>What a change of stages means, in sentences.</summary>
internal static class StageWords
{
    /// <summary>Who relies on a stage.</summary>
    public static string Use(StageUse use)
    {
        List<string> words = [use.Versions == 0 ? "no versions" : Count(use.Versions, "version")];
        if (use.Reviews > 0)
        {
            words.Add($"{Count(use.Reviews, "review")} going on");
        }

        if (use.ProtectedIn > 0)
        {
            words.Add($"protected in {Count(use.ProtectedIn, "project")}");
        }

        return string.Join(" · ", words);
    }

    /// <summary>What would be different with other stages; none when they are what they were.</summary>
    /// <param name="names">The stages as they would be, in their order.</param>
    public static IReadOnlyList<string> Changes(IReadOnlyList<StageUse> before, IReadOnlyList<string> names)
    {
        var had = before.Select(use => use.Stage).ToList();
        List<string> changes = [.. before.Where(use => !names.Contains(use.Stage)).Select(Loss), .. names.Except(had).Select(name => $"{(name.Length == 0 ? "A stage without a name" : name)} is new: versions can be moved to it, and nothing protects it until a project's review policy does.")];
        if (!names.Where(had.Contains).SequenceEqual(had.Where(names.Contains)))
        {
            changes.Add($"The order becomes {string.Join(", ", names)}. No version moves.");
        }

        if (had[^1] != names[^1])
        {
            changes.Add($"“In production” shows what is in {names[^1]}, and no longer what is in {had[^1]}.");
        }

        return changes;
    }

    private static string Loss(StageUse use)
    {
        var versions = use.Versions == 0 ? "No version is in it." : $"{(use.Versions == 1 ? "The version that is in it goes" : $"The {use.Versions} versions that are in it go")} to Archived, which is told in {(use.Versions == 1 ? "its" : "their")} history.";
        var shield = use.ProtectedIn == 0 ? ""
            : use.Versions == 0 ? $" {Count(use.ProtectedIn, "project")} that {(use.ProtectedIn == 1 ? "protects" : "protect")} it keep that in their policies, for a stage of the same name."
            : $" It is protected in {Count(use.ProtectedIn, "project")}: a version there that it stands for has to be replaced by a review, or the stage taken off the project's policy, first.";
        var reviews = use.Reviews == 0 ? "" : $" {Count(use.Reviews, "review")} for it {(use.Reviews == 1 ? "is" : "are")} going on and {(use.Reviews == 1 ? "has" : "have")} to be decided or withdrawn first.";
        return $"{use.Stage} goes. {versions}{shield}{reviews}";
    }

    private static string Count(int number, string what) => $"{number:N0} {what}{(number == 1 ? "" : "s")}";
}
