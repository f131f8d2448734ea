using System.CommandLine;
using System.Globalization;
using Slipway.Organizations.Audit;

namespace Slipway.Commands;

/// <summary>Verifies an exported audit log, without a server and without its database.</summary>
internal static class AuditCommand
{
    private const int Unreadable = 2;

    public static Command Make()
    {
        var file = new Argument<FileInfo>("file") { Description = "An export of the audit log, as JSON lines." };
        var key = new Option<FileInfo?>("--key") { Description = "The installation's public key, as PEM: then the checkpoint at the end must be signed with it." };
        var checkpoints = new Option<FileInfo?>("--checkpoints") { Description = "Checkpoints that were kept, as JSON lines: then each of them must agree with the export." };
        var verify = new Command("verify", "Tell whether an exported audit log is what was logged: no line changed, removed, added, moved or cut off.") { file, key, checkpoints };
        verify.SetAction((parsed, ct) => VerifyAsync(parsed.GetValue(file)!, parsed.GetValue(key), parsed.GetValue(checkpoints), Console.Out, Console.Error, ct));
        return new Command("audit", "The audit log.") { verify };
    }

    /// <returns>0 when it is intact, 1 when it isn't, 2 when that couldn't be found out.</returns>
    internal static async Task<int> VerifyAsync(FileInfo file, FileInfo? key, FileInfo? checkpoints, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        if (new[] { file, key, checkpoints }.FirstOrDefault(each => each is { Exists: false }) is { } missing)
        {
            await errors.WriteLineAsync($"There is no file {missing.FullName}.");
            return Unreadable;
        }

        await using var export = file.OpenRead();
        await using var kept = checkpoints?.OpenRead();
        var outcome = await AuditVerifier.VerifyAsync(export, key is null ? null : await File.ReadAllTextAsync(key.FullName, ct), kept, ct);
        if (outcome.Refusal is { } refusal)
        {
            await errors.WriteLineAsync(refusal.Message);
            return Unreadable;
        }

        var verdict = outcome.Value;
        foreach (var finding in verdict.Findings)
        {
            await output.WriteLineAsync(finding.Sentence);
        }

        await output.WriteLineAsync(verdict.IsIntact ? Intact(verdict, checkpoints is not null) : "NOT INTACT: this isn't what was logged.");
        return verdict.IsIntact ? 0 : 1;
    }

    private static string Intact(AuditVerdict verdict, bool hasKept)
    {
        var events = verdict.Last < verdict.First
            ? string.Create(CultureInfo.InvariantCulture, $"Intact, and without any event: nothing came after event {verdict.Last:N0} of the organization {verdict.Organization} by {verdict.At}. The events up to it are in the exports before this one.")
            : string.Create(CultureInfo.InvariantCulture, $"Intact: events {verdict.First:N0} to {verdict.Last:N0} of the organization {verdict.Organization}, as of {verdict.At}.");
        var signed = verdict.Key is { } key ? $"The end is signed with the key {key}." : "Signatures were not checked: give the public key with --key, or the whole file could have been made anew.";
        var kept = hasKept ? string.Create(CultureInfo.InvariantCulture, $" {verdict.Agreeing:N0} kept checkpoints agree.") : "";
        return $"{events}\n{signed}{kept}";
    }
}
