namespace Slipway.Tracking.Metrics;

/// <summary>
/// One logged value of a metric. Equal points are one point: a point logged again changes nothing.
/// Every NaN is the same NaN and -0.0 is 0.0, so that equality, order and stored bits agree, here and in every database.
/// </summary>
/// <remarks>
/// Points are ordered by (Step, Time, Value); the largest is the metric's latest. Values order as numbers, with NaN below -Infinity:
/// of two values logged for one step in one millisecond, a number is the later.
/// </remarks>
/// <param name="Step">Any 64-bit integer; steps may be negative, repeat and leave gaps.</param>
/// <param name="Time">Milliseconds since 1970 UTC, not negative.</param>
/// <param name="Value">Any double, NaN and infinities included.</param>
public readonly record struct Point(long Step, long Time, double Value) : IComparable<Point>
{
    public double Value { get; init => field = Canonical(value); } = Canonical(Value);

    public int CompareTo(Point other)
    {
        var byStep = Step.CompareTo(other.Step);
        if (byStep != 0)
        {
            return byStep;
        }

        var byTime = Time.CompareTo(other.Time);
        return byTime != 0 ? byTime : Value.CompareTo(other.Value);
    }

    public static bool operator <(Point left, Point right) => left.CompareTo(right) < 0;

    public static bool operator >(Point left, Point right) => left.CompareTo(right) > 0;

    public static bool operator <=(Point left, Point right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Point left, Point right) => left.CompareTo(right) >= 0;

    // Adding positive zero turns -0.0 into 0.0 and changes no other number.
    private static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value + 0.0;
}
