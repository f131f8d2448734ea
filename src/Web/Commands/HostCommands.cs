using System.CommandLine;
using Slipway.Demo;
using Slipway.Foundation.Results;
using Slipway.Organizations.Operators;

namespace Slipway.Commands;

/// <summary>The host's own commands, for operators and scripts: without one it serves.</summary>
internal static class HostCommands
{
    public static Task<int> RunAsync(WebApplication app, string[] args)
    {
        var root = new RootCommand("Slipway: from experiment to production.") { Migrate(app), Seed(app), Users(app), Tokens(app), PlansCommand.For(app), InvoicesCommand.For(app), AuditCommand.Make(), DemoCommand.For(app) };
        // Settings such as --urls belong to the configuration, which has read them already; a mistyped command is no setting.
        root.TreatUnmatchedTokensAsErrors = args is [not ['-', ..], ..];
        root.SetAction((_, ct) => Startup.ServeAsync(app, ct));
        // A training that is interrupted still has to tell its server.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
    }

    private static Command Migrate(WebApplication app)
    {
        var command = new Command("migrate", "Create the database, or bring it up to date. What is in it stays.");
        command.SetAction(async (_, ct) =>
        {
            await Startup.MigrateAsync(app, ct);
            return Say("The database is up to date.");
        });
        return command;
    }

    private static Command Seed(WebApplication app)
    {
        var command = new Command("seed", "Make the demo organization, if it is missing.");
        command.SetAction(async (_, ct) =>
        {
            await Startup.MigrateAsync(app, ct);
            var demo = await app.Services.GetRequiredService<DemoWorld>().SeedAsync(ct);
            return Say($"The demo is there: sign in as {demo.Email} with the password {demo.Password}.");
        });
        return command;
    }

    private static Command Users(WebApplication app)
    {
        var email = new Option<string>("--email") { Required = true, Description = "The address to sign in with." };
        var name = new Option<string>("--name") { Required = true, Description = "The name that others see." };
        var password = new Option<string>("--password") { Required = true, Description = "Ten characters or more." };
        var create = new Command("create", "Make an account.") { email, name, password };
        create.SetAction((parsed, ct) => WithOperatorAsync(app, async operators =>
        {
            var made = await operators.CreateUserAsync(parsed.GetValue(email)!, parsed.GetValue(name)!, parsed.GetValue(password)!);
            return made.Refusal is { } refusal ? Refuse(refusal) : Say("The account is there.");
        }, ct));
        var known = new Option<string>("--email") { Required = true, Description = "The address that the account signs in with." };
        var show = new Command("show", "Print the id of an account, which Slipway:Operators names.") { known };
        show.SetAction((parsed, ct) => WithOperatorAsync(app, async operators =>
        {
            var found = await operators.FindUserAsync(parsed.GetValue(known)!, ct);
            return found.Refusal is { } refusal ? Refuse(refusal) : Say($"{found.Value}");
        }, ct));
        return new Command("users", "Accounts.") { create, show };
    }

    private static Command Tokens(WebApplication app)
    {
        var organization = new Option<string>("--organization") { Required = true, Description = "The organization's address; founded if it is missing." };
        var project = new Option<string>("--project") { Required = true, Description = "The project's address; started if it is missing." };
        var name = new Option<string>("--name") { Required = true, Description = "What the token is for." };
        var email = new Option<string?>("--user") { Description = "The e-mail address of the person whom it acts for; the organization's first owner by default." };
        var create = new Command("create", "Make an API token and print it, once.") { organization, project, name, email };
        create.SetAction((parsed, ct) => WithOperatorAsync(app, async operators =>
        {
            var made = await operators.CreateTokenAsync(parsed.GetValue(organization)!, parsed.GetValue(project)!, parsed.GetValue(name)!, parsed.GetValue(email), ct);
            return made.Refusal is { } refusal ? Refuse(refusal) : Say(made.Value.Secret);
        }, ct));
        return new Command("tokens", "API tokens.") { create };
    }

    private static async Task<int> WithOperatorAsync(WebApplication app, Func<OperatorService, Task<int>> act, CancellationToken ct)
    {
        await Startup.MigrateAsync(app, ct);
        await using var scope = app.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<OperatorService>());
    }

    private static int Say(string sentence)
    {
        Console.Out.WriteLine(sentence);
        return 0;
    }

    private static int Refuse(Refusal refusal)
    {
        Console.Error.WriteLine(refusal.Message);
        return 1;
    }
}
