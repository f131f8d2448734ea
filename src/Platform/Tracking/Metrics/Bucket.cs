namespace Slipway.Tracking.Metrics;

/// <summary>What is kept of a set of points: how many there are and its outermost ones, as they were logged. The default is the empty set.</summary>
internal struct Bucket
{
    /// <summary>The most points that <see cref="Keep(Span{Point})"/> keeps.</summary>
    public const int MaxKept = 4;

    public int Count { get; private set; }

    /// <summary>The first point in the order that the bucket was filled with.</summary>
    public Point First { get; private set; }

    /// <summary>The last point in the order that the bucket was filled with.</summary>
    public Point Last { get; private set; }

    /// <summary>The point with the smallest finite value, the first of them by (Step, Time); meaningless unless <see cref="HasFinite"/>.</summary>
    public Point Min { get; private set; }

    /// <summary>The point with the largest finite value, the first of them by (Step, Time); meaningless unless <see cref="HasFinite"/>.</summary>
    public Point Max { get; private set; }

    public long MinTime { get; private set; }
    public long MaxTime { get; private set; }
    public int NaNs { get; private set; }
    public int Infinities { get; private set; }

    public readonly bool HasFinite => Count > NaNs + Infinities;

    public void Add(in Point point, PointOrder order)
    {
        if (Count == 0)
        {
            (First, Last, MinTime, MaxTime) = (point, point, point.Time, point.Time);
        }
        else
        {
            Widen(point, point, point.Time, point.Time, order);
        }

        if (double.IsFinite(point.Value))
        {
            AddFinite(point, point, isFirst: !HasFinite);
        }
        else if (double.IsNaN(point.Value))
        {
            NaNs++;
        }
        else
        {
            Infinities++;
        }

        Count++;
    }

    public void Add(ReadOnlySpan<Point> points, PointOrder order)
    {
        foreach (ref readonly var point in points)
        {
            Add(point, order);
        }
    }

    /// <summary>Adds all points of another bucket that was filled with the same order.</summary>
    public void Add(in Bucket other, PointOrder order)
    {
        if (other.Count == 0)
        {
            return;
        }

        if (Count == 0)
        {
            this = other;
            return;
        }

        Widen(other.First, other.Last, other.MinTime, other.MaxTime, order);
        if (other.HasFinite)
        {
            AddFinite(other.Min, other.Max, isFirst: !HasFinite);
        }

        NaNs += other.NaNs;
        Infinities += other.Infinities;
        Count += other.Count;
    }

    /// <summary>Whether <see cref="First"/> and <see cref="Last"/> of a bucket filled by step are also those by time.</summary>
    public readonly bool FollowsTime => First.Time == MinTime && Last.Time == MaxTime;

    /// <summary>The smallest and largest step of a bucket filled by step, or its smallest and largest time.</summary>
    public readonly (long First, long Last) Range(PointOrder order) => order == PointOrder.Step ? (First.Step, Last.Step) : (MinTime, MaxTime);

    /// <summary>The distinct points that the bucket keeps, at most four, in no order.</summary>
    public readonly int Keep(Span<Point> destination)
    {
        var kept = 0;
        Keep(First, destination, ref kept);
        Keep(Last, destination, ref kept);
        if (HasFinite)
        {
            Keep(Min, destination, ref kept);
            Keep(Max, destination, ref kept);
        }

        return kept;
    }

    internal static Bucket Restore(int count, Point first, Point last, Point min, Point max, (long Min, long Max) times, int nans, int infinities) => new()
    {
        Count = count,
        First = first,
        Last = last,
        Min = min,
        Max = max,
        MinTime = times.Min,
        MaxTime = times.Max,
        NaNs = nans,
        Infinities = infinities,
    };

    private static void Keep(in Point point, Span<Point> destination, ref int kept)
    {
        if (!destination[..kept].Contains(point))
        {
            destination[kept++] = point;
        }
    }

    private void Widen(in Point first, in Point last, long minTime, long maxTime, PointOrder order)
    {
        if (order.Compare(first, First) < 0)
        {
            First = first;
        }

        if (order.Compare(last, Last) > 0)
        {
            Last = last;
        }

        MinTime = Math.Min(MinTime, minTime);
        MaxTime = Math.Max(MaxTime, maxTime);
    }

    private void AddFinite(in Point min, in Point max, bool isFirst)
    {
        if (isFirst || min.Value < Min.Value || (min.Value == Min.Value && min < Min))
        {
            Min = min;
        }

        if (isFirst || max.Value > Max.Value || (max.Value == Max.Value && max < Max))
        {
            Max = max;
        }
    }
}
