using System.Data.Common;
using Slipway.Tracking.Metrics;

namespace Slipway.Tracking.Ingest;

/// <summary>
/// One series while a group of operations is decided: what its row says, and the points that the group adds. A point counts once, however
/// often it is sent: what lies beyond the row's last step or latest time can't be stored yet, everything else is looked up.
/// </summary>
internal sealed class SeriesState(string name)
{
    private readonly LoggedSeries _fresh = new(name);
    private List<Point>? _suspects;
    private Point[] _unstored = [];
    private HashSet<Point>? _added;
    private long _storedStep;
    private long _storedTime;
    private bool _stored;

    public string Name { get; } = name;

    /// <summary>0 until the series has a row.</summary>
    public long Key { get; set; }

    public bool IsNew => !_stored;

    /// <summary>What the group adds, in the order in which it was logged.</summary>
    public LoggedSeries Fresh => _fresh;

    public Point Last { get; private set; }

    public long MaxTime { get; private set; }

    public double? Min { get; private set; }

    public double? Max { get; private set; }

    public long Count { get; private set; }

    /// <summary>The sent points that may be stored already, in any order.</summary>
    public IReadOnlyList<Point> Suspects => _suspects ?? [];

    public double LastValue => double.IsNaN(Last.Value) ? 0 : Finite(Last.Value);

    /// <summary>Takes what <see cref="LaneSql.SeriesByName"/> answered.</summary>
    public void Read(DbDataReader row)
    {
        Key = row.GetInt64(0);
        Last = new(row.GetInt64(1), row.GetInt64(2), row.GetBoolean(4) ? double.NaN : row.GetDouble(3));
        MaxTime = row.GetInt64(5);
        Min = row.IsDBNull(6) ? null : row.GetDouble(6);
        Max = row.IsDBNull(7) ? null : row.GetDouble(7);
        Count = row.GetInt64(8);
        (_stored, _storedStep, _storedTime) = (true, Last.Step, MaxTime);
    }

    /// <summary>Notes which of the points to be added have to be looked up.</summary>
    public void Suspect(ReadOnlySpan<Point> points)
    {
        foreach (ref readonly var point in points)
        {
            if (MayBeStored(point))
            {
                (_suspects ??= []).Add(point);
            }
        }
    }

    /// <summary>Takes the answer to <see cref="Suspects"/>: those that are not stored, sorted.</summary>
    public void Clear(Point[] unstored) => _unstored = unstored;

    /// <summary>How many of the points are new.</summary>
    /// <param name="points">Sorted, each once.</param>
    public int CountNew(ReadOnlySpan<Point> points)
    {
        var (step, time, before, count) = (Last.Step, MaxTime, _fresh.Count, 0);
        foreach (ref readonly var point in points)
        {
            count += IsNewPoint(point, step, time, before) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Adds those of the points that are new.</summary>
    /// <param name="points">Sorted, each once.</param>
    /// <returns>How many were.</returns>
    public int Add(ReadOnlySpan<Point> points)
    {
        var (step, time, before) = (Last.Step, MaxTime, _fresh.Count);
        foreach (ref readonly var point in points)
        {
            if (IsNewPoint(point, step, time, before))
            {
                _fresh.Add(point);
            }
        }

        foreach (ref readonly var point in _fresh.Points[before..])
        {
            Take(point);
        }

        _added?.UnionWith(_fresh.Points[before..].ToArray());
        return _fresh.Count - before;
    }

    private static double Finite(double value) => Math.Clamp(value, double.MinValue, double.MaxValue);

    private void Take(in Point point)
    {
        if (Count == 0 || point > Last)
        {
            Last = point;
        }

        MaxTime = Count == 0 ? point.Time : Math.Max(MaxTime, point.Time);
        Count++;
        if (!double.IsNaN(point.Value))
        {
            var value = Finite(point.Value);
            Min = Min < value ? Min : value;
            Max = Max > value ? Max : value;
        }
    }

    private bool IsNewPoint(in Point point, long step, long time, int before) =>
        Count == 0 || point.Step > step || point.Time > time || !(IsStored(point) || WasAdded(point, before));

    private bool MayBeStored(in Point point) => _stored && point.Step <= _storedStep && point.Time <= _storedTime;

    private bool IsStored(in Point point) => MayBeStored(point) && _unstored.AsSpan().BinarySearch(point) < 0;

    // Only what earlier operations of the group added: the points of one operation are distinct.
    private bool WasAdded(in Point point, int before)
    {
        if (before == 0)
        {
            return false;
        }

        _added ??= [.. _fresh.Points[..before].ToArray()];
        return _added.Contains(point);
    }
}
