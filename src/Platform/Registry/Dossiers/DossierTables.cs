using System.Globalization;
using Slipway.Registry.Evidence;
using Slipway.Registry.Versions;
using Slipway.Tracking.Artifacts;

namespace Slipway.Registry.Dossiers;

/// <summary>Sets what is known of a version as tables, the same for every form of its dossier.</summary>
internal static class DossierTables
{
    /// <summary>How many files are named; the digest of the files stands for all of them.</summary>
    public const int MostFiles = 200;

    public static IReadOnlyList<DossierTable> Of(Dossier dossier)
    {
        var (known, run) = (dossier.Known, dossier.Known.Run);
        return
        [
            .. Table("Metrics at registration", ["Metric", "Value"], known.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => Row(metric.Key, Number(metric.Value))), [0.6, 0.4]),
            .. Table("Parameters", ["Parameter", "Value"], (run?.Params ?? []).OrderBy(param => param.Key, StringComparer.Ordinal).Select(param => Row(param.Key, param.Value)), [0.4, 0.6]),
            .. Table("Data", ["Dataset", "Used for", "Digest", "Source"], (run?.Datasets ?? []).Select(data => Row(data.Name, data.Context ?? "", data.Digest, data.Source)), [0.25, 0.15, 0.2, 0.4]),
            .. Table("Code", [], run is null ? [] : Code(run.Code), [0.3, 0.7]),
            .. Table("Signature", ["", "Name", "Type", "Required"], known.Model is { } model ? Signature(model) : [], [0.2, 0.4, 0.25, 0.15]),
            .. Table("Loads with", ["Flavor", "Says"], (known.Model?.Flavors ?? []).Select(flavor => Row(flavor.Name, string.Join(", ", flavor.Facts.Select(fact => $"{fact.Key}: {fact.Value}")))), [0.3, 0.7]),
            .. Files(dossier.Files),
        ];
    }

    public static DossierTable Of(IReadOnlyList<CheckResult> checks) => new(
        "Checks, as they were when it ended", ["Check", "Result", "What was found"],
        [.. checks.Select(check => Row(check.IsRequired ? check.Name : $"{check.Name} (not required)", check.State.ToString(), check.Posted is { } posted ? $"{check.Why} Posted by {posted.By}." : check.Why))],
        [0.3, 0.15, 0.55]);

    private static IEnumerable<IReadOnlyList<string>> Code(SourceCode code) =>
        new[]
        {
            Row("Entry point", code.Name ?? ""), Row("Repository", code.Repository ?? ""), Row("Branch", code.Branch ?? ""),
            Row("Commit", code.Commit is { } commit ? $"{commit}{(code.IsDirty ? ", with changes that it doesn't have" : "")}" : ""),
        }.Where(row => row[1].Length > 0);

    private static IEnumerable<IReadOnlyList<string>> Signature(Mlmodel model) =>
        new[] { ("Input", model.Inputs), ("Output", model.Outputs), ("Parameter", model.Params) }
            .SelectMany(part => (part.Item2 ?? []).Select(field => Row(part.Item1, field.Name, field.Type, field.IsRequired ? "yes" : "no")));

    private static IEnumerable<DossierTable> Files(VersionManifest manifest) =>
        Table(
            "Files", ["Path", "SHA-256", "Bytes"],
            manifest.Files.Take(MostFiles).Select(file => Row(file.Path, file.Digest.ToString(), file.Size.ToString("N0", CultureInfo.InvariantCulture))), [0.35, 0.5, 0.15],
            manifest.Files.Count > MostFiles ? string.Create(CultureInfo.InvariantCulture, $"And {manifest.Files.Count - MostFiles:N0} more: the digest of the files stands for all of them.") : null);

    private static IEnumerable<DossierTable> Table(string title, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, IReadOnlyList<double> shares, string? note = null) =>
        rows.ToList() is { Count: > 0 } filled ? [new(title, heads, filled, shares, note)] : [];

    private static IReadOnlyList<string> Row(params string[] cells) => cells;

    // As it was logged: an auditor compares it digit by digit.
    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
