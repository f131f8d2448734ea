using Microsoft.AspNetCore.Http;

namespace Slipway.Foundation.Access;

/// <summary>By which door a request comes: a refusal takes the door's form.</summary>
internal static class Doors
{
    /// <summary>Whether a person's browser asks for a page, and not a program for data.</summary>
    public static bool IsPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !IsMlflow(request.Path) && !IsApi(request.Path) && !request.Path.StartsWithSegments("/hubs")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the path belongs to the MLflow protocol, at a project's address or at the bare host's.</summary>
    public static bool IsMlflow(PathString path)
    {
        var text = path.Value.AsSpan();
        return Contains(text, "/api/2.0") || Contains(text, "/api/3.0") || Contains(text, "/ajax-api/") || text.EndsWith("/v1/traces") || text.EndsWith("/get-artifact");

        static bool Contains(ReadOnlySpan<char> text, string part) => text.Contains(part, StringComparison.Ordinal);
    }

    /// <summary>Whether the path belongs to our own API.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments("/api/v1");

    /// <summary>Whether the body of a request to our own API is a file, of whatever type, and no message.</summary>
    public static bool IsFile(PathString path) => IsApi(path) && path.Value!.Contains("/artifacts/files/", StringComparison.Ordinal);
}
