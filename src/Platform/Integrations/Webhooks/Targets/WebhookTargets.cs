using System.Net;
using Slipway.Foundation.Outbound;

namespace Slipway.Integrations.Webhooks.Targets;

/// <summary>A webhook's address is internal, or leads to where it mustn't.</summary>
internal sealed record TargetRefused(string Message) : Invalid(Message);

/// <summary>Says where webhooks may send to: the form of the address when one is made, and each of the host's addresses then and at every sending.</summary>
internal sealed class WebhookTargets(WebhookSettings settings, HostResolver resolve)
{
    /// <summary>Reads an address as it was written; nothing is looked up.</summary>
    public Result<Uri> Read(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            return new Invalid("Invalid webhook URL: it must be an address such as https://example.com/hooks.");
        }

        if (url.Scheme != Uri.UriSchemeHttps && !(settings.AllowHttp && url.Scheme == Uri.UriSchemeHttp))
        {
            return new Invalid($"Invalid webhook URL scheme: '{url.Scheme}'. Use an https address, so that nobody on the way reads along.");
        }

        if (url.UserInfo.Length > 0)
        {
            return new Invalid("A webhook URL can't hold a user name and password. The signature tells the receiver who sends.");
        }

        return url.AbsoluteUri.Length > Webhook.UrlLimit ? new Invalid($"A webhook URL may have {Webhook.UrlLimit} characters.") : url;
    }

    /// <summary>Reads an address and looks up where it leads, so that its maker learns at once what can't be sent to.</summary>
    public async Task<Result<Uri>> CheckAsync(string text, CancellationToken ct)
    {
        var url = Read(text);
        return url.Refusal is null && (await ResolveAsync(url.Value.IdnHost, url.Value.Port, ct)).Refusal is { } refusal ? refusal : url;
    }

    /// <summary>The host's addresses, if all of them may be sent to. One internal address among public ones is enough to refuse: it would be reached sooner or later.</summary>
    public async Task<Result<IReadOnlyList<IPAddress>>> ResolveAsync(string host, int port, CancellationToken ct)
    {
        var found = await CheckedHost.LookUpAsync(host, port, settings.InternalHosts, resolve, ct);
        // The address that was found isn't told: who asks would learn how a network that isn't theirs is laid out.
        return found.Addresses.Length == 0 ? new Invalid($"Cannot resolve webhook URL hostname '{host}': there is no such name. Check the address.")
            : !found.IsAllowed ? new TargetRefused($"'{host}' leads to an address that isn't on the public internet. A webhook can only be sent where everybody could; whoever runs this server can allow the host by name.")
            : found.Addresses;
    }
}
