using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Audit;

/// <summary>
/// Tells whether an export is what was logged: no line changed, removed, inserted, moved or cut off. Needs the file alone; the public key tells
/// besides that this installation signed its end, and checkpoints kept elsewhere that it didn't sign another story.
/// </summary>
public sealed class AuditVerifier
{
    // One that was recomputed from its first line on would give one for each line.
    private const int MostFindings = 20;

    private readonly AuditKeyRing? _keys;
    private readonly List<AuditFinding> _findings = [];
    private readonly SortedDictionary<long, CheckpointLine> _kept = [];
    private readonly ArrayBufferWriter<byte> _rewritten = new();
    private readonly Utf8JsonWriter _writer;
    private byte[]? _previous;
    private string _organization = "";
    private long _line;
    private long _first;
    private long _last;
    private long _trusted;
    private int _agreeing;
    private CheckpointLine? _end;
    private string? _signedWith;

    private AuditVerifier(AuditKeyRing? keys) => (_keys, _writer) = (keys, new(_rewritten, AuditLine.Format));

    /// <summary>Reads an export from its first to its last line.</summary>
    /// <param name="export">As the export writes it.</param>
    /// <param name="publicKeys">PEM text with the keys that checkpoints may be signed with; null checks no signature.</param>
    /// <param name="checkpoints">Checkpoints that were kept, a line each; null when there are none.</param>
    public static async Task<Result<AuditVerdict>> VerifyAsync(Stream export, string? publicKeys, Stream? checkpoints, CancellationToken ct)
    {
        using var keys = publicKeys is null ? null : AuditKeyRing.Read(publicKeys);
        if (publicKeys is not null && keys is null)
        {
            return new Invalid("There is no public key in the key file. Download it from the audit log's page: it begins with '-----BEGIN PUBLIC KEY-----'.");
        }

        var verifier = new AuditVerifier(keys);
        if (checkpoints is not null)
        {
            await verifier.ReadKeptAsync(new LineReader(checkpoints), ct);
        }

        await verifier.ReadExportAsync(new LineReader(export), ct);
        return verifier.Verdict();
    }

    private async Task ReadKeptAsync(LineReader lines, CancellationToken ct)
    {
        for (var number = 1L; await lines.ReadAsync(ct) is { } line; number++)
        {
            if (CheckpointLine.Read(line.Span) is not { } checkpoint || !IsAsWritten(line.Span, checkpoint.Write))
            {
                Find(null, $"Line {Text(number)} of the checkpoints is no checkpoint, or was changed.");
            }
            else if (_keys?.Doubt(checkpoint) is { } doubt)
            {
                Find(null, $"The checkpoint on line {Text(number)} of the checkpoints {doubt}.");
            }
            else if (!_kept.TryAdd(checkpoint.Number, checkpoint) && (checkpoint.Hash, checkpoint.Organization) != (_kept[checkpoint.Number].Hash, _kept[checkpoint.Number].Organization))
            {
                Find(null, $"Line {Text(number)} of the checkpoints says something else of event {Text(checkpoint.Number)} than a line before it: the two were signed of different logs, and no export can agree with both.");
            }
        }
    }

    private async Task ReadExportAsync(LineReader lines, CancellationToken ct)
    {
        while (await lines.ReadAsync(ct) is { } line)
        {
            _line++;
            if (_end is not null)
            {
                Find(_line, "stands after the checkpoint that ends an export: it was added.");
            }
            else if (!lines.IsEnded)
            {
                Find(_line, "is cut off in the middle.");
            }
            else if (line.Span.StartsWith(CheckpointLine.Start))
            {
                End(line.Span);
            }
            else
            {
                Event(line.Span);
            }
        }
    }

    private void Event(ReadOnlySpan<byte> text)
    {
        if (AuditLine.Read(text) is not { } line || !IsAsWritten(text, line.Write))
        {
            Find(_line, "isn't written as an export writes it: it was changed.");
            (_previous, _last) = (null, _last + 1);
            return;
        }

        if (_organization.Length == 0)
        {
            (_organization, _first) = (line.Organization, line.Number);
        }

        if (_line == 1)
        {
            Begin(line);
        }
        else if (line.Number != _last + 1)
        {
            Find(_line, line.Number > _last + 1
                ? $"holds event {Text(line.Number)} where event {Text(_last + 1)} is due: {Missing(line.Number - _last - 1)} missing here, or lines were moved."
                : $"holds event {Text(line.Number)} where event {Text(_last + 1)} is due: it was added or moved.");
            _previous = null;
        }

        if (_previous is not null && !Convert.ToHexStringLower(line.HashAfter(_previous)).Equals(line.Hash, StringComparison.Ordinal))
        {
            Find(_line, $"holds event {Text(line.Number)} with another text than its hash was made of: it, or the line before it, was changed.");
        }

        (_last, _previous) = (line.Number, HashOf(line.Hash));
        if (_kept.TryGetValue(line.Number, out var kept))
        {
            Compare(kept, line.Hash, null);
        }
    }

    private void Begin(AuditLine line)
    {
        if (line.Number == 1)
        {
            _previous = EventHash.Beginning;
            return;
        }

        // A later part of the log goes on from where an earlier one was signed.
        if (_kept.TryGetValue(line.Number - 1, out var before) && before.Organization == line.Organization)
        {
            (_previous, _trusted, _agreeing) = (HashOf(before.Hash), before.Number, _agreeing + 1);
        }
        else
        {
            Find(1, $"holds event {Text(line.Number)}: the events before it are missing. For an export that was made to begin there, give the checkpoint of event {Text(line.Number - 1)} among the checkpoints.");
        }
    }

    private void End(ReadOnlySpan<byte> text)
    {
        if (CheckpointLine.Read(text) is not { } checkpoint || !IsAsWritten(text, checkpoint.Write))
        {
            Find(_line, "isn't written as an export writes a checkpoint: it was changed.");
            return;
        }

        _end = checkpoint;
        if (_keys?.Doubt(checkpoint) is { } doubt)
        {
            Find(_line, $"holds a checkpoint that {doubt}.");
        }
        else if (_keys is not null)
        {
            _signedWith = checkpoint.Key;
        }

        if (_line == 1)
        {
            EndAlone(checkpoint);
        }
        else if (checkpoint.Number != _last)
        {
            Find(_line, $"is the checkpoint of event {Text(checkpoint.Number)}, and the line before it holds event {Text(_last)}: {(checkpoint.Number > _last ? $"{Missing(checkpoint.Number - _last)} missing before it" : "lines were added")}.");
        }
        else
        {
            Compare(checkpoint, _previous is null ? checkpoint.Hash : Convert.ToHexStringLower(_previous), _line);
        }
    }

    // What goes on after an event has nothing in it while nothing more happened; a whole log of which every event was taken away looks the same.
    private void EndAlone(CheckpointLine checkpoint)
    {
        (_organization, _first, _last) = (checkpoint.Organization, checkpoint.Number + 1, checkpoint.Number);
        if (_kept.TryGetValue(checkpoint.Number, out var kept))
        {
            Compare(kept, checkpoint.Hash, null);
        }
        else
        {
            Find(1, $"is the checkpoint of event {Text(checkpoint.Number)}, and no event stands before it: all of them are missing. For an export that was made to go on after that event, give its checkpoint among the checkpoints.");
        }
    }

    private void Compare(CheckpointLine checkpoint, string hash, long? line)
    {
        if (checkpoint.Organization != _organization)
        {
            Find(line, $"The checkpoint of event {Text(checkpoint.Number)} is another organization's.");
        }
        else if (checkpoint.Hash != hash)
        {
            Find(line, $"The checkpoint of event {Text(checkpoint.Number)}, signed at {checkpoint.At}, says another hash: one of the events {Text(Math.Max(_trusted + 1, _first))} to {Text(checkpoint.Number)} was changed, and the hashes after it were made anew.");
        }
        else
        {
            (_trusted, _agreeing) = (checkpoint.Number, _agreeing + (line is null ? 1 : 0));
        }
    }

    private AuditVerdict Verdict()
    {
        if (_line == 0)
        {
            Find(null, "The file is empty.");
        }
        else if (_end is null)
        {
            Find(_line + 1, "is missing: an export of the whole log ends with a checkpoint, so this one was cut off after the line before. (What was exported with a filter can't be verified.)");
        }

        foreach (var kept in _kept.Values.Where(kept => kept.Number > _last))
        {
            Find(null, $"The export ends with event {Text(_last)}, and a checkpoint of event {Text(kept.Number)} was signed at {kept.At}: the events after {Text(_last)} are missing. Where the export is simply older than that, export again.");
        }

        return new(_organization, _first, _last, _end?.At, _signedWith, _agreeing, _findings);
    }

    // An added blank or member would change no hash; so a line counts only as it was written.
    private bool IsAsWritten(ReadOnlySpan<byte> text, Action<Utf8JsonWriter> write)
    {
        _rewritten.ResetWrittenCount();
        _writer.Reset();
        write(_writer);
        return text.SequenceEqual(_rewritten.WrittenSpan);
    }

    private void Find(long? line, string sentence)
    {
        if (_findings.Count < MostFindings)
        {
            _findings.Add(new(line, line is null || char.IsUpper(sentence[0]) ? sentence : $"Line {Text(line.Value)} {sentence}"));
        }
    }

    private static byte[]? HashOf(string hash) => hash.Length == 2 * EventHash.Length && hash.All(char.IsAsciiHexDigitLower) ? Convert.FromHexString(hash) : null;

    private static string Missing(long count) => count == 1 ? "one event is" : $"{Text(count)} events are";

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
