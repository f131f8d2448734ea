using System.Net;
using System.Text.RegularExpressions;

namespace Slipway.Load;

/// <summary>Somebody who signed in and opens pages; takes what the server renders, without running its scripts.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _client;

    private Visitor(HttpClient client) => _client = client;

    public static async Task<Visitor> SignInAsync(Uri address, string email, string password)
    {
        var visitor = new Visitor(new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = address });
        // The first form of the page takes the password; those after it are other ways in.
        var page = await visitor._client.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        var form = page[page.IndexOf("<form", StringComparison.Ordinal)..page.IndexOf("</form>", StringComparison.Ordinal)];
        Dictionary<string, string> fields = [];
        foreach (Match hidden in Hidden().Matches(form))
        {
            fields[hidden.Groups["name"].Value] = WebUtility.HtmlDecode(hidden.Groups["value"].Value);
        }

        foreach (Match input in Input().Matches(form))
        {
            fields[input.Groups["name"].Value] = input.Groups["name"].Value.Contains("mail", StringComparison.OrdinalIgnoreCase) ? email : password;
        }

        using var content = new FormUrlEncodedContent(fields);
        using var answer = await visitor._client.PostAsync(new Uri("/sign-in", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        return visitor;
    }

    /// <summary>Opens a page; it has to be the one that was asked for, and not the way to sign in.</summary>
    public async Task GetAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        if (answer.RequestMessage!.RequestUri!.AbsolutePath != path)
        {
            throw new InvalidOperationException($"{path} led to {answer.RequestMessage.RequestUri}.");
        }

        await answer.Content.CopyToAsync(Stream.Null);
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"\s*/?>""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""<input(?![^>]*type="hidden")(?![^>]*type="checkbox")[^>]*name="(?<name>[^"]+)"[^>]*>""")]
    private static partial Regex Input();
}
