using Slipway.Foundation.Ledger;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// The metric points that organizations may still log without asking the ledger: each block is taken before it is needed, in a commit of its own, so that
/// the commits of points need no statement more. A block grows with how fast points come and shrinks towards the limit; what isn't used goes back. Points
/// are spent when their commit is on disk. Used by the lane's thread alone.
/// </summary>
internal sealed class PointLease(LaneSql sql, IQuotaLimits limits, TimeProvider time)
{
    private const long SmallestBlock = 10_000;
    private const long LargestBlock = 5_000_000;

    // Of what is left, a process takes no more than this part in advance: others have their share, and little is held where little is left.
    private const int Share = 16;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long an organization may log nothing before what it holds goes back.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Id<Organization>, Held> _held = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Whether an organization holds points that it hasn't used.</summary>
    public bool HoldsAny => _held.Count > 0;

    /// <summary>Takes what the operations may need. Less is taken where less is left: then each of them is decided by what it really adds.</summary>
    public async ValueTask ReserveAsync(IReadOnlyList<IngestOperation> operations, LaneConnection connection, CancellationToken ct)
    {
        var period = Resources.PeriodOf(Resource.MetricPoints, time.GetUtcNow().UtcDateTime);
        foreach (var operation in operations)
        {
            if (operation.Points > 0)
            {
                var held = HeldBy(operation.Organization);
                held.Wanted += operation.Points;
                if ((held.Wanted > held.Left || held.Period != period) && !held.IsWaiting(time))
                {
                    // The others of the group want theirs too.
                    var wanted = operations.Where(other => other.Organization == operation.Organization).Sum(other => (long)other.Points);
                    await TakeAsync(operation.Organization, held, wanted, period, connection, ct);
                }
            }
        }

        foreach (var held in _held.Values)
        {
            (held.Wanted, held.Spent) = (0, 0);
        }
    }

    /// <summary>Whether so many more fit, besides those that the group spends already.</summary>
    public bool Fits(Id<Organization> organization, int points) => points == 0 || HeldBy(organization) is var held && held.Spent + points <= held.Left;

    /// <summary>Notes that the group adds so many.</summary>
    public void Spend(Id<Organization> organization, int points)
    {
        if (points > 0)
        {
            HeldBy(organization).Spent += points;
        }
    }

    /// <summary>Why so many more don't fit.</summary>
    public QuotaExceeded Exceeded(Id<Organization> organization, int points)
    {
        var held = HeldBy(organization);
        return QuotaSentences.Exceeded(held.Limits!, Resource.MetricPoints, held.Booked - held.Left + held.Spent, points, time.GetUtcNow().UtcDateTime);
    }

    /// <summary>The group is on disk: what it added is used up.</summary>
    public void Committed()
    {
        var now = time.GetTimestamp();
        foreach (var held in _held.Values)
        {
            if (held.Spent > 0)
            {
                (held.Left, held.Spent, held.UsedAt) = (held.Left - held.Spent, 0, now);
            }
        }
    }

    /// <summary>Whether it is time to look for what isn't used any more.</summary>
    public bool IsDue => _held.Count > 0 && time.GetElapsedTime(_swept) > Idle;

    /// <summary>Gives back what organizations hold that log nothing at the moment, or all of it.</summary>
    public async ValueTask GiveBackAsync(bool all, LaneConnection connection, CancellationToken ct)
    {
        _swept = time.GetTimestamp();
        foreach (var (organization, held) in _held.Where(each => all || time.GetElapsedTime(each.Value.UsedAt) > Idle).ToList())
        {
            await GiveBackAsync(organization, held, connection, ct);
            _held.Remove(organization);
        }
    }

    private Held HeldBy(Id<Organization> organization)
    {
        if (!_held.TryGetValue(organization, out var held))
        {
            _held.Add(organization, held = new() { UsedAt = time.GetTimestamp() });
        }

        return held;
    }

    private async ValueTask TakeAsync(Id<Organization> organization, Held held, long wanted, int period, LaneConnection connection, CancellationToken ct)
    {
        if (held.Period != period)
        {
            await GiveBackAsync(organization, held, connection, ct);
            held.Period = period;
        }

        held.Limits = await limits.OfAsync(organization, ct);
        held.Block = held.TakenAt is { } before && time.GetElapsedTime(before) < Soon ? Math.Min(held.Block * 2, LargestBlock) : SmallestBlock;
        await connection.BeginAsync(ct);
        connection.Add(sql.OpenPoints, organization.Value, period);
        connection.Add(sql.PointsUsed, organization.Value, period);
        long used = 0;
        await connection.RunAsync((_, row) => used = row.GetInt64(0), ct);
        var free = held.Limits.Of(Resource.MetricPoints) is { } most ? Math.Max(0, most - used) : long.MaxValue;
        var missing = wanted - held.Left;
        var size = Math.Min(free, Math.Max(missing, Math.Min(held.Block, free / Share)));
        if (size > 0)
        {
            Book(organization, period, size, used + size, "a block of metric points", connection);
            await connection.RunAsync(null, ct);
        }

        await connection.CommitAsync(ct);
        (held.Left, held.Booked) = (held.Left + size, used + size);
        held.TakenAt = time.GetTimestamp();
        held.ShortSince = size < missing ? held.TakenAt : null;
    }

    private async ValueTask GiveBackAsync(Id<Organization> organization, Held held, LaneConnection connection, CancellationToken ct)
    {
        if (held.Left == 0)
        {
            return;
        }

        await connection.BeginAsync(ct);
        connection.Add(sql.PointsUsed, organization.Value, held.Period);
        long used = 0;
        await connection.RunAsync((_, row) => used = row.GetInt64(0), ct);
        Book(organization, held.Period, -held.Left, used - held.Left, "what was left of a block", connection);
        await connection.RunAsync(null, ct);
        await connection.CommitAsync(ct);
        held.Left = 0;
    }

    private void Book(Id<Organization> organization, int period, long amount, long used, string reason, LaneConnection connection)
    {
        connection.Add(sql.BookPoints, organization.Value, period, used);
        connection.Add(sql.EnterPoints, organization.Value, period, amount, used, reason, time.GetUtcNow().UtcDateTime);
    }

    private sealed class Held
    {
        public int Period;
        public long Left;
        public long Booked;
        public long Block = SmallestBlock;
        public long Wanted;
        public long Spent;
        public long UsedAt;
        public long? TakenAt;
        public long? ShortSince;
        public QuotaLimits? Limits;

        // At the limit every request would ask the ledger again.
        public bool IsWaiting(TimeProvider time) => ShortSince is { } since && time.GetElapsedTime(since) < Pause;
    }
}
