using Hangfire;
using Microsoft.EntityFrameworkCore;
using Slipway.Foundation.Access;
using Slipway.Foundation.Content;
using Slipway.Foundation.Data;
using Slipway.Foundation.Events;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Live;
using Slipway.Integrations.Archives;
using Slipway.Organizations.Archiving;

namespace Slipway.Integrations.Imports;

/// <summary>Imports of a project's archive, as an export wrote it, into a new project of the organization. Its owners and admins do it.</summary>
public sealed class ImportService
{
    private const int ListLimit = 50;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly Tenant _tenant;
    private readonly Access _access;
    private readonly ContentStore _store;
    private readonly IQuotaLimits _limits;
    private readonly QuotaLedger _quota;
    private readonly IBackgroundJobClient _jobs;
    private readonly LiveFeed _live;
    private readonly TimeProvider _time;

    internal ImportService(
        IDbContextFactory<SaasDb> dbs, Tenant tenant, Access access, ContentStore store, IQuotaLimits limits, QuotaLedger quota, IBackgroundJobClient jobs, LiveFeed live, TimeProvider time) =>
        (_dbs, _tenant, _access, _store, _limits, _quota, _jobs, _live, _time) = (dbs, tenant, access, store, limits, quota, jobs, live, time);

    /// <summary>The imports, the newest first.</summary>
    public async Task<Result<IReadOnlyList<ImportDetails>>> ListAsync(CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return (await db.Imports.AsNoTracking().OrderByDescending(import => import.CreatedAt).Take(ListLimit).ToListAsync(ct)).ConvertAll(ImportDetails.Of);
    }

    /// <summary>One import.</summary>
    public async Task<Result<ImportDetails>> GetAsync(Id<ArchiveWork> id, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await db.Imports.AsNoTracking().SingleOrDefaultAsync(import => import.Id == id, ct) is { } found ? ImportDetails.Of(found) : Unknown;
    }

    /// <summary>Takes an archive in, to be read in the background.</summary>
    /// <param name="archive">Its bytes, read once from beginning to end.</param>
    /// <param name="length">How many they are, when it is known before: what has no room is then refused before it is received.</param>
    /// <returns>The import; <see cref="AlreadyExists"/> when the address is taken, <see cref="QuotaExceeded"/> when there is no room.</returns>
    public async Task<Result<ImportDetails>> ReceiveAsync(ImportProject request, Stream archive, long? length, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        if (request.Name.Trim() is not { Length: > 0 and <= Project.NameLimit } name || (request.Visibility is { } seen && !Enum.IsDefined(seen)))
        {
            return new Invalid($"Give the new project a name of at most {Project.NameLimit} characters.");
        }

        var slug = request.Slug is { Length: > 0 } chosen ? chosen : Slug.From(name);
        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await CheckAddressAsync(db, slug, ct) is { } taken)
        {
            return taken;
        }

        var now = _time.GetUtcNow();
        var limits = await _limits.OfAsync(_tenant.Id, ct);
        var used = (await _quota.UsedAsync(db, _tenant.Id, ct)).GetValueOrDefault(Resource.StoredBytes);
        var room = limits.Of(Resource.StoredBytes) is { } most ? (long?)Math.Max(0, most - used) : null;
        if (room is not null && (room == 0 || length > room))
        {
            return QuotaSentences.Exceeded(limits, Resource.StoredBytes, used, length ?? 1, now.UtcDateTime);
        }

        var stored = await _store.WriteAsync(_tenant.Id, archive, room, ct);
        if (stored.Refusal is not null)
        {
            return QuotaSentences.Exceeded(limits, Resource.StoredBytes, used, room!.Value + 1, now.UtcDateTime);
        }

        if (stored.Value.Size == 0)
        {
            return new Invalid("No archive came. Send the zip that an export wrote as the body of the request.");
        }

        await KeptBytes.KeepAsync(db, _tenant.Id, stored.Value, now, ct);
        var import = Import.Request(_tenant.Id, name, slug, request.Visibility ?? Visibility.Private, stored.Value, _access.Principal, now.UtcDateTime);
        db.Imports.Add(import);
        db.Record(new ImportRequested(import.Id, slug, stored.Value.Digest.ToString(), stored.Value.Size), _tenant.Id, null, _access.Principal, now.UtcDateTime);
        await db.SaveChangesAsync(ct);
        var (tenant, id) = (_tenant.Id, import.Id);
        _jobs.Enqueue<UnpackImport>(JobQueues.Attended, job => job.RunAsync(tenant, id, CancellationToken.None));
        _live.Publish(Topics.Archives(tenant), LiveMessage.Changed);
        return ImportDetails.Of(import);
    }

    /// <summary>Calls off an import that is under way, with everything that was read of it; takes one that is over off the list. Its project stays.</summary>
    public async Task<Result<Done>> DeleteAsync(Id<ArchiveWork> id, CancellationToken ct)
    {
        if (await _access.RequireAsync(Permission.OrganizationManage, ct) is { } refusal)
        {
            return refusal;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        if (await db.Imports.SingleOrDefaultAsync(import => import.Id == id, ct) is not { } found)
        {
            return Unknown;
        }

        db.Imports.Remove(found);
        db.Record(new ImportDeleted(found.Id, found.Slug), _tenant.Id, null, _access.Principal, _time.GetUtcNow().UtcDateTime);
        await db.SaveChangesAsync(ct);
        _live.Publish(Topics.Archives(_tenant.Id), LiveMessage.Changed);
        return default(Done);
    }

    private static NotFound Unknown => new("There is no such import here. It may have been deleted.");

    private static async Task<Refusal?> CheckAddressAsync(SaasDb db, string slug, CancellationToken ct) =>
        await ArrivingProjects.CheckAddressAsync(db, slug, ct)
        ?? (await db.Imports.AnyAsync(import => import.Slug == slug && (import.State == ArchiveState.Waiting || import.State == ArchiveState.Working), ct)
            ? new AlreadyExists($"A project is being imported under the address '{slug}'. Choose another address.")
            : null);
}
