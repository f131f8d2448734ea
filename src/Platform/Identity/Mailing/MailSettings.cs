using MailKit.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace Slipway.Identity.Mailing;

/// <summary>The mail server, <c>Slipway:Mail:Host</c> and so on; without one, mails lie in the outbox. <c>Slipway:Address</c> is where people reach this server.</summary>
/// <param name="Server">Where mails are handed in; null when they stay in the outbox.</param>
/// <param name="Address">What links in mails begin with; null for the address that the request came to, which only an outbox may believe.</param>
/// <param name="RequiresConfirmation">Whether an account is of no use before its e-mail address is confirmed.</param>
internal sealed record MailSettings(MailServer? Server, Uri? Address, bool RequiresConfirmation)
{
    public static MailSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:Mail");
        var address = configuration["Slipway:Address"] is { Length: > 0 } text
            ? Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw new InvalidOperationException($"Slipway:Address is '{text}'. Set it to the address that people open, such as https://slipway.example.com.")
            : null;
        var server = section["Host"] is { Length: > 0 } host ? MailServer.Read(section, host) : null;
        if (server is not null && address is null)
        {
            // A request says itself which host it was sent to: whoever asks for somebody's new password could lead the link to their own.
            throw new InvalidOperationException("Slipway:Address is missing. With a mail server, set it to the address that people open, such as https://slipway.example.com: links in mails begin with it.");
        }

        return new(server, address, section.GetValue("RequireConfirmation", false));
    }

    /// <summary>What the links of a mail begin with, without a slash at the end.</summary>
    public string Origin(HttpContext? context) =>
        (Address?.ToString() ?? (context is null ? "" : $"{context.Request.Scheme}://{context.Request.Host}")).TrimEnd('/');
}

/// <summary>An SMTP server.</summary>
/// <param name="Security"><c>Auto</c>, <c>None</c>, <c>StartTls</c> or <c>SslOnConnect</c>.</param>
internal sealed record MailServer(string Host, int Port, string? User, string? Password, SecureSocketOptions Security, MailboxAddress From)
{
    public static MailServer Read(IConfigurationSection section, string host)
    {
        var from = section["From"] is { Length: > 0 } text && MailboxAddress.TryParse(text, out var sender)
            ? sender
            : throw new InvalidOperationException("Slipway:Mail:From is missing or no mail address. Set it to the sender, such as 'Slipway <slipway@example.com>'.");
        var security = section["Security"] is { Length: > 0 } name
            ? Enum.TryParse<SecureSocketOptions>(name, ignoreCase: true, out var known) ? known : throw new InvalidOperationException($"Slipway:Mail:Security is '{name}'. Set it to Auto, None, StartTls or SslOnConnect.")
            : SecureSocketOptions.Auto;
        return new(host, section.GetValue("Port", 587), section["User"], section["Password"], security, from);
    }
}
