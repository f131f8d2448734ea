using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Experiments;

/// <summary>What is said of experiments on more than one page.</summary>
internal static class ExperimentWords
{
    /// <summary>What deleting an experiment takes along.</summary>
    public static string Loss(string name, int runs) =>
        $"'{name}': {runs switch { 0 => "It has no runs.", 1 => "Its run goes to the trash with it.", _ => $"Its {RunTotal.Text(runs)} runs go to the trash with it." }} All of it can be restored.";
}

/// <summary>Kinds of experiments, in words for people.</summary>
internal static class ExperimentKind
{
    private const string Inferred = "_inferred";

    /// <summary>What a client's word for a kind means; an unknown word stands for itself, and null or 'none' for nothing.</summary>
    public static string? Of(string? kind) => (kind?.EndsWith(Inferred, StringComparison.OrdinalIgnoreCase) is true ? kind[..^Inferred.Length] : kind)?.ToLowerInvariant() switch
    {
        null or "" or "empty" or "no_inferred_type" => null,
        "custom_model_development" => "Model training",
        "genai_development" => "GenAI",
        "finetuning" => "Fine-tuning",
        "automl" => "AutoML",
        var word => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' '),
    };
}
