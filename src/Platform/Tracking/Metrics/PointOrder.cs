namespace Slipway.Tracking.Metrics;

/// <summary>What a chart or a history runs along, and so how points are ordered.</summary>
public enum PointOrder
{
    /// <summary>By (Step, Time, Value): the stored order, whose last point is the metric's latest.</summary>
    Step,

    /// <summary>By (Time, Step, Value): the order of a metric's history on the MLflow door.</summary>
    Time,
}

internal static class PointOrders
{
    private static readonly Comparison<Point> ByTime = CompareByTime;

    public static int Compare(this PointOrder order, in Point left, in Point right) =>
        order == PointOrder.Step ? left.CompareTo(right) : CompareByTime(left, right);

    public static long Position(this PointOrder order, in Point point) => order == PointOrder.Step ? point.Step : point.Time;

    public static bool IsSorted(this PointOrder order, ReadOnlySpan<Point> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            if (order.Compare(points[i - 1], points[i]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    public static void Sort(this PointOrder order, Span<Point> points)
    {
        if (order.IsSorted(points))
        {
            return;
        }

        if (order == PointOrder.Step)
        {
            points.Sort();
        }
        else
        {
            points.Sort(ByTime);
        }
    }

    /// <summary>Sorts <paramref name="points"/> in place and moves the distinct ones to the front; returns how many there are.</summary>
    public static int SortDistinct(this PointOrder order, Span<Point> points)
    {
        order.Sort(points);
        var kept = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (kept == 0 || points[i] != points[kept - 1])
            {
                points[kept++] = points[i];
            }
        }

        return kept;
    }

    /// <summary>How many points of the sorted <paramref name="points"/> come before <paramref name="limit"/> (or are it, when <paramref name="inclusive"/>).</summary>
    public static int CountBefore(this PointOrder order, ReadOnlySpan<Point> points, in Point limit, bool inclusive = false)
    {
        var (low, high) = (0, points.Length);
        while (low < high)
        {
            var middle = low + ((high - low) >> 1);
            var compared = order.Compare(points[middle], limit);
            if (compared < 0 || (inclusive && compared == 0))
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

    private static int CompareByTime(Point left, Point right)
    {
        var byTime = left.Time.CompareTo(right.Time);
        if (byTime != 0)
        {
            return byTime;
        }

        var byStep = left.Step.CompareTo(right.Step);
        return byStep != 0 ? byStep : left.Value.CompareTo(right.Value);
    }
}
