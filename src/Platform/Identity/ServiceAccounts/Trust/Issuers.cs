using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Slipway.Foundation.Outbound;

namespace Slipway.Identity.ServiceAccounts.Trust;

/// <summary>What the operator allows of the authorities that trust rules name, <c>Slipway:TrustedIssuers:…</c>.</summary>
/// <param name="AllowHttp">Whether their addresses may be plain http: for development.</param>
/// <param name="InternalHosts">Hosts that may be internal: an authority beside a server of one's own.</param>
/// <param name="Pause">How long an authority isn't asked again, whatever keys tokens name.</param>
internal sealed record IssuerSettings(bool AllowHttp, InternalHosts InternalHosts, TimeSpan Pause)
{
    public static IssuerSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slipway:TrustedIssuers");
        return new(section.GetValue("AllowHttp", false), InternalHosts.Read(section), TimeSpan.FromSeconds(section.GetValue("PauseSeconds", 30.0)));
    }
}

/// <summary>What an authority publishes.</summary>
/// <param name="Keys">What its signatures are verified with.</param>
/// <param name="At">When it was asked, by the clock that only counts.</param>
internal sealed record IssuerKeys(IReadOnlyCollection<SecurityKey> Keys, long At);

/// <summary>
/// The keys with which outside authorities sign, as they publish them by OpenID Connect discovery. Only authorities that a rule names are asked; what they
/// answered is kept, and asked for again when a token is signed with a key that isn't known yet.
/// </summary>
internal sealed class Issuers : IDisposable
{
    private const int Capacity = 1_000;
    private const int LargestAnswer = 1024 * 1024;
    // Keys that an authority withdrew are believed no longer than this.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IssuerSettings _settings;
    private readonly HostResolver _resolve;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, IssuerKeys> _known = new(StringComparer.Ordinal);

    public Issuers(IssuerSettings settings, HostResolver resolve, TimeProvider time)
    {
        (_settings, _resolve, _time) = (settings, resolve, time);
        _http = new(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                // A connection that is kept would be used again without asking where its name leads by now.
                PooledConnectionLifetime = TimeSpan.Zero,
                ConnectTimeout = Patience,
            })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>The authority at an address, which has to publish its keys and to call itself by that very address.</summary>
    public async Task<Result<IssuerKeys>> FindAsync(string issuer, CancellationToken ct) =>
        _known.TryGetValue(issuer, out var known) && _time.GetElapsedTime(known.At) < Lifetime ? known : await AskAsync(issuer, ct);

    /// <summary>The authority as it is now, when a token names a key that it didn't publish before; null when it was asked a moment ago or doesn't answer.</summary>
    public async Task<IssuerKeys?> AskAgainAsync(string issuer, IssuerKeys before, CancellationToken ct) =>
        _time.GetElapsedTime(before.At) >= _settings.Pause && await AskAsync(issuer, ct) is { Refusal: null } renewed ? renewed.Value : null;

    private async Task<Result<IssuerKeys>> AskAsync(string issuer, CancellationToken ct)
    {
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Query.Length > 0
            || (address.Scheme != Uri.UriSchemeHttps && !(_settings.AllowHttp && address.Scheme == Uri.UriSchemeHttp)))
        {
            return new Invalid("The issuer is an https address without a query, exactly as its tokens name it, such as https://token.actions.githubusercontent.com.");
        }

        var metadata = $"{issuer.TrimEnd('/')}/.well-known/openid-configuration";
        OpenIdConnectConfiguration found;
        try
        {
            found = await OpenIdConnectConfigurationRetriever.GetAsync(metadata, new HttpDocumentRetriever(_http) { RequireHttps = !_settings.AllowHttp }, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Whatever comes from outside: no answer, no JSON, no keys that can be read.
            return new Invalid($"The authority's keys can't be read from {metadata}. Check the issuer's address; it has to be reachable on the public internet, without a redirect.");
        }

        if (!string.Equals(found.Issuer, issuer, StringComparison.Ordinal))
        {
            return new Invalid($"At {metadata} is an authority that calls itself '{found.Issuer}'. Write the issuer exactly so.");
        }

        if (found.SigningKeys.Count == 0)
        {
            return new Invalid($"The authority at {metadata} publishes no keys, so its tokens can't be verified.");
        }

        if (_known.Count >= Capacity)
        {
            _known.Clear();
        }

        return _known[issuer] = new([.. found.SigningKeys], _time.GetTimestamp());
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = await CheckedHost.LookUpAsync(host, port, _settings.InternalHosts, _resolve, ct);
        return found.IsAllowed ? await CheckedConnection.OpenAsync(found.Addresses, port, ct) : throw new IOException($"'{host}' isn't on the public internet.");
    }
}
