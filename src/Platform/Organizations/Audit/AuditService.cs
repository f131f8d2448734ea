using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;

namespace Slipway.Organizations.Audit;

/// <summary>An event as the audit log lists it.</summary>
/// <param name="Number">Its place in the organization's chain.</param>
/// <param name="Label">What the kind is called.</param>
/// <param name="Sentence">What is said after the actor's name, such as <c>started the project Vision</c>.</param>
/// <param name="Page">The page that shows the subject, below the organization's own address; null when the subject has none.</param>
/// <param name="ActorId">Who did it; null when it was the server itself.</param>
/// <param name="ActorName">The name that they had then.</param>
/// <param name="Subject">What it happened to, as an address within the organization.</param>
public sealed record AuditEntry(long Number, string Kind, string Label, string Sentence, string Subject, string? Page, Id<User>? ActorId, string ActorName, DateTime At);

/// <summary>A page of the log, newest first.</summary>
/// <param name="Next">The number before which the next page begins; null when the log's beginning was reached. There may be a next page though this one isn't full.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);

/// <summary>One event with everything that is known of it.</summary>
/// <param name="Data">What it says besides, as it was recorded.</param>
/// <param name="Hash">Its hash in the chain, 64 hexadecimal digits.</param>
/// <param name="Checkpoint">The first checkpoint that vouches for it; null when none was signed since.</param>
public sealed record AuditDetails(AuditEntry Entry, JsonElement Data, string Hash, CheckpointLine? Checkpoint);

/// <summary>How far the log goes and how far it is signed.</summary>
public sealed record AuditState(long Events, CheckpointLine? Checkpoint);

/// <summary>An organization's audit log: everything that was recorded, in a chain that shows whether any of it was changed.</summary>
public sealed class AuditService
{
    /// <summary>The most events of a page.</summary>
    public const int PageLimit = 200;

    // How many events one request looks through for what a filter leaves over.
    private const int Stretch = 200_000;

    // An event is numbered when it is committed, and says when it was recorded.
    private static readonly TimeSpan CommitsWithin = TimeSpan.FromHours(1);

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly Access _access;
    private readonly AuditSigner _signer;
    private readonly EventStories _stories;
    private readonly TimeProvider _time;

    internal AuditService(IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, AuditSigner signer, EventStories stories, TimeProvider time) =>
        (_dbs, _tenant, _access, _signer, _stories, _time) = (dbs, tenant, access, signer, stories, time);

    /// <summary>Events, newest first.</summary>
    /// <param name="before">Only those with a smaller number; null begins at the newest.</param>
    /// <param name="limit">The most events of the page, up to <see cref="PageLimit"/>.</param>
    public async Task<Result<AuditPage>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        if (filter.From is { } from && filter.To is { } to && AuditFilter.Utc(from) >= AuditFilter.Utc(to))
        {
            return new Invalid("The span of time ends before it begins: set its end to a later time.");
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var end = before ?? await LastAsync(db, ct) + 1;
        if (filter.To is { } until)
        {
            end = Math.Min(end, await NumberAtAsync(db, AuditFilter.Utc(until) + CommitsWithin, ct));
        }

        var begin = filter.From is { } since ? await NumberAtAsync(db, AuditFilter.Utc(since) - CommitsWithin, ct) : 1;
        var reached = Math.Max(begin, end - Stretch);
        var most = Math.Clamp(limit, 1, PageLimit);
        var rows = await filter.Apply(db, db.Events.AsNoTracking().Where(row => row.Number < end && row.Number >= reached))
            .OrderByDescending(row => row.Number)
            .Take(most)
            .ToListAsync(ct);
        var last = rows.Count == most ? rows[^1].Number!.Value : reached;
        return new AuditPage(rows.ConvertAll(row => Entry(EventFact.Of(row))), last > begin ? last : null);
    }

    /// <summary>One event.</summary>
    public async Task<Result<AuditDetails>> GetAsync(long number, CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await db.Events.AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, ct) is not { } found)
        {
            return new NotFound($"There is no event {number} in this organization's audit log.");
        }

        var checkpoint = await db.AuditCheckpoints.AsNoTracking().Where(each => each.Number >= number).OrderBy(each => each.Number).FirstOrDefaultAsync(ct);
        var fact = EventFact.Of(found);
        return new AuditDetails(Entry(fact), fact.Data, Convert.ToHexStringLower(found.Hash!), checkpoint?.Line());
    }

    /// <summary>
    /// The log as JSON lines. The whole of it ends with a checkpoint signed now, and can be verified; so can what goes on after an event, with that event's
    /// checkpoint, which is signed too and stands among the others. What a filter leaves over is for reading alone.
    /// </summary>
    /// <param name="after">Leaves out the events up to this number; 0 begins at the beginning.</param>
    public async Task<Result<AuditExport>> ExportAsync(AuditFilter filter, long after, CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var checkpoint = filter.IsEverything ? await _signer.SignAsync(db, _tenant.Id, ct) : null;
        if (checkpoint is not null && after > 0)
        {
            await _signer.SignAsync(db, _tenant.Id, after, ct);
        }

        var last = checkpoint?.Number ?? await LastAsync(db, ct);
        var slug = await db.Organizations.Where(organization => organization.Id == _tenant.Id).Select(organization => organization.Slug).SingleAsync(ct);
        return new AuditExport($"{slug}-audit-{_time.GetUtcNow():yyyy-MM-dd}.jsonl", (stream, ct) => WriteAsync(stream, filter, Math.Max(after, 0), last, checkpoint, ct));
    }

    /// <summary>All checkpoints that were signed, as JSON lines: to be kept where this server's operator can't reach.</summary>
    public async Task<Result<AuditExport>> ExportCheckpointsAsync(CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        return new AuditExport("checkpoints.jsonl", async (stream, ct) =>
        {
            await using var db = await _dbs.CreateDbContextAsync(ct);
            using var lines = new AuditLineWriter(stream);
            await foreach (var checkpoint in db.AuditCheckpoints.AsNoTracking().OrderBy(each => each.Number).AsAsyncEnumerable().WithCancellation(ct))
            {
                await lines.WriteAsync(checkpoint.Line().Write, ct);
            }

            await lines.FlushAsync(ct);
        });
    }

    /// <summary>Signs where the chain ends now. Signed already, the same checkpoint is answered again.</summary>
    public async Task<Result<CheckpointLine>> SignAsync(CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await _signer.SignAsync(db, _tenant.Id, ct) is { } signed
            ? signed.Line()
            : new NotFound("Nothing has been recorded in this organization yet, so there is nothing to sign.");
    }

    /// <summary>The public keys that checkpoints of this installation are signed with, as PEM.</summary>
    public async Task<Result<string>> PublicKeysAsync(CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await _signer.PublicKeysAsync(db, ct);
    }

    /// <summary>How far the log goes and how far it is signed.</summary>
    public async Task<Result<AuditState>> StateAsync(CancellationToken ct)
    {
        if (await RequireAsync(ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var checkpoint = await db.AuditCheckpoints.AsNoTracking().OrderByDescending(each => each.Number).FirstOrDefaultAsync(ct);
        return new AuditState(await LastAsync(db, ct), checkpoint?.Line());
    }

    /// <summary>Verifies the whole log here, by exporting it to the same verifier that reads files, with the checkpoints that are kept here.</summary>
    public async Task<Result<AuditVerdict>> VerifyAsync(CancellationToken ct)
    {
        var checkpoints = await ExportCheckpointsAsync(ct);
        if (checkpoints.Refusal is { } refusal)
        {
            return refusal;
        }

        // Before the export: one that is signed after it is of an event that the export can't have yet.
        await using var kept = new MemoryStream();
        await checkpoints.Value.WriteAsync(kept, ct);
        kept.Position = 0;
        var export = await ExportAsync(new(), 0, ct);
        if (export.Refusal is { } revoked)
        {
            return revoked;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        var keys = await _signer.PublicKeysAsync(db, ct);
        var pipe = new Pipe();
        var writing = Task.Run(
            async () =>
            {
                await using var stream = pipe.Writer.AsStream();
                await export.Value.WriteAsync(stream, ct);
            },
            ct);
        Result<AuditVerdict> verdict;
        await using (var reading = pipe.Reader.AsStream())
        {
            verdict = await AuditVerifier.VerifyAsync(reading, keys, kept, ct);
        }

        await writing;
        return verdict;
    }

    private AuditEntry Entry(EventFact fact) =>
        new(fact.Number, fact.Kind, _stories.Label(fact.Kind), _stories.Tell(fact), fact.Subject, _stories.PageOf(fact), fact.ActorId, fact.ActorName, fact.At);

    private ValueTask<Refusal?> RequireAsync(CancellationToken ct) => _access.RequireAsync(Permission.AuditRead, ct);

    private async Task WriteAsync(Stream stream, AuditFilter filter, long after, long last, AuditCheckpoint? checkpoint, CancellationToken ct)
    {
        await using var db = await _dbs.CreateDbContextAsync(ct);
        using var lines = new AuditLineWriter(stream);
        await AuditReading.WriteAsync(db, filter, after, last, lines, ct);
        if (checkpoint is not null)
        {
            await lines.WriteAsync(checkpoint.Line().Write, ct);
        }

        await lines.FlushAsync(ct);
    }

    private static Task<long> LastAsync(SaasDb db, CancellationToken ct) => db.EventChains.Select(chain => chain.Number).SingleOrDefaultAsync(ct);

    /// <summary>The number from which on events are not older than a time; numbers and times go the same way, but for those that were committed at once.</summary>
    private static async Task<long> NumberAtAsync(SaasDb db, DateTime at, CancellationToken ct)
    {
        var (low, high) = (1L, await LastAsync(db, ct) + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await db.Events.Where(row => row.Number == middle).Select(row => row.At).SingleAsync(ct) < at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
