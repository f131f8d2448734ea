namespace Slipway.Organizations.Audit;

/// <summary>Something that isn't as it was when it was logged.</summary>
/// <param name="Line">The line of the export, from 1; null when it is about no single line.</param>
/// <param name="Sentence">What is wrong, for people.</param>
public sealed record AuditFinding(long? Line, string Sentence);

/// <summary>What the verification of an export found.</summary>
/// <param name="Organization">The id of the organization whose log it is; empty when no line could be read.</param>
/// <param name="First">The number of the first event.</param>
/// <param name="Last">The number of the last event; smaller than <paramref name="First"/> when there is none.</param>
/// <param name="At">When the checkpoint at its end was signed, UTC; null when it has none.</param>
/// <param name="Key">The fingerprint of the key that the checkpoint at its end was found to be signed with; null when no key was given.</param>
/// <param name="Agreeing">How many of the kept checkpoints agree with it.</param>
/// <param name="Findings">What is wrong, the first things first; empty when nothing is.</param>
public sealed record AuditVerdict(string Organization, long First, long Last, string? At, string? Key, int Agreeing, IReadOnlyList<AuditFinding> Findings)
{
    public bool IsIntact => Findings.Count == 0;
}
