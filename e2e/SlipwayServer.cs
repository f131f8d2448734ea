using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

[assembly: AssemblyFixture(typeof(Slipway.SlipwayServer))]

namespace Slipway;

/// <summary>The real host as a process of its own, on a free port and an empty data folder, started when the first test asks where it is.</summary>
public sealed partial class SlipwayServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly string Web = Path.Combine(Folder(), "src", "Web");
    private static readonly string Host = Path.Combine("bin", typeof(SlipwayServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration, "net10.0", "Slipway.Web.dll");

    private readonly string _data = Directory.CreateTempSubdirectory("slipway-e2e-").FullName;
    private readonly SemaphoreSlim _starting = new(1);
    private Process? _host;
    private TaskCompletionSource<string> _mailKey = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _address;
    private string _listensAt = "http://127.0.0.1:0";

    /// <summary>Whether the demo trains its models.</summary>
    internal bool Trains { get; init; }

    /// <summary>The ids of its operators.</summary>
    internal string Operators { get; set; } = "";

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234</c>.</summary>
    public async Task<string> AddressAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _address ??= _listensAt = await StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends it as a failing machine does. Whoever asks for its address next starts it again, at the same one and with the same data.</summary>
    public async Task StopAsync()
    {
        if (_host is not null)
        {
            _host.Kill(entireProcessTree: true);
            await _host.WaitForExitAsync();
            _host.Dispose();
        }

        (_host, _address) = (null, null);
        _mailKey = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Runs one of the host's commands beside the server, on the same data, as an operator does; answers what it printed.</summary>
    public async Task<string> OperateAsync(params string[] command)
    {
        await AddressAsync();
        using var operating = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(Web, Host), .. command]) { WorkingDirectory = Web, RedirectStandardOutput = true, Environment = { ["Slipway__Data"] = _data } })!;
        var said = await operating.StandardOutput.ReadToEndAsync();
        await operating.WaitForExitAsync();
        if (operating.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {said}");
        }

        return said;
    }

    /// <summary>The key to the outbox, which the host prints after its address.</summary>
    public async Task<string> MailKeyAsync()
    {
        await AddressAsync();
        return await _mailKey.Task.WaitAsync(StartLimit);
    }

    private async Task<string> StartAsync()
    {
        _host = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(Web, Host), "--urls", _listensAt])
        {
            WorkingDirectory = Web,
            RedirectStandardOutput = true,
            Environment =
            {
                ["Slipway__Data"] = _data,
                ["Slipway__DemoTraining"] = Trains ? "true" : "false",
                ["Slipway__RateLimits__SignInsPerMinute"] = "0",
                ["Slipway__Operators"] = Operators,
                // Receivers of webhooks stand beside the tests.
                ["Slipway__Webhooks__InternalHosts"] = "127.0.0.1",
                ["Slipway__Webhooks__AllowHttp"] = "true",
                // So do authorities that sign for pipelines.
                ["Slipway__TrustedIssuers__InternalHosts"] = "127.0.0.1",
                ["Slipway__TrustedIssuers__AllowHttp"] = "true",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        })!;
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Greeting().Match(line.Data) is { Success: true } greeting)
            {
                told.TrySetResult(greeting.Groups[1].Value);
            }

            if (line.Data is not null && Mails().Match(line.Data) is { Success: true } mails)
            {
                _mailKey.TrySetResult(mails.Groups[1].Value);
            }

            // Warnings and errors, which tell why a journey failed.
            if (told.Task.IsCompleted && line.Data is not null)
            {
                Console.Error.WriteLine(line.Data);
            }
        };
        _host.EnableRaisingEvents = true;
        _host.Exited += (_, _) => told.TrySetException(new InvalidOperationException("The host ended before it was ready; what it said is above."));
        _host.BeginOutputReadLine();
        return await told.Task.WaitAsync(StartLimit);
    }

    /// <summary>The folder of the solution.</summary>
    internal static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "SaaS.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"Slipway is at (http://\S+)")]
    private static partial Regex Greeting();

    [GeneratedRegex(@"/operator/mail\?key=(\S+)")]
    private static partial Regex Mails();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _starting.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
