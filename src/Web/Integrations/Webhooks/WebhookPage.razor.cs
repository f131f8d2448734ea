using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Tenancy;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Shared.Session;

namespace Slipway.Integrations.Webhooks;

/// <summary>One webhook: how it is doing, what it was sent, and what can be done about it.</summary>
public sealed partial class WebhookPage(WebhookService webhooks, WebhookDeliveryService deliveries, NavigationManager navigation, IDialogService dialogs, ISnackbar notices)
{
    private WebhookDetails? _webhook;
    private Dictionary<string, string> _labels = [];
    private DeliveryLog? _log;
    private string? _secret;
    private bool _isTesting;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter] public string Organization { get; set; } = "";
    [Parameter] public string Project { get; set; } = "";
    [Parameter] public string Webhook { get; set; } = "";
    [SupplyParameterFromQuery] private string? State { get; set; }
    [SupplyParameterFromQuery] private string? Delivery { get; set; }

    private Id<Webhook> Id => Id<Webhook>.TryParse(Webhook, null, out var id) ? id : default;

    protected override async Task OnParametersSetAsync()
    {
        if (_labels.Count == 0 && await webhooks.EventsAsync(Current.Known, CancellationToken.None) is { Refusal: null } offered)
        {
            _labels = offered.Value.SelectMany(group => group.Kinds).ToDictionary(kind => kind.Name, kind => kind.Label);
        }

        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = await webhooks.GetAsync(Current.Known, Id, CancellationToken.None);
        if (read.Refusal is Foundation.Results.NotFound)
        {
            navigation.NotFound();
        }

        _webhook = read.Refusal is null ? read.Value : null;
    }

    private async Task RefreshAsync()
    {
        await ReadAsync();
        if (_log is not null)
        {
            await _log.RefreshAsync();
        }
    }

    private async Task TestAsync()
    {
        _isTesting = true;
        var sent = await deliveries.TestAsync(Current.Known, Id, null, CancellationToken.None);
        _isTesting = false;
        if (sent.Refusal is { } refusal)
        {
            notices.Add(refusal.Message, Severity.Error);
            return;
        }

        var delivery = sent.Value.Delivery;
        notices.Add(delivery.Error ?? $"The receiver took it: it answered {delivery.Status}.", delivery.Error is null ? Severity.Success : Severity.Error);
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["state"] = null, ["delivery"] = delivery.Id.ToString() }));
    }

    private async Task RotateAsync()
    {
        var warning = _webhook!.IsSigned ? "The old one is worth nothing at once: the receiver refuses what is sent until it knows the new one. What it refuses is sent again." : "From then on, every request is signed.";
        if (await dialogs.ShowMessageBoxAsync("Make a new secret?", warning, yesText: "Make a new one", cancelText: "Keep") is not true)
        {
            return;
        }

        var made = await webhooks.RotateSecretAsync(Current.Known, Id, CancellationToken.None);
        _secret = made.Refusal is null ? made.Value.Secret : null;
        Tell(made.Refusal?.Message);
        await ReadAsync();
    }

    private async Task SwitchAsync(bool isActive)
    {
        Tell((await webhooks.EditAsync(Current.Known, Id, new(IsActive: isActive), CancellationToken.None)).Refusal?.Message);
        await ReadAsync();
    }

    private async Task DeleteAsync()
    {
        if (await dialogs.ShowMessageBoxAsync("Delete this webhook?", "Its log goes with it, and what waits is never sent. This can't be undone.", yesText: "Delete", cancelText: "Keep") is not true)
        {
            return;
        }

        if ((await webhooks.DeleteAsync(Current.Known, Id, CancellationToken.None)).Refusal is { } refusal)
        {
            Tell(refusal.Message);
            return;
        }

        navigation.NavigateTo(Current.Href("settings/webhooks"));
    }

    private void Tell(string? refusal)
    {
        if (refusal is not null)
        {
            notices.Add(refusal, Severity.Error);
        }
    }
}
