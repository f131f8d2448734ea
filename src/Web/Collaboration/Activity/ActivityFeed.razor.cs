using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;
using Slipway.Shared.Session;
using Slipway.Shared.Text;

namespace Slipway.Collaboration.Activity;

/// <summary>
/// What people did lately, by the reader's days, newest first, and live: in the project whose page this is, or in all that the reader sees of the
/// organization. <c>&lt;ActivityFeed Subject="projects/vision/models/fraud" /&gt;</c> is a model's, with all that is below it.
/// </summary>
public sealed partial class ActivityFeed(ActivityService activity, ReaderZone zone, TimeProvider time)
{
    private const int Step = 30;

    private IReadOnlyList<ActivityItem>? _items;
    private long? _next;
    private int _shown;
    private string? _asked;
    private string? _refusal;
    private bool _reading;

    [Inject] private Tenant Tenant { get; set; } = null!;
    [CascadingParameter] public CurrentProject? Current { get; set; }

    /// <summary>The organization's part of the address; needed outside projects.</summary>
    [Parameter] public string? Organization { get; set; }

    /// <summary>What it happened to, with all that is below it; null for everything.</summary>
    [Parameter] public string? Subject { get; set; }

    /// <summary>Who did it; null for everybody.</summary>
    [Parameter] public Id<User>? Person { get; set; }

    /// <summary>How many lines there are at first.</summary>
    [Parameter] public int Take { get; set; } = Step;

    /// <summary>Where there is more, for a short list; null shows more in place.</summary>
    [Parameter] public string? More { get; set; }

    /// <summary>What is said when nothing happened.</summary>
    [Parameter] public string Nothing { get; set; } = "Nothing has happened here yet.";

    /// <summary>The level of the headings that name days: one below that of the part of the page.</summary>
    [Parameter] public int Level { get; set; } = 3;

    private string At => Current?.Organization ?? Organization ?? "";

    private IEnumerable<IGrouping<DateOnly, ActivityItem>> Days => _items!.GroupBy(item => zone.DayOf(item.At));

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Current?.Id} {Subject} {Person}";
        if (asked != _asked)
        {
            (_asked, _shown, _items) = (asked, Take, null);
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await zone.AskAsync())
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task MoreAsync()
    {
        _shown = Math.Min(_shown + Step, ActivityService.PageLimit);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _reading = true;
        var filter = new ActivityFilter { Person = Person, Subject = Subject, Zone = zone.Zone.Id };
        var read = Current is { } project
            ? await activity.ListAsync(project.Known, filter, null, _shown, CancellationToken.None)
            : await activity.ListAsync(filter, null, _shown, CancellationToken.None);
        (_reading, _refusal) = (false, read.Refusal?.Message);
        if (read.Refusal is null)
        {
            (_items, _next) = (read.Value.Items, _shown < ActivityService.PageLimit || More is not null ? read.Value.Next : null);
        }
    }

    private string Day(DateOnly day)
    {
        var today = zone.DayOf(time.GetUtcNow().UtcDateTime);
        return day == today ? "Today"
            : day == today.AddDays(-1) ? "Yesterday"
            : day.ToString(day.Year == today.Year ? "dddd, d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture);
    }

    private static string Actor(ActivityItem item) => item.ActorName.Length > 0 ? item.ActorName : "Slipway";

    private static string? Place(ActivityItem item) => item.Subject.Split('/') is ["projects", var project, _, ..] ? project : null;
}
