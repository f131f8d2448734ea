using System.CommandLine;
using System.Globalization;
using Slipway.Billing.Plans;
using Slipway.Foundation.Ledger;
using Slipway.Foundation.Results;

namespace Slipway.Commands;

/// <summary>Which plan an organization has, and what was agreed on with it besides.</summary>
internal static class PlansCommand
{
    private const string Unlimited = "unlimited";
    private const string OfThePlan = "plan";

    public static Command For(WebApplication app)
    {
        var command = new Command("plans", "Plans and limits of organizations.") { Show(app), Set(app), Limit(app) };
        return command;
    }

    private static Command Show(WebApplication app)
    {
        var organization = Organization();
        var command = new Command("show", "Print an organization's plan and limits.") { organization };
        command.SetAction((parsed, ct) => RunAsync(app, plans => plans.GetAsync(parsed.GetValue(organization)!, ct), ct));
        return command;
    }

    private static Command Set(WebApplication app)
    {
        var organization = Organization();
        var plan = new Option<PlanName>("--plan") { Required = true, Description = "Free, Team or Enterprise." };
        var command = new Command("set", "Give an organization a plan. What it has stays, also where it is more than the plan allows.") { organization, plan };
        command.SetAction((parsed, ct) => RunAsync(app, plans => plans.SetPlanAsync(parsed.GetValue(organization)!, parsed.GetValue(plan), ct), ct));
        return command;
    }

    private static Command Limit(WebApplication app)
    {
        var organization = Organization();
        var resource = new Option<Resource>("--resource") { Required = true, Description = $"One of {string.Join(", ", Resources.All)}." };
        var most = new Option<string>("--most") { Required = true, Description = $"A number, '{Unlimited}', or '{OfThePlan}' to go back to the plan's own." };
        var reason = new Option<string>("--reason") { DefaultValueFactory = _ => "", Description = "Why; it is kept in the organization's audit log." };
        var command = new Command("limit", "Agree on a limit with an organization, in place of its plan's.") { organization, resource, most, reason };
        command.SetAction((parsed, ct) =>
        {
            var (slug, limited, text) = (parsed.GetValue(organization)!, parsed.GetValue(resource), parsed.GetValue(most)!);
            long? number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
            return RunAsync(
                app,
                async plans => text is OfThePlan ? await plans.ClearLimitAsync(slug, limited, ct)
                    : number is not null || text is Unlimited ? await plans.SetLimitAsync(slug, limited, number, parsed.GetValue(reason)!, ct)
                    : new Invalid($"'{text}' is no limit: give a number, '{Unlimited}' or '{OfThePlan}'."),
                ct);
        });
        return command;
    }

    private static Option<string> Organization() => new("--organization") { Required = true, Description = "The organization's address." };

    private static async Task<int> RunAsync(WebApplication app, Func<PlanOperationsService, Task<Result<AgreedLimits>>> act, CancellationToken ct)
    {
        await Startup.MigrateAsync(app, ct);
        await using var scope = app.Services.CreateAsyncScope();
        var outcome = await act(scope.ServiceProvider.GetRequiredService<PlanOperationsService>());
        if (outcome.Refusal is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal.Message);
            return 1;
        }

        var agreed = outcome.Value;
        await Console.Out.WriteLineAsync($"{agreed.Organization} is on the plan {agreed.Plan}.");
        foreach (var resource in Resources.All)
        {
            var words = agreed.Limits[resource] is { } limit ? QuotaSentences.Amount(resource, limit) : Unlimited;
            await Console.Out.WriteLineAsync($"  {QuotaSentences.NameOf(resource),-24}{words}{(agreed.Agreed.Contains(resource) ? "  (agreed on)" : "")}");
        }

        return 0;
    }
}
