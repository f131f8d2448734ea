using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Foundation.Access;
using Slipway.Foundation.Data;
using Slipway.Identity.Mailing;
using Xunit;

namespace Slipway.World;

/// <summary>Somebody new, with an account of their own that no other test knows, and the mail that they get.</summary>
internal sealed partial record Person(WebApplicationFactory<Program> Host, string Email, string Organization)
{
    public const string Password = "a calm and long password";

    /// <summary>Registers, and answers the browser in which that was done.</summary>
    /// <param name="prepare">Says what the browser sends with every request.</param>
    public static async Task<(Person Person, Browser Browser)> RegisterAsync(WebApplicationFactory<Program> host, Action<HttpClient>? prepare = null, string name = "Nia Newcomer")
    {
        var number = Guid.CreateVersion7().ToString("n")[^12..];
        var person = new Person(host, $"new-{number}@harbour.example", $"harbour-{number}");
        var browser = new Browser(host);
        prepare?.Invoke(browser.Http);
        var led = await browser.SendAsync(
            "/register", "register", ("displayName", name), ("email", person.Email), ("password", Password), ("organization", person.Organization));
        led.ShouldStartWith("/");
        return (person, browser);
    }

    public Task<Browser> SignedInAsync(string password = Password) => Browser.SignedInAsync(Host, Email, password);

    /// <summary>Lets an hour pass since the person signed in anywhere.</summary>
    public async Task LetAnHourPassAsync()
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var user = await db.Users.SingleAsync(user => user.Email == Email);
        var then = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1);
        using var turn = await scope.ServiceProvider.GetRequiredService<WriteGate>().EnterAsync(TestContext.Current.CancellationToken);
        await db.Sessions.Where(session => session.UserId == user.Key).ExecuteUpdateAsync(set => set.SetProperty(session => session.CreatedAt, then));
    }

    /// <summary>Signs in in so many more browsers, all of which are seen later than those before.</summary>
    public async Task SignInOftenAsync(int times)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        var user = await db.Users.SingleAsync(user => user.Email == Email);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        db.Sessions.AddRange(Enumerable.Range(0, times).Select(_ => Session.Begin(user.Key, new Visitor(Browser.Agent, "::1"), now.AddMinutes(1))));
        await db.SaveChangesAsync();
    }

    /// <summary>The newest mail of a kind, as soon as there is one.</summary>
    public Task<string> MailAsync(string kind) => MailAsync(Host, Email, kind);

    public static async Task<string> MailAsync(WebApplicationFactory<Program> host, string to, string kind)
    {
        while (true)
        {
            if (await MailsAsync(host, to, kind) is [var newest, ..])
            {
                return newest;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The mails of a kind that lie in the outbox, newest first.</summary>
    public static async Task<List<string>> MailsAsync(WebApplicationFactory<Program> host, string to, string kind)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<SaasDb>>().CreateDbContextAsync();
        return await db.Set<Mail>().Where(mail => mail.To == to && mail.Kind == kind).OrderByDescending(mail => mail.CreatedAt).Select(mail => mail.Text).ToListAsync();
    }

    /// <summary>The path of the link in a mail.</summary>
    public static string LinkIn(string mail)
    {
        var found = Link().Match(mail);
        found.Success.ShouldBeTrue(mail);
        return new Uri(found.Value).PathAndQuery;
    }

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Link();
}
