using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Slipway.Foundation.Content;

/// <summary>How a browser is to treat bytes that people uploaded.</summary>
/// <param name="ContentType">As it goes into the answer.</param>
/// <param name="FileName">The name to save under; null shows the bytes in place, without rights on this site.</param>
/// <param name="Policy">The content security policy, where a viewer needs more than the default sandbox allows.</param>
internal sealed record BlobPresentation(string ContentType = "application/octet-stream", string? FileName = null, string Policy = BlobPresentation.Sandbox)
{
    public const string Sandbox = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'";
}

internal static class BlobHttp
{
    /// <summary>Answers with a blob, or with the one range that was asked for (206, 416); 304 when the asker has it; only headers to HEAD.</summary>
    /// <param name="digest">The blob's, which is its ETag: bytes under a digest never change.</param>
    public static async Task SendAsync(this HttpContext http, Blob blob, ContentDigest digest, BlobPresentation presentation)
    {
        var (request, response) = (http.Request, http.Response);
        var tag = new EntityTagHeaderValue($"\"{digest}\"");
        var headers = response.GetTypedHeaders();
        headers.ETag = tag;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.CacheControl = "private, no-cache";

        // Whatever was uploaded must not act on this site in its reader's name.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = presentation.Policy;
        if (presentation.FileName is { } name)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(name);
            headers.ContentDisposition = disposition;
        }

        var asked = request.GetTypedHeaders();
        if (asked.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (from, length) = (0L, blob.Size);
        if (asked.Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && (asked.IfRange is not { } still || tag.Equals(still.EntityTag)))
        {
            var range = ranges.Single();
            from = range.From ?? Math.Max(0, blob.Size - range.To!.Value);
            var last = range.From is null ? blob.Size - 1 : Math.Min(range.To ?? long.MaxValue, blob.Size - 1);
            if (from > last)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                headers.ContentRange = new ContentRangeHeaderValue(blob.Size);
                return;
            }

            length = last - from + 1;
            response.StatusCode = StatusCodes.Status206PartialContent;
            headers.ContentRange = new ContentRangeHeaderValue(from, last, blob.Size);
        }

        response.ContentType = presentation.ContentType;
        response.ContentLength = length;
        if (!HttpMethods.IsHead(request.Method))
        {
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await blob.CopyToAsync(response.Body, from, length, http.RequestAborted);
        }
    }
}
