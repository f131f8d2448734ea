using Microsoft.AspNetCore.Http;
using Shouldly;
using Slipway.Foundation.Tenancy;
using Xunit;

namespace Slipway.Foundation.Content;

public sealed class BlobHttpTests : IDisposable
{
    private static readonly byte[] Letters = [.. "abcdefghij"u8];

    private readonly string _root = Path.Combine(Path.GetTempPath(), "slipway-http-" + Guid.NewGuid().ToString("n"));
    private readonly FolderBackend _backend;
    private readonly ContentDigest _digest = ContentDigest.Of(Letters);

    public BlobHttpTests() => _backend = new(_root, TimeProvider.System);

    [Fact]
    public async Task The_whole_is_sent_with_its_digest_as_ETag_and_without_rights()
    {
        var response = await GetAsync(fileName: "weights é.bin");

        response.StatusCode.ShouldBe(200);
        (await BodyAsync(response)).ShouldBe("abcdefghij");
        response.ContentLength.ShouldBe(10);
        response.Headers.ETag.ToString().ShouldBe($"\"{_digest}\"");
        response.Headers.AcceptRanges.ToString().ShouldBe("bytes");
        response.Headers.XContentTypeOptions.ToString().ShouldBe("nosniff");
        response.Headers.ContentSecurityPolicy.ToString().ShouldStartWith("sandbox;");
        response.Headers.ContentDisposition.ToString().ShouldStartWith("attachment; filename=");
    }

    [Theory]
    [InlineData("bytes=0-0", "a", "bytes 0-0/10")]
    [InlineData("bytes=3-5", "def", "bytes 3-5/10")]
    [InlineData("bytes=7-", "hij", "bytes 7-9/10")]
    [InlineData("bytes=8-99", "ij", "bytes 8-9/10")]
    [InlineData("bytes=-2", "ij", "bytes 8-9/10")]
    [InlineData("bytes=-99", "abcdefghij", "bytes 0-9/10")]
    public async Task A_range_is_answered_with_that_part(string range, string body, string contentRange)
    {
        var response = await GetAsync(("Range", range));

        response.StatusCode.ShouldBe(206);
        (await BodyAsync(response)).ShouldBe(body);
        response.ContentLength.ShouldBe(body.Length);
        response.Headers.ContentRange.ToString().ShouldBe(contentRange);
    }

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=-0")]
    public async Task A_range_that_holds_nothing_is_416(string range)
    {
        var response = await GetAsync(("Range", range));

        response.StatusCode.ShouldBe(416);
        response.Headers.ContentRange.ToString().ShouldBe("bytes */10");
    }

    [Theory]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("lines=0-1")]
    public async Task Other_ranges_are_answered_with_the_whole(string range)
    {
        var response = await GetAsync(("Range", range));

        response.StatusCode.ShouldBe(200);
        (await BodyAsync(response)).ShouldBe("abcdefghij");
    }

    [Fact]
    public async Task A_range_of_other_bytes_is_answered_with_the_whole()
    {
        (await GetAsync(("Range", "bytes=0-1"), ("If-Range", "\"other\""))).StatusCode.ShouldBe(200);
        (await GetAsync(("Range", "bytes=0-1"), ("If-Range", $"\"{_digest}\""))).StatusCode.ShouldBe(206);
    }

    [Fact]
    public async Task Who_has_the_bytes_gets_304()
    {
        var response = await GetAsync(("If-None-Match", $"\"{_digest}\""));

        response.StatusCode.ShouldBe(304);
        (await BodyAsync(response)).ShouldBeEmpty();
    }

    [Fact]
    public async Task HEAD_gets_the_headers_alone()
    {
        var response = await SendAsync("HEAD", null, []);

        response.ContentLength.ShouldBe(10);
        (await BodyAsync(response)).ShouldBeEmpty();
    }

    public void Dispose()
    {
        _backend.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static async Task<string> BodyAsync(HttpResponse response)
    {
        response.Body.Position = 0;
        using var reader = new StreamReader(response.Body);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<HttpResponse> GetAsync(params (string Name, string Value)[] headers) => SendAsync("GET", null, headers);

    private Task<HttpResponse> GetAsync(string fileName) => SendAsync("GET", fileName, []);

    private async Task<HttpResponse> SendAsync(string method, string? fileName, (string Name, string Value)[] headers)
    {
        var store = new ContentStore(_backend);
        var organization = Id<Organization>.New();
        await store.WriteAsync(organization, new MemoryStream(Letters), null, TestContext.Current.CancellationToken);
        await using var blob = (await store.OpenAsync(organization, _digest, TestContext.Current.CancellationToken)).Value;
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Response.Body = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            http.Request.Headers[name] = value;
        }

        await http.SendAsync(blob, _digest, new BlobPresentation(FileName: fileName));
        return http.Response;
    }
}
