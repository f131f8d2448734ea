using System.Buffers;
using System.Globalization;
using System.Text;
using Slipway.Tracking.Experiments;
using Slipway.Tracking.Metrics;
using Slipway.Tracking.Runs;

namespace Slipway.Tracking.Mlflow;

/// <summary>
/// What ids, keys and values look like to tracking clients. Every method answers the accepted text, or refuses with a sentence.
/// Lengths of names are in UTF-16 units; values are cut by characters, as clients count them.
/// </summary>
internal static class MlflowNames
{
    public const int RunIdLimit = 256;
    public const int ExperimentIdLimit = 64;
    public const int DatasetNameLimit = 500;
    public const int DatasetDigestLimit = 36;
    public const int DatasetSourceLimit = 65_535;
    public const int DatasetSchemaLimit = 1_048_575;
    public const int DatasetProfileLimit = 16_777_215;
    public const int InputTagKeyLimit = 255;
    public const int InputTagValueLimit = 500;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The key of a metric, param or tag.</summary>
    /// <param name="what">How the refusal calls it: "metric name".</param>
    public static Result<string> Key(string? key, string what)
    {
        if (string.IsNullOrEmpty(key))
        {
            return new Invalid($"A {what} is missing. Give it a name of 1 to {MetricSeries.NameLimit} characters.");
        }

        if (key.Length > MetricSeries.NameLimit)
        {
            return new Invalid($"The {what} '{key[..60]}…' has {key.Length} characters; {MetricSeries.NameLimit} are allowed.");
        }

        foreach (var rune in key.EnumerateRunes())
        {
            if (!IsKeyCharacter(rune))
            {
                return new Invalid(
                    $"Invalid {what}: '{key}'. Names may only contain letters, digits, underscores (_), dashes (-), periods (.), spaces ( ), colons (:) and slashes (/).");
            }
        }

        return IsNormalizedPath(key)
            ? key
            : new Invalid($"Invalid {what}: '{key}'. A name is also a path, so it may not start with / or .., end with /, or contain //, /./ or /../.");
    }

    /// <summary>A param's value, cut where it is too long: clients rely on that it is kept in part rather than refused.</summary>
    public static string ParamValue(string value) => Cut(value, RunParam.ValueLimit);

    /// <summary>A run tag's value, cut where it is too long.</summary>
    public static string TagValue(string value) => Cut(value, RunTag.ValueLimit);

    public static Result<string> ExperimentTagValue(string key, string value) => value.Length > ExperimentTag.ValueLimit
        ? new Invalid($"The value of experiment tag '{key}' has {value.Length} characters; {ExperimentTag.ValueLimit} are allowed.")
        : value;

    public static Result<string> ExperimentName(string? name) =>
        string.IsNullOrWhiteSpace(name) ? new Invalid("Invalid experiment name: it is empty. Give the experiment a name.")
        : name.Length > Experiment.NameLimit ? new Invalid($"The experiment name has {name.Length} characters; {Experiment.NameLimit} are allowed.")
        : name;

    /// <summary>Whether text has the form of a run id, which says nothing about whether there is such a run.</summary>
    public static bool IsRunId(string? id) => IsId(id, RunIdLimit);

    /// <summary>Whether text has the form of an experiment id.</summary>
    public static bool IsExperimentId(string? id) => IsId(id, ExperimentIdLimit);

    /// <summary>A new run's id, or with a prefix a logged model's: 32 lower-case hexadecimal digits.</summary>
    public static string NewId(string prefix = "") => prefix + Guid.NewGuid().ToString("N");

    private static string Cut(string value, int characters)
    {
        if (value.Length <= characters)
        {
            return value;
        }

        var at = 0;
        while (characters > 0 && at < value.Length)
        {
            at += char.IsSurrogatePair(value, at) ? 2 : 1;
            characters--;
        }

        return value[..at];
    }

    private static bool IsKeyCharacter(Rune rune) => rune.Value switch
    {
        '_' or '-' or '.' or ' ' or ':' or '/' => true,
        _ => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber,
    };

    private static bool IsNormalizedPath(string key)
    {
        if (key.StartsWith("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var segment in key.AsSpan().Split('/'))
        {
            if (key.AsSpan(segment) is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsId(string? id, int limit) =>
        id is { Length: > 0 } && id.Length <= limit && char.IsAsciiLetterOrDigit(id[0]) && id.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;
}
