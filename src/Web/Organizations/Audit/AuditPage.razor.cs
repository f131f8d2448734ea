using System.Globalization;
using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Events;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations.Members;
using Slipway.Organizations.Projects;
using Slipway.Shared.Text;

namespace Slipway.Organizations.Audit;

/// <summary>The audit log, newest first; what is filtered by is in the address.</summary>
public sealed partial class AuditPage(AuditService audit, MemberService members, ProjectService projects, EventStories stories, ReaderZone zone, NavigationManager navigation)
{
    private const int Step = 50;
    private const string PersonKey = "person", KindKey = "kind", ProjectKey = "project", SubjectKey = "subject", FromKey = "from", ToKey = "to", TextKey = "text", WithoutRunsKey = "withoutRuns";

    private List<AuditEntry>? _entries;
    private long? _next;
    private AuditState? _state;
    private AuditVerdict? _verdict;
    private IReadOnlyList<PersonSummary> _people = [];
    private IReadOnlyList<ProjectDetails> _projects = [];
    private string? _refusal;
    private bool _reading;
    private bool _verifying;

    [Inject] private Tenant Tenant { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [SupplyParameterFromQuery(Name = PersonKey)] private string? Who { get; set; }
    [SupplyParameterFromQuery] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = ProjectKey)] private string? InProject { get; set; }
    [SupplyParameterFromQuery] private string? Subject { get; set; }
    [SupplyParameterFromQuery] private string? From { get; set; }
    [SupplyParameterFromQuery] private string? To { get; set; }
    [SupplyParameterFromQuery] private string? Text { get; set; }
    [SupplyParameterFromQuery] private bool WithoutRuns { get; set; }

    private AuditFilter Filter => new()
    {
        Person = Id<Foundation.Access.User>.TryParse(Who, null, out var person) ? person : null,
        Kind = Cut(Kind, 64),
        Project = Cut(InProject, 60),
        Subject = Cut(Subject, 840),
        From = AuditTime.Read(From),
        To = AuditTime.Read(To),
        Text = Cut(Text, AuditFilter.TextLimit),
        WithoutRuns = WithoutRuns,
    };

    private string FilterQuery => new Uri(navigation.Uri).Query;

    private IEnumerable<IGrouping<string, EventStory>> Kinds => stories.All.GroupBy(story => story.Kind.Split('.')[0]);

    // Somebody who left is still in the log, and in the address.
    private IEnumerable<(string Id, string Name)> People =>
        _people.Select(person => (person.Id.ToString(), person.Name))
            .Concat(Filter.Person is { } chosen && _people.All(person => person.Id != chosen) ? [(chosen.ToString(), _entries?.FirstOrDefault()?.ActorName ?? "Somebody else")] : []);

    protected override async Task OnParametersSetAsync()
    {
        _people = await members.FindAsync(null, MemberService.FindLimit, CancellationToken.None) is { Refusal: null } found ? found.Value : [];
        _projects = await projects.ListAsync(CancellationToken.None) is { Refusal: null } listed ? listed.Value : [];
        _entries = null;
        await ReadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && await zone.AskAsync())
        {
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        await ReadPageAsync(null, Step);
        _state = await audit.StateAsync(CancellationToken.None) is { Refusal: null } state ? state.Value : null;
    }

    private Task MoreAsync() => ReadPageAsync(_next, Step);

    // What was read further down stays: only what is new is put above it.
    private async Task RefreshAsync()
    {
        var newest = _entries is [var first, ..] ? first.Number : 0;
        var read = await audit.ListAsync(Filter, null, AuditService.PageLimit, CancellationToken.None);
        if (read.Refusal is null && _entries is { Count: > 0 } entries && read.Value.Entries.Any(entry => entry.Number <= newest))
        {
            entries.InsertRange(0, read.Value.Entries.Where(entry => entry.Number > newest));
        }
        else
        {
            _entries = null;
            await ReadPageAsync(null, Step);
        }

        _state = await audit.StateAsync(CancellationToken.None) is { Refusal: null } state ? state.Value : null;
    }

    private async Task ReadPageAsync(long? before, int limit)
    {
        _reading = true;
        var read = await audit.ListAsync(Filter, before, limit, CancellationToken.None);
        (_reading, _refusal) = (false, read.Refusal?.Message);
        if (read.Refusal is null)
        {
            _entries = [.. before is null ? [] : _entries ?? [], .. read.Value.Entries];
            _next = read.Value.Next;
        }
    }

    private async Task VerifyAsync()
    {
        (_verifying, _verdict) = (true, null);
        StateHasChanged();
        var verified = await audit.VerifyAsync(CancellationToken.None);
        (_verifying, _refusal) = (false, verified.Refusal?.Message);
        _verdict = verified.Refusal is null ? verified.Value : null;
    }

    private void Go(string key, ChangeEventArgs change) => Go(key, change.Value?.ToString()?.Trim());

    private void Go(string key, string? value) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter(key, string.IsNullOrEmpty(value) ? null : value), replace: true);

    // A day is the reader's own; the address holds moments, which mean the same to everybody.
    private void GoToDay(string key, ChangeEventArgs change, int days) =>
        Go(key, DateOnly.TryParse(change.Value?.ToString(), CultureInfo.InvariantCulture, out var day) ? AuditTime.Write(zone.Begin(day.AddDays(days))) : null);

    private string? Day(string? moment, int days = 0) => AuditTime.Read(moment) is { } at ? zone.DayOf(at).AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private string Api(string what) => $"/api/v1/organizations/{Organization}/audit/{what}";

    private static string? Cut(string? text, int limit) => text?.Length > limit ? text[..limit] : text;

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
