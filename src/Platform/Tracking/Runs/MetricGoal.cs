namespace Slipway.Tracking.Runs;

/// <summary>A metric that runs may be compared by, and which of its values is the better one.</summary>
public sealed record MetricGoal(string Metric, bool LowerIsBetter)
{
    private static readonly string[] Lower =
        ["loss", "logloss", "error", "err", "mae", "mse", "rmse", "mape", "perplexity", "ppl", "nll", "wer", "cer", "eer", "fid", "bpb", "bpc", "regret"];

    private static readonly string[] Higher =
    [
        "accuracy", "acc", "auc", "auroc", "auprc", "f1", "f2", "precision", "recall", "sensitivity", "specificity", "iou", "miou", "map", "dice", "bleu", "rouge", "meteor",
        "r2", "mcc", "kappa", "ndcg", "mrr", "psnr", "ssim", "reward", "return", "score", "winrate", "top1", "top5", "likelihood",
    ];

    private static readonly string[] HeldOut = ["val", "valid", "validation", "test", "eval", "evaluation", "dev", "holdout"];

    /// <summary>What a metric's name says of it; null when it says nothing: then nobody can tell which value is good.</summary>
    public static MetricGoal? Of(string metric)
    {
        var words = Words(metric);
        // 'error' before 'score': an error score is an error.
        return words.Any(Lower.Contains) ? new(metric, LowerIsBetter: true) : words.Any(Higher.Contains) ? new(metric, LowerIsBetter: false) : null;
    }

    /// <summary>The goal that somebody asks for; null when no metric is named. Where the direction isn't given, the name says it, or higher is better.</summary>
    public static MetricGoal? Asked(string? metric, bool? lowerIsBetter) =>
        metric is { Length: > 0 } named ? new(named, lowerIsBetter ?? Of(named)?.LowerIsBetter ?? false) : null;

    /// <summary>How much a metric says about a run: most with a goal and on held-out data, less on training data, nothing (0) without a goal.</summary>
    public static int Weight(string metric) => Of(metric) is null ? 0 : Words(metric) switch
    {
        var words when words.Any(HeldOut.Contains) => 3,
        var words when words.Contains("train") || words.Contains("training") => 1,
        _ => 2,
    };

    /// <summary>The metric that says most about a run, the first of several; null when none has a goal.</summary>
    /// <param name="metrics">Most used first.</param>
    public static MetricGoal? Headline(IEnumerable<string> metrics) => metrics.MaxBy(Weight) is { } metric ? Of(metric) : null;

    private static string[] Words(string metric) =>
        new string([.. metric.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
