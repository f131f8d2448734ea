using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Foundation.Tenancy;
using Slipway.Integrations.Webhooks.Deliveries;
using Slipway.Shared.Session;

namespace Slipway.Integrations.Webhooks;

/// <summary>What a webhook was sent, newest first; one delivery can be opened. State and opened delivery are in the page's address.</summary>
public sealed partial class DeliveryLog(WebhookDeliveryService deliveries, NavigationManager navigation, ISnackbar notices)
{
    private List<DeliverySummary>? _deliveries;
    private DeliveryDetails? _details;
    private DeliveryCounts _counts = new(0, 0, 0);
    private (Id<Webhook>, string?)? _shown;
    private string? _more;
    private string? _refusal;

    [CascadingParameter] public CurrentProject Current { get; set; } = null!;
    [Parameter, EditorRequired] public WebhookDetails Webhook { get; set; } = null!;

    /// <summary>The names of events for people.</summary>
    [Parameter, EditorRequired] public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Only deliveries in this state; null for all.</summary>
    [Parameter] public string? State { get; set; }

    /// <summary>The id of the delivery that is open; null for none.</summary>
    [Parameter] public string? Opened { get; set; }

    private IEnumerable<(string? State, string Text, int Count)> Choices =>
        [(null, "All", _counts.All), ("waiting", "Waiting", _counts.Waiting), ("delivered", "Delivered", _counts.Delivered), ("failed", "Failed", _counts.Failed)];

    private WebhookDeliveryState? Wanted => Enum.TryParse<WebhookDeliveryState>(State, ignoreCase: true, out var state) ? state : null;

    /// <summary>Reads again what is shown.</summary>
    public async Task RefreshAsync()
    {
        var counted = await deliveries.CountAsync(Current.Known, Webhook.Id, CancellationToken.None);
        _counts = counted.Refusal is null ? counted.Value : _counts;
        // As many as were read before, so that a row that is looked at stays.
        var (before, wanted) = (_deliveries?.Count ?? 0, new List<DeliverySummary>());
        _more = null;
        do
        {
            if (!await ReadAsync(wanted, _more))
            {
                return;
            }
        }
        while (_more is not null && wanted.Count < before);

        _deliveries = wanted;
        await OpenAsync();
        StateHasChanged();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != (Webhook.Id, State))
        {
            (_shown, _deliveries) = ((Webhook.Id, State), null);
            await RefreshAsync();
        }
        else
        {
            await OpenAsync();
        }
    }

    private bool IsOpen(DeliverySummary delivery) => Opened == delivery.Id.ToString();

    private async Task<bool> ReadAsync(List<DeliverySummary> into, string? token)
    {
        var page = await deliveries.ListAsync(Current.Known, Webhook.Id, Wanted, token, CancellationToken.None);
        _refusal = page.Refusal?.Message;
        if (_refusal is not null)
        {
            return false;
        }

        into.AddRange(page.Value.Items);
        _more = page.Value.NextPageToken;
        return true;
    }

    private Task MoreAsync() => ReadAsync(_deliveries!, _more);

    private async Task OpenAsync()
    {
        var read = Id<WebhookDelivery>.TryParse(Opened, null, out var id) ? await deliveries.GetAsync(Current.Known, Webhook.Id, id, CancellationToken.None) : default;
        _details = read.Refusal is null && Opened is not null && id != default ? read.Value : null;
        // A test that was just sent isn't in the list yet.
        if (_details is not null && _deliveries?.TrueForAll(delivery => delivery.Id != id) is true && Wanted is null && _more is null)
        {
            _deliveries.Insert(0, _details.Delivery);
        }
    }

    private async Task RedeliverAsync()
    {
        var refusal = (await deliveries.RedeliverAsync(Current.Known, Webhook.Id, _details!.Delivery.Id, CancellationToken.None)).Refusal;
        notices.Add(refusal?.Message ?? "It is being sent again.", refusal is null ? Severity.Normal : Severity.Error);
        await RefreshAsync();
    }

    private void Go(string part, string? value) => navigation.NavigateTo(navigation.GetUriWithQueryParameter(part, value));
}
