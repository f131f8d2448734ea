using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Billing.Invoices;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;
using Slipway.Foundation.Results;
using Slipway.Foundation.Tenancy;
using Slipway.World;
using UglyToad.PdfPig;
using Xunit;

namespace Slipway.Billing;

/// <summary>Invoices say what they said when they were issued, are numbered without gaps and are seen by their organization alone.</summary>
[Collection<Paying>]
public sealed class InvoiceTests(BillingHost host)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_changes_at_once_leave_numbers_without_a_gap_and_bill_each_once()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 1).ShouldAnswerAsync(HttpStatusCode.OK);

        var answers = await Task.WhenAll(Enumerable.Range(2, 24).Select(seats => founded.SubscribeAsync(seats: seats)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var sequences = await founded.InAsync((db, _) => db.Invoices.OrderBy(invoice => invoice.Sequence).Select(invoice => new { invoice.Sequence, invoice.Number, invoice.Subtotal }).ToListAsync());
        sequences.Select(each => each.Sequence).ShouldBe(Enumerable.Range(1, 25));
        sequences.Select(each => each.Number).Distinct().Count().ShouldBe(25);
        // However they came in, they add up to a period of the seats that the last one left.
        var seats = (await founded.SubscriptionAsync())["paid"]!.Cents("seats");
        sequences.Sum(each => each.Subtotal).ShouldBe(seats * 19_00);
    }

    [Fact]
    public async Task Jobs_that_run_at_once_and_again_bill_a_period_once()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 2).ShouldAnswerAsync(HttpStatusCode.OK);
        (await host.PayAsync((await founded.InvoicesAsync())[0].Number())).ShouldBeNull();
        host.Clock.Advance(TimeSpan.FromDays(31));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.WorkAsync(founded)));
        await host.WorkAsync(founded);

        (await founded.InvoicesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_is_refused_takes_no_number()
    {
        var founded = await NewAsync();
        await founded.SubscribeAsync(seats: 1).ShouldAnswerAsync(HttpStatusCode.OK);
        await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription", new { plan = "team", interval = "monthly", seats = 9, expected = 1 }).ShouldAnswerAsync(HttpStatusCode.Conflict);
        await founded.SubscribeAsync(seats: 2).ShouldAnswerAsync(HttpStatusCode.OK);

        (await founded.InvoicesAsync()).Select(invoice => invoice.Number()[^4..]).ShouldBe(["0001", "0002"]);
    }

    [Fact]
    public async Task An_invoice_says_who_pays_whom_for_what_also_as_a_file()
    {
        var founded = await NewAsync();
        await founded.Owner.SendAsync(HttpMethod.Put, $"{founded.Api}/subscription/bill-to", new { text = "Harbour GmbH\nKai 1, Hamburg" }).ShouldAnswerAsync(HttpStatusCode.OK);
        await founded.SubscribeAsync(seats: 4, interval: "yearly").ShouldAnswerAsync(HttpStatusCode.OK);
        var summary = (await founded.InvoicesAsync()).ShouldHaveSingleItem();

        var invoice = await founded.InvoiceAsync(summary);

        (invoice["billTo"]!.GetValue<string>(), invoice["issuer"]!.GetValue<string>(), invoice["currency"]!.GetValue<string>()).ShouldBe(("Harbour GmbH\nKai 1, Hamburg", "Slipway Ltd\n1 Dry Dock", "EUR"));
        var line = invoice["lines"]!.AsArray().ShouldHaveSingleItem()!;
        (line.Cents("quantity"), line.Cents("unitAmount"), line.Cents("amount")).ShouldBe((4, 190_00, 4 * 190_00));
        using var file = PdfDocument.Open(await founded.Owner.GetByteArrayAsync($"{founded.Api}/invoices/{summary.Number()}/pdf", Ct));
        var text = string.Join(' ', file.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        text.ShouldContain(summary.Number());
        text.ShouldContain("Harbour GmbH");
        text.ShouldContain("€760.00");
        text.ShouldContain("IBAN DE00 0000");
        (await Person.MailsAsync(host.World, founded.Email, "invoice-issued")).ShouldHaveSingleItem().ShouldContain("over €760.00");
    }

    [Fact]
    public async Task Globex_and_others_cannot_see_an_invoice()
    {
        var (founded, other) = (await NewAsync(), await NewAsync());
        await founded.SubscribeAsync().ShouldAnswerAsync(HttpStatusCode.OK);
        var number = (await founded.InvoicesAsync())[0].Number();

        foreach (var address in new[] { "subscription", "invoices", $"invoices/{number}", $"invoices/{number}/pdf" })
        {
            await host.World.Gus.GetAsync($"{founded.Api}/{address}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        }

        await other.Owner.GetAsync($"{other.Api}/invoices/{number}", Ct).ShouldAnswerAsync(HttpStatusCode.NotFound);
        (await other.InvoicesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_operator_lists_what_waits_marks_it_paid_or_takes_it_back_and_others_find_nothing()
    {
        var (founded, other) = (await NewAsync(), await NewAsync());
        await founded.SubscribeAsync().ShouldAnswerAsync(HttpStatusCode.OK);
        await other.SubscribeAsync().ShouldAnswerAsync(HttpStatusCode.OK);
        var (first, second) = ((await founded.InvoicesAsync())[0].Number(), (await other.InvoicesAsync())[0].Number());
        var olga = Id<User>.New();

        (await AsAsync(Id<User>.New(), olga, service => service.ListAsync(Ct))).Refusal.ShouldBeOfType<NotFound>();
        (await AsAsync(Id<User>.New(), olga, service => service.PayAsync(first, "", Ct))).Refusal.ShouldBeOfType<NotFound>();
        (await AsAsync(olga, olga, service => service.ListAsync(Ct))).Value.Count(each => each.Number == first || each.Number == second).ShouldBe(2);

        await AsAsync(olga, olga, async service =>
        {
            (await service.PayAsync(first, "bank", Ct)).Refusal.ShouldBeNull();
            return await service.TakeBackAsync(second, "a mistake", Ct);
        });

        (await founded.InvoicesAsync())[0]["status"]!.GetValue<string>().ShouldBe("paid");
        (await other.InvoicesAsync())[0]["status"]!.GetValue<string>().ShouldBe("void");
        (await AsAsync(olga, olga, service => service.ListAsync(Ct))).Value.ShouldNotContain(each => each.Number == first || each.Number == second);
        await host.PassAsync(other, 15);
        (await other.StatusAsync()).ShouldBe("active");
    }

    private Task<Founded> NewAsync() => Founded.NewAsync(host.World);

    private async Task<T> AsAsync<T>(Id<User> person, Id<User> operating, Func<OpenInvoicesService, Task<T>> ask)
    {
        await using var scope = host.World.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<Caller>().Become(new(person, "somebody"));
        var operators = new Operators(new ConfigurationBuilder().AddInMemoryCollection([new("Slipway:Operators", operating.ToString())]).Build());
        return await ask(new(services.GetRequiredService<IDbContextFactory<SaasDb>>(), services.GetRequiredService<IServiceScopeFactory>(), operators, services.GetRequiredService<Caller>()));
    }
}
