using System.CommandLine;
using Slipway.Billing.Invoices;
using Slipway.Foundation.Results;

namespace Slipway.Commands;

/// <summary>What became of invoices that organizations pay by hand.</summary>
internal static class InvoicesCommand
{
    public static Command For(WebApplication app) => new("invoices", "Invoices of organizations.")
    {
        Act(app, "paid", "Note that an invoice was paid.", "The invoice is paid.", (invoices, number, note, ct) => invoices.PayAsync(number, note, ct)),
        Act(app, "take-back", "Take back an invoice that waits for its payment. It keeps its number.", "The invoice is taken back.", (invoices, number, note, ct) => invoices.TakeBackAsync(number, note, ct)),
    };

    private static Command Act(WebApplication app, string name, string about, string done, Func<InvoiceOperationsService, string, string, CancellationToken, Task<Result<Done>>> act)
    {
        var number = new Option<string>("--number") { Required = true, Description = "The invoice's number." };
        var note = new Option<string>("--note") { DefaultValueFactory = _ => "", Description = "How or why; it is kept in the organization's audit log." };
        var command = new Command(name, about) { number, note };
        command.SetAction(async (parsed, ct) =>
        {
            await Startup.MigrateAsync(app, ct);
            await using var scope = app.Services.CreateAsyncScope();
            var outcome = await act(scope.ServiceProvider.GetRequiredService<InvoiceOperationsService>(), parsed.GetValue(number)!, parsed.GetValue(note)!, ct);
            await (outcome.Refusal is { } refusal ? Console.Error.WriteLineAsync(refusal.Message) : Console.Out.WriteLineAsync(done));
            return outcome.Refusal is null ? 0 : 1;
        });
        return command;
    }
}
