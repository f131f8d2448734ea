using Microsoft.AspNetCore.Components;
using Slipway.Foundation.Tenancy;
using Slipway.Shared.Forms;
using Slipway.Shared.Session;

namespace Slipway.Integrations.Webhooks;

/// <summary>Makes a webhook, or changes one. A new one's secret is shown here, once.</summary>
public sealed partial class WebhookFormPage(WebhookService webhooks, NavigationManager navigation)
{
    private readonly HashSet<string> _chosen = [];
    private IReadOnlyList<WebhookKindGroup>? _groups;
    private NewWebhook? _made;
    private string _name = "";
    private string _url = "";
    private string _description = "";
    private string? _refusal;
    private bool _isBusy;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";

    /// <summary>The id of the webhook that is changed; null for a new one.</summary>
    [Parameter] public string? Webhook { get; set; }

    private bool IsNew => Webhook is null;

    private string Back => Current.Href(IsNew ? "settings/webhooks" : $"settings/webhooks/{Webhook}");

    private Id<Webhook> Id => Id<Webhook>.TryParse(Webhook, null, out var id) ? id : default;

    protected override async Task OnInitializedAsync()
    {
        if (await webhooks.EventsAsync(Current.Known, CancellationToken.None) is not { Refusal: null } offered)
        {
            // The page says so in place of the form.
            return;
        }

        if (!IsNew)
        {
            if (await webhooks.GetAsync(Current.Known, Id, CancellationToken.None) is not { Refusal: null } found)
            {
                navigation.NotFound();
                return;
            }

            (_name, _url, _description) = (found.Value.Name, found.Value.Url, found.Value.Description);
            _chosen.UnionWith(found.Value.Events);
        }

        // What never happens here is shown only to who listens to it already.
        _groups = [.. offered.Value.Select(group => group with { Kinds = [.. group.Kinds.Where(kind => kind.IsSent || IsChosen(kind))] })];
    }

    private bool IsChosen(WebhookKind kind) => _chosen.Contains(kind.Name);

    private void Choose(IEnumerable<WebhookKind> kinds, bool chosen)
    {
        foreach (var kind in kinds)
        {
            _ = chosen ? _chosen.Add(kind.Name) : _chosen.Remove(kind.Name);
        }
    }

    private async Task SaveAsync()
    {
        // In the order of the page, which is how they are read again.
        string[] events = [.. _groups!.SelectMany(group => group.Kinds).Where(IsChosen).Select(kind => kind.Name)];
        _isBusy = true;
        _refusal = IsNew ? await CreateAsync(new(_name, _url, events, _description)) : await EditAsync(new(_name, _url, events, _description));
        _isBusy = false;
    }

    private async Task<string?> CreateAsync(CreateWebhook request)
    {
        if (Validity.Of(request) is { } wrong)
        {
            return wrong;
        }

        var outcome = await webhooks.CreateAsync(Current.Known, request, CancellationToken.None);
        _made = outcome.Refusal is null ? outcome.Value : null;
        return outcome.Refusal?.Message;
    }

    private async Task<string?> EditAsync(EditWebhook request)
    {
        if (Validity.Of(request) is { } wrong)
        {
            return wrong;
        }

        var outcome = await webhooks.EditAsync(Current.Known, Id, request, CancellationToken.None);
        if (outcome.Refusal is null)
        {
            navigation.NavigateTo(Back);
        }

        return outcome.Refusal?.Message;
    }
}
