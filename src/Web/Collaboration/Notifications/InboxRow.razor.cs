using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Collaboration.Notifications.Inbox;

namespace Slipway.Collaboration.Notifications;

/// <summary>One subject in the inbox, with what happened to it last; what happened before is read when it is asked for.</summary>
public sealed partial class InboxRow(InboxService inbox)
{
    private IReadOnlyList<InboxEntry>? _older;
    private long _newest;

    [Parameter, EditorRequired] public InboxItem Item { get; set; } = null!;

    /// <summary>Marks the subject: true for read.</summary>
    [Parameter, EditorRequired] public EventCallback<bool> OnMark { get; set; }

    private string Mark => Item.Unread > 0 ? "Mark read" : "Mark unread";

    private string Icon => Item.Newest.Category switch
    {
        "mentions" => Icons.Material.Rounded.AlternateEmail,
        "reviews" => Icons.Material.Rounded.FactCheck,
        "comments" => Icons.Material.Rounded.ChatBubbleOutline,
        "models" => Icons.Material.Rounded.Inventory2,
        "runs" => Icons.Material.Rounded.PlayArrow,
        _ => Icons.Material.Rounded.Business,
    };

    protected override async Task OnParametersSetAsync()
    {
        if (_older is not null && _newest != Item.Newest.Key)
        {
            await OpenAsync();
        }

        _newest = Item.Newest.Key;
    }

    private async Task ToggleAsync()
    {
        if (_older is not null)
        {
            _older = null;
            return;
        }

        await OpenAsync();
    }

    private async Task OpenAsync() =>
        _older = await inbox.OpenAsync(Item.Organization, Item.Subject, Item.Newest.Key, CancellationToken.None) is { Refusal: null } opened ? opened.Value : [];

    private Task ReadAsync() => Item.Unread > 0 ? OnMark.InvokeAsync(true) : Task.CompletedTask;
}
