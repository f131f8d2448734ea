using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Slipway.Tracking.Mlflow;

/// <summary>Reads a whole small body without leaving anything behind.</summary>
internal static class RequestBody
{
    /// <summary>The most bytes of a request that isn't an upload.</summary>
    public const int Limit = 16 * 1024 * 1024;

    private const int Start = 16 * 1024;

    public delegate Result<T> Parser<T>(ReadOnlySpan<byte> json);

    /// <summary>Reads the body and hands it to the parser, whose result must not refer to it.</summary>
    public static async ValueTask<Result<T>> ReadAsync<T>(HttpContext context, Parser<T> parse)
    {
        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return new Invalid("Bad Request. Content-Type must be 'application/json'.");
        }

        if (context.Request.ContentLength > Limit)
        {
            return TooLarge;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)(context.Request.ContentLength ?? Start) + 1);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
                var more = (int)read.Buffer.Length;
                if (length + more > Limit)
                {
                    return TooLarge;
                }

                if (length + more > buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + more, 2 * buffer.Length));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                read.Buffer.CopyTo(buffer.AsSpan(length));
                length += more;
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return parse(buffer.AsSpan(0, length));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static readonly TooLarge TooLarge = new($"The request has more than {Limit} bytes. Split it.");
}
