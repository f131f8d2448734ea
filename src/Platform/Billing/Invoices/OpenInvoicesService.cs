using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Foundation.Jobs;

namespace Slipway.Billing.Invoices;

/// <summary>An invoice that waits for its payment, as operators see it.</summary>
public sealed record OpenInvoice(string Organization, string Slug, string Number, InvoiceStatus Status, DateTime IssuedAt, DateTime DueAt, long Total);

/// <summary>Lists to operators what waits for its payment in any organization, and lets them note it. To everybody else there is nothing.</summary>
public sealed class OpenInvoicesService
{
    /// <summary>The most that are listed: those that are due first.</summary>
    public const int Most = 200;

    private readonly IDbContextFactory<SaasDb> _dbs;
    private readonly IServiceScopeFactory _scopes;
    private readonly Operators _operators;
    private readonly Caller _caller;

    internal OpenInvoicesService(IDbContextFactory<SaasDb> dbs, IServiceScopeFactory scopes, Operators operators, Caller caller) =>
        (_dbs, _scopes, _operators, _caller) = (dbs, scopes, operators, caller);

    /// <summary>What waits for its payment, what is due first before the rest.</summary>
    public async Task<Result<IReadOnlyList<OpenInvoice>>> ListAsync(CancellationToken ct)
    {
        if (!_operators.Include(_caller.Principal))
        {
            return Operators.Nothing;
        }

        await using var db = await _dbs.CreateDbContextAsync(ct);
        return await (
            from invoice in db.Invoices.IgnoreQueryFilters(SaasDb.TenantFilterOnly)
            where invoice.Status == InvoiceStatus.Open || invoice.Status == InvoiceStatus.Overdue
            join organization in db.Organizations on invoice.OrganizationId equals organization.Id
            orderby invoice.DueAt, invoice.Number
            select new OpenInvoice(organization.Name, organization.Slug, invoice.Number, invoice.Status, invoice.IssuedAt, invoice.DueAt, invoice.Total)).Take(Most).ToListAsync(ct);
    }

    /// <summary>Notes that an invoice was paid.</summary>
    /// <param name="note">How, such as the bank's reference; it is kept and told in the organization's audit log.</param>
    public Task<Result<Done>> PayAsync(string number, string note, CancellationToken ct) => ActAsync(desk => desk.PayAsync(number, note, _caller.Principal, ct));

    /// <summary>Takes an invoice back that waits for its payment. It keeps its number.</summary>
    public Task<Result<Done>> TakeBackAsync(string number, string note, CancellationToken ct) => ActAsync(desk => desk.TakeBackAsync(number, note, _caller.Principal, ct));

    private async Task<Result<Done>> ActAsync(Func<InvoiceDesk, Task<Result<Done>>> act)
    {
        if (!_operators.Include(_caller.Principal))
        {
            return Operators.Nothing;
        }

        // A scope never leaves its organization, and an operator goes through several.
        await using var scope = _scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<InvoiceDesk>());
    }
}
