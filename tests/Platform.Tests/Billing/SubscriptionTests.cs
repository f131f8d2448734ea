using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Slipway.Billing.Plans;
using Slipway.Foundation.Access;
using Slipway.Foundation.Ledger;
using Slipway.World;
using Xunit;

namespace Slipway.Billing;

/// <summary>An organization pays for what it has, and is never shut out of it.</summary>
[Collection<Paying>]
public sealed class SubscriptionTests(BillingHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_reached_a_limit_upgrades_and_goes_on_at_once()
    {
        var founded = await NewAsync();
        for (var number = 2; number <= 20; number++)
        {
            await StartAsync(founded, $"p{number}").ShouldAnswerAsync(HttpStatusCode.OK);
        }

        await StartAsync(founded, "one-too-many").ShouldAnswerAsync(HttpStatusCode.Forbidden);

        var changed = await founded.SubscribeAsync(seats: 3).JsonAsync();

        changed["plan"]!.GetValue<string>().ShouldBe("team");
        await StartAsync(founded, "one-too-many").ShouldAnswerAsync(HttpStatusCode.OK);
        var invoice = (await founded.InvoicesAsync()).ShouldHaveSingleItem();
        invoice.Cents("total").ShouldBe(3 * 19_00);
        invoice["status"]!.GetValue<string>().ShouldBe("open");
        (await KindsAsync(founded)).ShouldBe(["subscription.started", "invoice.issued"]);
    }

    [Fact]
    public async Task A_smaller_choice_names_what_does_not_fit_and_waits_for_a_yes()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 3).ShouldAnswerAsync(HttpStatusCode.OK);
        for (var number = 2; number <= 22; number++)
        {
            await StartAsync(founded, $"p{number}").ShouldAnswerAsync(HttpStatusCode.OK);
        }

        var preview = await founded.PreviewAsync("free", 1);

        var over = preview["doesNotFit"]!.AsArray().ShouldHaveSingleItem()!;
        (over["name"]!.GetValue<string>(), over.Cents("used"), over.Cents("limit")).ShouldBe(("Projects", 22, 20));
        over["sentence"]!.GetValue<string>().ShouldStartWith("22 projects are there, and the limit is 20 projects. No other project can be started.");
        (await founded.SubscriptionAsync())["paid"]!["isEnding"]!.GetValue<bool>().ShouldBeFalse();

        await founded.LimitAsync(Resource.Projects, 21);
        (await founded.SubscribeAsync(seats: 2).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Projects: 22 projects are there, and the limit is 21 projects.");
        await founded.SubscribeAsync(seats: 2, acceptsOverLimits: true).ShouldAnswerAsync(HttpStatusCode.OK);
        (await founded.Owner.GetAsync($"{founded.Api}/projects", Ct).JsonAsync()).AsArray().Count.ShouldBe(22);
    }

    [Fact]
    public async Task More_seats_cost_what_is_left_of_the_period_and_fewer_are_kept_as_credit()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 10).ShouldAnswerAsync(HttpStatusCode.OK);
        var paid = (await founded.SubscriptionAsync())["paid"]!;
        host.Clock.Advance(TimeSpan.FromDays(10));
        var (left, all) = Subscriptions.Proration.Days(Moment(paid["periodStart"]!), Moment(paid["periodEnd"]!), host.Clock.GetUtcNow().UtcDateTime);

        var preview = await founded.PreviewAsync(seats: 14);
        await founded.SubscribeAsync(seats: 14).ShouldAnswerAsync(HttpStatusCode.OK);

        var up = Subscriptions.Proration.Of(14 * 19_00, left, all) - Subscriptions.Proration.Of(10 * 19_00, left, all);
        preview.Cents("due").ShouldBe(up);
        (await founded.InvoicesAsync())[1].Cents("total").ShouldBe(up);

        await founded.SubscribeAsync(seats: 4).ShouldAnswerAsync(HttpStatusCode.OK);
        var down = Subscriptions.Proration.Of(14 * 19_00, left, all) - Subscriptions.Proration.Of(4 * 19_00, left, all);
        (await founded.SubscriptionAsync()).Cents("credit").ShouldBe(down);
        var note = await founded.InvoiceAsync((await founded.InvoicesAsync())[2]);
        (note.Cents("subtotal"), note.Cents("creditApplied"), note.Cents("total")).ShouldBe((-down, -down, 0));
        note["status"]!.GetValue<string>().ShouldBe("paid");

        await PayAllAsync(founded);
        await host.PassAsync(founded, left);
        var next = await founded.InvoiceAsync((await founded.InvoicesAsync())[3]);
        (next.Cents("subtotal"), next.Cents("creditApplied")).ShouldBe((4 * 19_00, Math.Min(down, 4 * 19_00)));
    }

    [Fact]
    public async Task A_price_that_is_not_the_shown_one_any_more_is_not_charged()
    {
        var founded = await NewAsync();

        var refused = await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription", new { plan = "team", interval = "monthly", seats = 2, withoutTrial = true, expected = 1 }).RefusalAsync(HttpStatusCode.Conflict);

        refused.ShouldBe("The price isn't the same any more: €38.00 are due now. Look at it again.");
        (await founded.InvoicesAsync()).ShouldBeEmpty();
        var stale = await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription", new { plan = "team", interval = "monthly", seats = 2, withoutTrial = true, version = 7 }).RefusalAsync(HttpStatusCode.Conflict);
        stale.ShouldContain("Somebody changed the subscription meanwhile");
    }

    [Fact]
    public async Task A_trial_costs_nothing_comes_once_and_becomes_a_subscription()
    {
        var founded = await NewAsync();

        (await founded.PreviewAsync(withoutTrial: false))["isTrial"]!.GetValue<bool>().ShouldBeTrue();
        await founded.SubscribeAsync(withoutTrial: false).ShouldAnswerAsync(HttpStatusCode.OK);
        (await founded.StatusAsync()).ShouldBe("trialing");
        await founded.SubscribeAsync("enterprise", 12, withoutTrial: false).ShouldAnswerAsync(HttpStatusCode.OK);
        (await founded.InvoicesAsync()).ShouldBeEmpty();
        await host.PassAsync(founded, 13.9);
        (await founded.InvoicesAsync()).ShouldBeEmpty();

        await host.PassAsync(founded, 0.2);

        (await founded.StatusAsync()).ShouldBe("active");
        (await founded.InvoicesAsync()).ShouldHaveSingleItem().Cents("total").ShouldBe(12 * 49_00);
        (await founded.SubscriptionAsync()).Cents("trialDays").ShouldBe(0);
    }

    [Fact]
    public async Task A_trial_that_is_canceled_ends_without_an_invoice_and_is_not_given_again()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(withoutTrial: false).ShouldAnswerAsync(HttpStatusCode.OK);
        await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription/cancellation").ShouldAnswerAsync(HttpStatusCode.OK);

        await host.PassAsync(founded, 14.1);

        var after = await founded.SubscriptionAsync();
        (after["plan"]!.GetValue<string>(), after["paid"], after.Cents("trialDays")).ShouldBe(("free", null, 0));
        (await founded.InvoicesAsync()).ShouldBeEmpty();
        (await founded.PreviewAsync(withoutTrial: false)).Cents("due").ShouldBe(5 * 19_00);
    }

    [Fact]
    public async Task An_invoice_that_is_not_paid_leads_over_grace_to_free_and_nothing_is_lost()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 3).ShouldAnswerAsync(HttpStatusCode.OK);
        for (var number = 2; number <= 22; number++)
        {
            await StartAsync(founded, $"p{number}").ShouldAnswerAsync(HttpStatusCode.OK);
        }

        await host.PassAsync(founded, 13.9);
        (await founded.StatusAsync()).ShouldBe("active");

        await host.PassAsync(founded, 0.2);
        (await founded.StatusAsync()).ShouldBe("pastDue");
        (await founded.InvoicesAsync())[0]["status"]!.GetValue<string>().ShouldBe("overdue");
        await StartAsync(founded, "in-grace").ShouldAnswerAsync(HttpStatusCode.OK);
        (await founded.SubscribeAsync(seats: 4).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("An invoice is overdue.");
        (await Person.MailsAsync(host.World, founded.Email, "invoice-overdue")).ShouldHaveSingleItem().ShouldContain("Your plan stays as it is until");

        await host.PassAsync(founded, 14.1);
        var after = await founded.SubscriptionAsync();
        (after["plan"]!.GetValue<string>(), after["paid"]).ShouldBe(("free", null));
        await StartAsync(founded, "too-late").ShouldAnswerAsync(HttpStatusCode.Forbidden);
        (await founded.Owner.GetAsync($"{founded.Api}/projects", Ct).JsonAsync()).AsArray().Count.ShouldBe(23);
        await founded.Owner.GetAsync($"{founded.Api}/projects/p22", Ct).ShouldAnswerAsync(HttpStatusCode.OK);
        (await founded.InvoicesAsync()).Count.ShouldBe(1);
        (await founded.SubscribeAsync().RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("An invoice is overdue.");
        (await KindsAsync(founded)).ShouldBe(["subscription.started", "invoice.issued", "invoice.overdue", "subscription.ended"]);

        (await host.PayAsync((await founded.InvoicesAsync())[0].Number())).ShouldBeNull();
        await founded.SubscribeAsync(acceptsOverLimits: true).ShouldAnswerAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_payment_within_the_grace_lets_the_plan_go_on()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync().ShouldAnswerAsync(HttpStatusCode.OK);
        await host.PassAsync(founded, 14.1);
        var number = (await founded.InvoicesAsync())[0].Number();

        (await host.PayAsync(number)).ShouldBeNull();

        (await founded.StatusAsync()).ShouldBe("active");
        (await host.PayAsync(number)).ShouldNotBeNull().Message.ShouldBe($"Invoice {number} is paid: it can't be paid.");
        await host.PassAsync(founded, 14);
        (await founded.StatusAsync()).ShouldBe("active");
    }

    [Fact]
    public async Task What_is_canceled_goes_on_until_its_period_ends_and_can_be_resumed_before()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync().ShouldAnswerAsync(HttpStatusCode.OK);
        await PayAllAsync(founded);
        (await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription/cancellation").JsonAsync())["paid"]!["isEnding"]!.GetValue<bool>().ShouldBeTrue();
        (await founded.SubscribeAsync(seats: 7).RefusalAsync(HttpStatusCode.Conflict)).ShouldContain("Let it go on, and then change it.");
        (await founded.Owner.SendAsync(HttpMethod.Delete, $"{founded.Api}/subscription/cancellation").JsonAsync())["paid"]!["isEnding"]!.GetValue<bool>().ShouldBeFalse();
        await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription/cancellation").ShouldAnswerAsync(HttpStatusCode.OK);
        await host.PassAsync(founded, 20);
        (await founded.StatusAsync()).ShouldBe("active");

        await host.PassAsync(founded, 12);

        (await founded.SubscriptionAsync())["plan"]!.GetValue<string>().ShouldBe("free");
        (await founded.InvoicesAsync()).Count.ShouldBe(1);
        await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription/cancellation").ShouldAnswerAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_the_operator_agreed_on_stays_whatever_is_paid_for()
    {
        var founded = await NewAsync();
        await founded.OperateAsync(plans => plans.SetPlanAsync(founded.Slug, PlanName.Enterprise, Ct));
        await founded.LimitAsync(Resource.RegisteredModels, 7);

        await founded.SubscribeAsync(seats: 2).ShouldAnswerAsync(HttpStatusCode.OK);

        var agreed = await founded.OperateAsync(plans => plans.GetAsync(founded.Slug, Ct));
        (agreed.Plan, agreed.Limits[Resource.RegisteredModels], agreed.Limits[Resource.Seats]).ShouldBe((PlanName.Enterprise, 7L, null));
    }

    [Fact]
    public async Task Points_beyond_the_plan_are_allowed_as_far_as_agreed_and_billed_once_the_month_is_over()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 2, millions: 3).ShouldAnswerAsync(HttpStatusCode.OK);
        await PayAllAsync(founded);
        var included = Plan.Of(PlanName.Team).Limits[Resource.MetricPoints]!.Value;
        (await founded.OperateAsync(plans => plans.GetAsync(founded.Slug, Ct))).Limits[Resource.MetricPoints].ShouldBe(included + 3_000_000);
        var now = host.Clock.GetUtcNow().UtcDateTime;
        await founded.InAsync(async (db, id) =>
        {
            db.QuotaBalances.Add(QuotaBalance.Open(id, Resource.MetricPoints, now.Year * 100 + now.Month, included + 1_000_001));
            return await db.SaveChangesAsync();
        });

        await host.PassAsync(founded, 32);

        var billed = await Task.WhenAll((await founded.InvoicesAsync()).Select(founded.InvoiceAsync));
        var points = billed.SelectMany(invoice => invoice["lines"]!.AsArray()).Where(line => line!["text"]!.GetValue<string>().StartsWith("Metric points beyond", StringComparison.Ordinal)).ShouldHaveSingleItem()!;
        (points.Cents("quantity"), points.Cents("amount")).ShouldBe((2, 10));
    }

    [Fact]
    public async Task A_member_without_the_permission_is_refused_and_the_billing_role_is_not()
    {
        var member = await host.World.JoinAcmeAsync();
        var billing = await host.World.JoinAcmeAsync(OrganizationRole.Billing);

        foreach (var (client, status) in new[] { (member.Http, HttpStatusCode.Forbidden), (host.World.Gus, HttpStatusCode.NotFound), (billing.Http, HttpStatusCode.OK) })
        {
            await client.GetAsync($"{AcmePeople.Address}/subscription", Ct).ShouldAnswerAsync(status);
            await client.GetAsync($"{AcmePeople.Address}/invoices", Ct).ShouldAnswerAsync(status);
        }

        await member.Http.SendAsync(HttpMethod.Put, $"{AcmePeople.Address}/subscription", new { plan = "team", interval = "monthly", seats = 50 }).ShouldAnswerAsync(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("free", 1, HttpStatusCode.BadRequest, "Free costs nothing. Cancel the subscription")]
    [InlineData("enterprise", 9, HttpStatusCode.BadRequest, "Enterprise has 10 to 10,000 seats.")]
    [InlineData("team", 101, HttpStatusCode.BadRequest, "Team has 1 to 100 seats.")]
    public async Task What_is_not_for_sale_is_refused_with_what_is(string plan, int seats, HttpStatusCode status, string sentence) =>
        (await (await NewAsync()).SubscribeAsync(plan, seats).RefusalAsync(status)).ShouldStartWith(sentence);

    private Task<Founded> NewAsync() => Founded.NewAsync(host.World);

    private static Task<HttpResponseMessage> StartAsync(Founded founded, string slug) => founded.Owner.SendAsync(HttpMethod.Post, $"{founded.Api}/projects", new { name = slug, slug });

    private async Task PayAllAsync(Founded founded)
    {
        foreach (var invoice in (await founded.InvoicesAsync()).Where(invoice => invoice["status"]!.GetValue<string>() == "open"))
        {
            (await host.PayAsync(invoice.Number())).ShouldBeNull();
        }
    }

    private static Task<List<string>> KindsAsync(Founded founded) => founded.InAsync((db, _) => db.Events
        .Where(row => row.Kind.StartsWith("subscription.") || row.Kind.StartsWith("invoice.")).OrderBy(row => row.Key).Select(row => row.Kind).ToListAsync());

    private static DateTime Moment(System.Text.Json.Nodes.JsonNode node) => DateTime.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
