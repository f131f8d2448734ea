using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Slipway.Identity.ServiceAccounts;

/// <summary>An OpenID Connect authority beside the tests: publishes its keys, and signs what a pipeline would be given.</summary>
internal sealed class Authority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<ECDsaSecurityKey> _published = [];
    private ECDsaSecurityKey _key;

    private Authority(WebApplication app)
    {
        _app = app;
        _key = NewKey();
        _published.Add(_key);
    }

    public string Issuer => _app.Urls.Single();

    /// <summary>How often its keys were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>What it calls itself; its own address unless told otherwise.</summary>
    public string? Alias { get; set; }

    public static async Task<Authority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var authority = new Authority(builder.Build());
        authority._app.MapGet("/.well-known/openid-configuration", (HttpContext context) => context.Response.WriteAsync($$"""{"issuer": "{{authority.Alias ?? authority.Issuer}}", "jwks_uri": "{{authority.Issuer}}/keys"}"""));
        authority._app.MapGet("/keys", (HttpContext context) => context.Response.WriteAsync(authority.Keys()));
        await authority._app.StartAsync();
        return authority;
    }

    /// <summary>A token as a job would be given.</summary>
    /// <param name="key">Signs instead of the authority's key.</param>
    public string Sign(string audience, string subject, TimeSpan? lifetime = null, IDictionary<string, object>? claims = null, SecurityKey? key = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var until = now + (lifetime ?? TimeSpan.FromMinutes(5));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            Claims = new Dictionary<string, object>(claims ?? new Dictionary<string, object>()) { ["sub"] = subject },
            IssuedAt = until - TimeSpan.FromHours(1),
            Expires = until,
            SigningCredentials = new(key ?? _key, key is SymmetricSecurityKey ? SecurityAlgorithms.HmacSha256 : SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Signs with another key from now on, and publishes it too.</summary>
    public void Rotate()
    {
        _key = NewKey();
        _published.Add(_key);
    }

    public static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("n") };

    private string Keys()
    {
        Asked++;
        var keys = _published.Select(key =>
        {
            var point = key.ECDsa.ExportParameters(false).Q;
            return $$"""{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "{{key.KeyId}}", "x": "{{Base64UrlEncoder.Encode(point.X)}}", "y": "{{Base64UrlEncoder.Encode(point.Y)}}"}""";
        });
        return $$"""{"keys": [{{string.Join(", ", keys)}}]}""";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
