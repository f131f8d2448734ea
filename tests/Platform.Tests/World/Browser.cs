using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Shouldly;

namespace Slipway.World;

/// <summary>A browser with cookies that fills in forms, as a person does.</summary>
internal sealed partial class Browser(WebApplicationFactory<Program> host)
{
    public const string Agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly HttpClient _client = Client(host);

    /// <summary>A browser in which somebody is signed in.</summary>
    public static async Task<Browser> SignedInAsync(WebApplicationFactory<Program> host, string email, string password)
    {
        var browser = new Browser(host);
        (await browser.SignInAsync(email, password)).ShouldBe("/");
        return browser;
    }

    public HttpClient Http => _client;

    /// <summary>Answers where it led, or the page that it stayed on.</summary>
    public Task<string> SignInAsync(string email, string password) => SendAsync("/sign-in", "sign-in", ("email", email), ("password", password));

    /// <summary>Sends a page's form, and answers the address that it leads to or, when it stays, the page as it then is.</summary>
    public async Task<string> SendAsync(string address, string form, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(address, [("_handler", form), ("__RequestVerificationToken", await TokenAsync(address)), .. fields]);
        var page = await answer.Content.ReadAsStringAsync();
        (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect).ShouldBeTrue($"{(int)answer.StatusCode} {page}");
        var target = answer.Headers.Location;
        return target is null ? WebUtility.HtmlDecode(page) : target.IsAbsoluteUri ? target.PathAndQuery : target.OriginalString;
    }

    public Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields) =>
        _client.PostAsync(address, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>The page at an address, after making sure that there is one.</summary>
    public async Task<string> OpenAsync(string address)
    {
        using var answer = await GetAsync(address);
        var page = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, $"{address} leads to {answer.Headers.Location}: {page}");
        return WebUtility.HtmlDecode(page);
    }

    public async Task<HttpResponseMessage> GetAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };
        return await _client.SendAsync(request);
    }

    /// <summary>Whether somebody is signed in here.</summary>
    public async Task<bool> IsInAsync()
    {
        using var answer = await _client.GetAsync("/api/v1/organizations");
        return answer.StatusCode is HttpStatusCode.OK;
    }

    /// <summary>The antiforgery token of a page's forms.</summary>
    public async Task<string> TokenAsync(string address)
    {
        var html = await OpenAsync(address);
        var found = Token().Match(html);
        found.Success.ShouldBeTrue($"{address} has no antiforgery token: {html}");
        return found.Groups[1].Value;
    }

    private static HttpClient Client(WebApplicationFactory<Program> host)
    {
        var client = host.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });
        client.DefaultRequestHeaders.UserAgent.ParseAdd(Agent);
        return client;
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
