using Microsoft.JSInterop;
using Slipway.Shared.Session;

namespace Slipway.Shared.Text;

/// <summary>The time zone in which the reader is shown times, for what the server has to group or cut by their days. UTC until the page is interactive.</summary>
public sealed class ReaderZone(IJSRuntime js)
{
    /// <summary>The zone as far as it is known.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Asks the browser, once; only after the first interactive rendering. Answers whether the zone is another one than before.</summary>
    public async Task<bool> AskAsync()
    {
        try
        {
            await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./zone.js");
            var before = Zone;
            // A browser may know a zone that this server doesn't.
            Zone = TimeZoneInfo.TryFindSystemTimeZoneById(await module.InvokeAsync<string>("zone"), out var found) ? found : TimeZoneInfo.Utc;
            return !Zone.Equals(before);
        }
        catch (Exception exception) when (exception.IsBrowserGone())
        {
            return false;
        }
    }

    /// <summary>The reader's day of a moment in UTC.</summary>
    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone));

    /// <summary>When one of the reader's days begins, in UTC.</summary>
    public DateTime Begin(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        // Where clocks are put forward at midnight, the day begins an hour later.
        return TimeZoneInfo.ConvertTimeToUtc(Zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, Zone);
    }
}
