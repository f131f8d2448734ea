using Microsoft.AspNetCore.Components;
using Slipway.Collaboration.Notifications.Inbox;
using Slipway.Foundation.Access;
using Slipway.Foundation.Tenancy;
using Slipway.Organizations;

namespace Slipway.Collaboration.Notifications;

/// <summary>The signed-in person's inbox, over all of their organizations.</summary>
public sealed partial class InboxPage(InboxService inbox, OrganizationService organizations, Access access, NavigationManager navigation)
{
    private const int First = 30;

    private List<InboxItem>? _items;
    private long? _next;
    private IReadOnlyList<OrganizationDetails> _organizations = [];
    private Id<User>? _person;
    private string? _unreadable;
    private string _note = "";
    private bool _isReading;

    [SupplyParameterFromQuery] private string? Organization { get; set; }

    [SupplyParameterFromQuery] private string? Category { get; set; }

    [SupplyParameterFromQuery] private bool? Unread { get; set; }

    private InboxFilter Filter => new(Organization is { Length: > 0 } ? Organization : null, Category is { Length: > 0 } ? Category : null, Unread is true);

    private bool IsFiltered => Filter != new InboxFilter();

    protected override async Task OnInitializedAsync()
    {
        _person = await access.RequireSomebodyAsync(CancellationToken.None) is null ? access.Principal.UserId : null;
        _organizations = await organizations.ListMineAsync(CancellationToken.None) is { Refusal: null } mine ? mine.Value : [];
    }

    protected override async Task OnParametersSetAsync()
    {
        _items = null;
        await ReadAsync();
    }

    // As many as are shown already, so that nothing which was scrolled to goes away.
    private async Task ReadAsync()
    {
        var wanted = Math.Max(First, _items?.Count ?? 0);
        List<InboxItem> read = [];
        long? next = null;
        do
        {
            var page = await inbox.ListAsync(Filter, next, Math.Min(InboxService.PageLimit, wanted - read.Count), CancellationToken.None);
            _unreadable = page.Refusal?.Message;
            if (page.Refusal is not null)
            {
                return;
            }

            read.AddRange(page.Value.Items);
            next = page.Value.Next;
        }
        while (next is not null && read.Count < wanted);

        (_items, _next) = (read, next);
    }

    private async Task MoreAsync()
    {
        _isReading = true;
        var page = await inbox.ListAsync(Filter, _next, First, CancellationToken.None);
        _isReading = false;
        _unreadable = page.Refusal?.Message;
        if (page.Refusal is null)
        {
            _items!.AddRange(page.Value.Items);
            _next = page.Value.Next;
        }
    }

    private async Task MarkAsync(InboxItem item, bool read)
    {
        var marked = await inbox.MarkAsync(new(read, item.Organization, item.Subject, Through: item.Newest.Key), CancellationToken.None);
        _note = marked.Refusal?.Message ?? $"{item.Title} is marked as {(read ? "read" : "unread")}.";
        await ReadAsync();
    }

    private async Task MarkAllAsync()
    {
        // What came in while one looked stays unread.
        var marked = await inbox.MarkAsync(new(true, Filter.Organization, null, Filter.Category, _items!.Max(item => item.Newest.Key)), CancellationToken.None);
        _note = marked.Refusal?.Message ?? $"{marked.Value.Marked} notifications are marked as read.";
        await ReadAsync();
    }

    private void Go(string name, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(name, value is { Length: > 0 } ? value : null));
}
