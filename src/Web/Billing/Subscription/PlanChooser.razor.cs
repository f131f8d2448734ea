using Microsoft.AspNetCore.Components;
using MudBlazor;
using Slipway.Billing.Plans;
using Slipway.Billing.Subscriptions;

namespace Slipway.Billing.Subscription;

/// <summary>Lets somebody compare plans and choose one; what that costs and what doesn't fit is said before it is confirmed.</summary>
public sealed partial class PlanChooser
{
    private BillingInterval _interval;
    private int _seats;
    private long _millions;
    private PlanName? _wanted;
    private ChangePreview? _preview;
    private string? _refusal;
    private bool _withoutTrial;
    private bool _busy;
    private bool _focus;
    private ElementReference _title;

    [Parameter, EditorRequired] public SubscriptionDetails Subscription { get; set; } = null!;
    [Parameter] public EventCallback<SubscriptionDetails> OnChanged { get; set; }

    protected override void OnInitialized() => (_interval, _seats, _millions) = Subscription.Paid is { } paid
        ? (paid.Interval, paid.Seats, paid.Millions)
        : (BillingInterval.Monthly, (int)Math.Max(1, Subscription.SeatsUsed), 0);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            _focus = false;
            await _title.FocusAsync();
        }
    }

    private string ActOf(PlanOffer offer) => offer.Plan == Subscription.Paid?.Plan ? $"Change {offer.Title}" : $"Choose {offer.Title}";

    private PaidSubscription Wanted(PlanName plan) => new(SubscriptionStatus.Active, plan, _interval, _seats, _millions, default, default, false, null, null);

    private ChangeSubscription Change(PlanName plan) => new(plan, _interval, _seats, Plan.Of(plan).Price?.MillionPoints is null ? 0 : _millions, _withoutTrial);

    private static string Then(ChangePreview preview) => preview.IsTrial
        ? $"Nothing is charged until {SubscriptionWords.Day(preview.PeriodEnd)}. Then the first invoice over {Money.Words(preview.NextAmount)} follows, unless the subscription is canceled before."
        : $"The next invoice over {Money.Words(preview.NextAmount)} follows on {SubscriptionWords.Day(preview.PeriodEnd)}.";

    private void Choose(BillingInterval interval)
    {
        _interval = interval;
        Forget();
    }

    // What was shown holds for what was chosen then.
    private void Forget() => (_wanted, _preview, _refusal, _withoutTrial) = (null, null, null, false);

    private Task PayAtOnceAsync(PlanName plan)
    {
        _withoutTrial = true;
        return LookAsync(plan);
    }

    private async Task LookAsync(PlanName plan)
    {
        _focus = _wanted != plan;
        _wanted = plan;
        var read = await Service.PreviewAsync(Change(plan), CancellationToken.None);
        (_preview, _refusal) = read.Refusal is { } refusal ? (null, refusal.Message) : (read.Value, (string?)null);
        _focus &= _preview is not null;
    }

    private async Task MakeAsync(PlanName plan)
    {
        _busy = true;
        try
        {
            var made = await Service.ChangeAsync(Change(plan) with { AcceptsOverLimits = true, Expected = _preview!.Due, Version = Subscription.Version }, CancellationToken.None);
            _refusal = made.Refusal?.Message;
            if (made.Refusal is null)
            {
                Forget();
                Notices.Add($"The organization is on {Plan.Of(plan).Title}.", Severity.Normal);
                await OnChanged.InvokeAsync(made.Value);
            }
        }
        finally
        {
            _busy = false;
        }
    }
}
