using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Slipway.Load;

/// <summary>
/// One connection that sends prepared bytes and reads answers by their length: the client runs on the server's own cores, so it has to cost little.
/// </summary>
internal sealed class Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly string _head;
    private byte[] _buffer = new byte[64 * 1024];

    public Client(Uri address, string token)
    {
        _socket.Connect(address.Host, address.Port);
        _head = $"HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token}\r\n";
    }

    /// <summary>The bytes of a request, to be sent any number of times.</summary>
    public byte[] Request(string method, string path, string? body = null) => Encoding.UTF8.GetBytes(
        $"{method} {path} {_head}" + (body is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <summary>Sends a request and waits for its answer, which has to be 200.</summary>
    /// <returns>The body; it is overwritten by the next call.</returns>
    public async Task<ReadOnlyMemory<byte>> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request)..];
        }

        var filled = 0;
        int end;
        while ((end = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            filled += await ReceiveAsync(filled);
        }

        var head = Encoding.ASCII.GetString(_buffer, 0, end);
        var start = end + 4;
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{head}\n{Encoding.UTF8.GetString(_buffer, start, filled - start)}");
        }

        return head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? await ChunksAsync(start, filled) : await LengthAsync(head, start, filled);
    }

    public async Task<string> CreateRunAsync(string project, string extra = "")
    {
        var answer = await SendAsync(Request("POST", $"{project}/api/2.0/mlflow/runs/create", $$"""{"experiment_id":"0"{{extra}}}"""));
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<ReadOnlyMemory<byte>> LengthAsync(string head, int start, int filled)
    {
        const string Name = "Content-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        var line = head.IndexOf('\r', at);
        var length = int.Parse(line < 0 ? head.AsSpan(at) : head.AsSpan(at, line - at), System.Globalization.CultureInfo.InvariantCulture);
        while (filled < start + length)
        {
            filled += await ReceiveAsync(filled);
        }

        return _buffer.AsMemory(start, length);
    }

    private async Task<ReadOnlyMemory<byte>> ChunksAsync(int position, int filled)
    {
        var body = new MemoryStream();
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(position, filled - position).IndexOf("\r\n"u8)) < 0)
            {
                filled += await ReceiveAsync(filled);
            }

            var length = Convert.ToInt32(Encoding.ASCII.GetString(_buffer, position, line), 16);
            position += line + 2;
            while (filled < position + length + 2)
            {
                filled += await ReceiveAsync(filled);
            }

            if (length == 0)
            {
                return body.GetBuffer().AsMemory(0, (int)body.Length);
            }

            body.Write(_buffer, position, length);
            position += length + 2;
            _buffer.AsSpan(position, filled - position).CopyTo(_buffer);
            filled -= position;
            position = 0;
        }
    }

    private async Task<int> ReceiveAsync(int filled)
    {
        if (filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var received = await _socket.ReceiveAsync(_buffer.AsMemory(filled));
        return received > 0 ? received : throw new InvalidOperationException("The server closed the connection.");
    }
}
