using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Slipway.Foundation.Outbound;
using Slipway.Integrations.Webhooks.Deliveries;

namespace Slipway.Integrations.Webhooks.Targets;

/// <summary>One message, ready to be sent.</summary>
/// <param name="Delivery">The same for every attempt, so that a receiver can tell a repetition.</param>
/// <param name="Secret">What it is signed with; null sends it unsigned.</param>
internal sealed record WebhookCall(Uri Url, Guid Delivery, string Event, string Body, string? Secret);

/// <summary>How an attempt went.</summary>
/// <param name="Status">What the receiver answered; null when no answer came.</param>
/// <param name="Error">Why it didn't get through, as a sentence; null when it did.</param>
/// <param name="Excerpt">The beginning of the answer's body.</param>
/// <param name="RetryAfter">How long the receiver asks not to be disturbed.</param>
internal sealed record WebhookAnswer(int? Status, string? Error, string Excerpt, TimeSpan Duration, TimeSpan? RetryAfter = null)
{
    public bool IsSuccess => Error is null;

    /// <summary>Whether the receiver itself is down or overloaded, and not only unhappy with this one message.</summary>
    public bool IsUnwell => Status is null or 408 or 429 or >= 500;

    /// <summary>Whether the receiver says that it is gone for good.</summary>
    public bool IsGone => Status is 410;
}

/// <summary>
/// Sends to receivers that nobody here knows: connects to the very addresses that were checked, follows no redirect, uses no proxy, keeps no connection
/// and no cookie, and reads only the beginning of an answer.
/// </summary>
internal sealed class WebhookClient : IDisposable
{
    private readonly WebhookTargets _targets;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;

    public WebhookClient(WebhookTargets targets, WebhookSettings settings, TimeProvider time)
    {
        (_targets, _time, _timeout) = (targets, time, settings.Timeout);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                // A connection that is kept would be used again without asking where its name leads by now.
                PooledConnectionLifetime = TimeSpan.Zero,
                ResponseDrainTimeout = TimeSpan.Zero,
                MaxResponseHeadersLength = 16,
            })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<WebhookAnswer> SendAsync(WebhookCall call, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_timeout);
        try
        {
            using var request = Request(call);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var excerpt = await ExcerptAsync(response, patience.Token);
            return new((int)response.StatusCode, Complaint(response), excerpt, Stopwatch.GetElapsedTime(began), RetryAfter(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, string.Create(CultureInfo.InvariantCulture, $"No answer within {_timeout.TotalSeconds:0.##} seconds."), "", Stopwatch.GetElapsedTime(began));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new(null, Sentence(failure), "", Stopwatch.GetElapsedTime(began));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(WebhookCall call)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(call.Body));
        content.Headers.ContentType = new("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, call.Url) { Content = content };
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.UserAgent.Add(new("Slipway-Webhooks", "1"));
        request.Headers.Add("X-Slipway-Event", call.Event);
        request.Headers.Add(WebhookSignature.DeliveryHeader, call.Delivery.ToString());
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        if (call.Secret is not null)
        {
            request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(call.Secret, call.Delivery, timestamp, call.Body));
        }

        return request;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await _targets.ResolveAsync(host, port, ct);
        if (addresses.Refusal is { } refusal)
        {
            throw new UnreachableTargetException(refusal.Message);
        }

        return await CheckedConnection.OpenAsync(addresses.Value, port, ct);
    }

    private static async Task<string> ExcerptAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var bytes = new byte[WebhookAttempt.ExcerptLimit];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        // Half a letter at the cut becomes a mark; NUL is what the databases can't hold.
        return Encoding.UTF8.GetString(bytes, 0, length).Replace("\0", "", StringComparison.Ordinal);
    }

    private static string? Complaint(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => $"The receiver answered {(int)response.StatusCode}, a redirect. Those aren't followed: enter the address itself.",
        var status => $"The receiver answered {status}.",
    };

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date > _time.GetUtcNow() ? date - _time.GetUtcNow() : null);

    private static string Sentence(Exception failure) => failure switch
    {
        { InnerException: UnreachableTargetException refused } => refused.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "No secure connection: the receiver's certificate isn't valid for its name, or it doesn't speak TLS.",
        { InnerException: SocketException socket } => $"No connection: {Words(socket.SocketErrorCode)}.",
        _ => "The connection broke before the answer was complete.",
    };

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens at that address and port",
        SocketError.TimedOut => "the receiver didn't answer",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "there is no way to that address",
        _ => "the receiver can't be reached",
    };

    private sealed class UnreachableTargetException(string message) : Exception(message);
}
