using Microsoft.AspNetCore.Components;
using Slipway.Collaboration.Notifications.Settings;
using Slipway.Collaboration.Watching;

namespace Slipway.Collaboration.Notifications;

/// <summary>What comes into the inbox and when it is mailed: one form, whose fields are named for categories and kinds.</summary>
public sealed partial class NotificationSettingsPage(NotificationSettingsService service, WatchService watches, NavigationManager navigation)
{
    private NotificationSettings? _settings;
    private IReadOnlyList<WatchedSubject> _watched = [];
    private string? _error;

    [CascadingParameter] private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery] private string? Done { get; set; }

    protected override async Task OnInitializedAsync()
    {
        _settings = await service.GetAsync(Http.RequestAborted) is { Refusal: null } read ? read.Value : null;
        _watched = await watches.ListMineAsync(Http.RequestAborted) is { Refusal: null } listed ? listed.Value : [];
    }

    private async Task SaveAsync()
    {
        var form = await Http.Request.ReadFormAsync(Http.RequestAborted);
        var mail = _settings!.Categories.Where(category => form.ContainsKey(MailField(category.Name)))
            .Select(category => new ChooseMail(category.Name, Enum.TryParse<MailMode>(form[MailField(category.Name)], out var mode) ? mode : category.Mail)).ToList();
        var inbox = _settings.Categories.SelectMany(category => category.Kinds).Select(kind => new ChooseKind(kind.Kind, form.ContainsKey(InboxField(kind.Kind)))).ToList();
        _error = (await service.ChooseAsync(new(mail, inbox), Http.RequestAborted)).Refusal?.Message;
        if (_error is null)
        {
            navigation.NavigateTo("/account/notifications?done=saved");
        }
    }

    private static string MailField(string category) => $"mail-{category}";

    private static string InboxField(string kind) => $"inbox-{kind}";
}
