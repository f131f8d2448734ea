using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Ledger;

namespace Slipway.Billing.Usage;

/// <summary>One resource: how much of its limit is used, how it came to that, when the limit is reached and what happens then.</summary>
public sealed partial class UsagePanel
{
    private const int Width = 300;
    private const int Height = 64;

    // Where the limit is much higher than what was ever used, the days would be flat lines below it.
    private const int HighestLimit = 3;

    private long _top;

    [Parameter, EditorRequired] public UsageLine Line { get; set; } = null!;

    /// <summary>How many days the chart has room for.</summary>
    [Parameter, EditorRequired] public int Days { get; set; }

    private string Level => UsageLevels.Of(Line);

    private double? LimitY => Line.Limit is { } limit && limit <= _top ? Y(limit) : null;

    private IEnumerable<(double X, double Y, double Width, string Title)> Bars
    {
        get
        {
            var step = (double)Width / Days;
            var last = Line.History[^1].Day;
            return Line.History.Select(day => (Width - step * (last.DayNumber - day.Day.DayNumber + 1), Y(day.Used), step * 0.8, $"{Day(day.Day)}: {Words(day.Used)}"));
        }
    }

    private string Told => $"{Line.Name} by the day: from {Words(Line.History[0].Used)} on {Day(Line.History[0].Day)} to {Words(Line.History[^1].Used)} today.";

    private string? Forecast => Line switch
    {
        { Used: null } or { Limit: null } => null,
        { Limit: 0 } => "Nothing is allowed of this.",
        { Used: var used, Limit: var limit } when used > limit => $"Over the limit by {Words(used.Value - limit.Value)}.",
        { Used: var used, Limit: var limit } when used == limit => "The limit is reached.",
        { ReachedOn: { } day } => $"At this pace the limit is reached on {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.",
        // Where there is no chart yet, its place says why.
        { History.Count: < 2 } => null,
        { History.Count: < 3 } => "There are too few days yet to tell a pace.",
        { Resource: Resource.MetricPoints } => "At this pace the limit isn't reached this month.",
        _ => "At this pace the limit isn't reached within a year.",
    };

    protected override void OnParametersSet()
    {
        var most = Line.History.Select(day => day.Used).Append(1).Max();
        _top = Line.Limit is { } limit && limit <= most * HighestLimit ? Math.Max(limit, most) : most;
    }

    private static double Clamp(double value) => Math.Clamp(value, 0, Height);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    private string Words(long amount) => QuotaSentences.Amount(Line.Resource, amount);

    private double Y(long used) => Clamp(Height - (Height - 2.0) * used / _top);
}
