using System.Globalization;
using Slipway.Foundation.Access;
using Slipway.Registry.Versions;
using Slipway.Tracking.Artifacts;
using Slipway.Tracking.Compare;
using Slipway.Tracking.Runs;

namespace Slipway.Registry.Compare;

/// <summary>Puts versions of a model beside one another, as they were when they were registered.</summary>
public sealed class VersionCompareService(VersionService versions, VersionContentService contents, Access access)
{
    private const int MostBytes = 256 << 10;

    /// <summary>Compares versions, in the order in which they are named.</summary>
    /// <param name="numbers">One to ten numbers of versions.</param>
    public async Task<Result<VersionComparison>> CompareAsync(KnownProject project, string model, IReadOnlyList<int> numbers, CancellationToken ct)
    {
        if (await access.RequireAsync(Permission.ModelsRead, project.Id, ct) is { } refusal)
        {
            return refusal;
        }

        var wanted = numbers.Distinct().ToList();
        if (wanted.Count is 0 or > VersionComparison.MostVersions)
        {
            return new Invalid($"Name 1 to {VersionComparison.MostVersions} versions to compare.");
        }

        List<Side> sides = [];
        foreach (var number in wanted)
        {
            var version = await versions.GetAsync(project, model, number, ct);
            var facts = await contents.FactsAsync(project, model, number, ct);
            var manifest = await contents.ListAsync(project, model, number, ct);
            if ((version.Refusal ?? facts.Refusal ?? manifest.Refusal) is { } unread)
            {
                return unread;
            }

            sides.Add(new(version.Value, facts.Value, manifest.Value, await EnvironmentAsync(project, version.Value, facts.Value, ct)));
        }

        return new VersionComparison(
            [.. sides.Select(side => side.Version)],
            [.. About.Select(row => Row(row.Name, sides, row.Of)).Where(row => row.Values.Any(value => value is { Length: > 0 }))],
            Numbers(sides),
            Rows(sides, side => side.Facts.Run?.Params.Select(param => (param.Key, (string?)param.Value)) ?? []),
            Rows(sides, side => Signature(side.Facts.Model)),
            Rows(sides, side => side.Environment.Select(file => (file.Key, (string?)file.Value))),
            [.. sides.SelectMany(side => side.Manifest.Files.Select(file => file.Path)).Distinct().Order(StringComparer.Ordinal).Select(path => File(path, sides))]);
    }

    private static readonly (string Name, Func<Side, string?> Of)[] About =
    [
        ("Registered by", side => side.Version.CreatedBy),
        ("Stage", side => side.Version.Stage),
        ("Aliases", side => string.Join(", ", side.Version.Aliases)),
        ("Run", side => side.Facts.Run?.Name),
        ("Commit", side => side.Facts.Run?.Code.Commit),
        ("Source", side => side.Facts.Run?.Code.Name),
        ("Data", side => side.Facts.Run is { } run ? string.Join(", ", run.Datasets.Select(data => $"{data.Name} ({data.Digest})")) : null),
        ("Flavors", side => side.Facts.Model is { } model ? string.Join(", ", model.Flavors.Select(flavor => flavor.Name)) : null),
        ("Manifest", side => side.Version.Digest?.ToString()),
        ("Notes", side => side.Version.Description),
    ];

    private static IReadOnlyList<ComparedNumber> Numbers(List<Side> sides) =>
        [.. sides.SelectMany(side => side.Facts.Run?.Metrics.Select(metric => metric.Key) ?? []).Distinct().Order(StringComparer.Ordinal).Select(name =>
        {
            IReadOnlyList<double?> values = [.. sides.Select(side => side.Facts.Run?.Metrics.Where(metric => metric.Key == name).Select(metric => (double?)metric.Value).FirstOrDefault())];
            return new ComparedNumber(name, MetricGoal.Of(name)?.LowerIsBetter, values, values.Distinct().Skip(1).Any());
        })];

    private static IReadOnlyList<ComparedText> Rows(List<Side> sides, Func<Side, IEnumerable<(string Name, string? Value)>> of) =>
        [.. sides.SelectMany(side => of(side).Select(pair => pair.Name)).Distinct().Select(name => Row(name, sides, side => of(side).Where(pair => pair.Name == name).Select(pair => pair.Value).FirstOrDefault()))];

    private static ComparedText Row(string name, List<Side> sides, Func<Side, string?> of)
    {
        IReadOnlyList<string?> values = [.. sides.Select(of)];
        return new(name, values, values.Distinct(StringComparer.Ordinal).Skip(1).Any());
    }

    private static ComparedEntry File(string path, List<Side> sides)
    {
        IReadOnlyList<Foundation.Content.ManifestEntry?> values = [.. sides.Select(side => side.Manifest.Files.FirstOrDefault(file => file.Path == path))];
        return new(path, values, values.Select(file => file?.Digest).Distinct().Skip(1).Any());
    }

    private static IEnumerable<(string Name, string? Value)> Signature(Mlmodel? model) =>
        model is null ? [] : Fields("input", model.Inputs).Concat(Fields("output", model.Outputs)).Concat(Fields("param", model.Params));

    private static IEnumerable<(string Name, string? Value)> Fields(string what, IReadOnlyList<SignatureField>? fields) =>
        (fields ?? []).Select((field, place) => ($"{what} {(field.Name == "–" ? (place + 1).ToString(CultureInfo.InvariantCulture) : field.Name)}", (string?)$"{field.Type}{(field.IsRequired ? "" : ", optional")}{(field.Default is { } value ? $", default {value}" : "")}"));

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> EnvironmentAsync(KnownProject project, VersionDetails version, KnownFacts facts, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> texts = [];
        foreach (var path in facts.Environment)
        {
            if (await contents.ReadTextAsync(project, version.Model, version.Number, path, MostBytes, ct) is { Refusal: null } text)
            {
                texts.Add(new(path, text.Value));
            }
        }

        return texts;
    }

    private sealed record Side(VersionDetails Version, KnownFacts Facts, VersionManifest Manifest, IReadOnlyList<KeyValuePair<string, string>> Environment);
}
