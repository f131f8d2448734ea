using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Load;

/// <summary>The built host as a process of its own, on a folder that is removed afterwards.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private HostProcess(Process process, string folder, Uri address) => (_process, Folder, Address) = (process, folder, address);

    public string Folder { get; }

    public Uri Address { get; }

    public string Token => File.ReadAllText(Path.Combine(Folder, "demo.token"));

    /// <summary>From the start of the process to the first healthy answer, on tables that exist.</summary>
    public TimeSpan StartTime { get; private set; }

    public static async Task<HostProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-load-").FullName;
        await using (await LaunchAsync(folder, keepFolder: true))
        {
            // The first start makes the tables and the demo; what is measured is every other one.
        }

        return await LaunchAsync(folder, keepFolder: false);
    }

    /// <summary>What the process holds in memory, in bytes.</summary>
    public long Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        if (!_keepFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private bool _keepFolder;

    private static async Task<HostProcess> LaunchAsync(string folder, bool keepFolder)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Slipway.Web.dll")])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Slipway__Data"] = folder;
        start.Environment["Slipway__RateLimits__PerSecond"] = "0";
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var host = new HostProcess(process, folder, new($"http://127.0.0.1:{port}")) { _keepFolder = keepFolder };
        using var client = new HttpClient();
        while (!await IsHealthyAsync(client, host.Address))
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

    private static async Task<bool> IsHealthyAsync(HttpClient client, Uri address)
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
