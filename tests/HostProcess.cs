using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway;

/// <summary>The built or published host as a process of its own, over a folder that outlives it.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private HostProcess(Process process, string folder, Uri address) => (_process, Folder, Address) = (process, folder, address);

    public string Folder { get; }

    public Uri Address { get; }

    /// <summary>The secret of the demo's token, which works in Acme's project Vision.</summary>
    public string Token => File.ReadAllText(Path.Combine(Folder, "demo.token"));

    /// <summary>From the start of the process to the first healthy answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Starts the host and waits until it is ready.</summary>
    /// <param name="folder">Where its data lies.</param>
    /// <param name="application">Where it was published to; null for the one that was built beside this program.</param>
    /// <param name="settings">Environment variables besides.</param>
    public static async Task<HostProcess> StartAsync(string folder, string? application = null, params (string Name, string Value)[] settings)
    {
        var port = FreePort();
        application ??= AppContext.BaseDirectory;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(application, "Slipway.Web.dll")])
        {
            WorkingDirectory = application,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Slipway__Data"] = folder;
        start.Environment["Slipway__RateLimits__PerSecond"] = "0";
        start.Environment["Slipway__DemoTraining"] = "false";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var host = new HostProcess(process, folder, new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, host.Address))
        {
            if (process.HasExited || clock.Elapsed > Patience)
            {
                await host.DisposeAsync();
                throw new InvalidOperationException("The host didn't start; what it said stands above.");
            }

            await Task.Delay(20);
        }

        host.StartTime = clock.Elapsed;
        return host;
    }

    /// <summary>What the process holds in memory, in bytes.</summary>
    public long Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Ends the process as a failing machine does: it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
