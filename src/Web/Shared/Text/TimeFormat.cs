namespace Slipway.Shared.Text;

/// <summary>How a time reads; the exact UTC is always on hover.</summary>
public enum TimeFormat
{
    /// <summary>'3 min. ago'; a local date when it is more than a week away.</summary>
    Relative,

    /// <summary>Local date and time.</summary>
    Exact,
}
