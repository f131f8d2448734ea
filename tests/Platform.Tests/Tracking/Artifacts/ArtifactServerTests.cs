using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Demo;
using Slipway.World;
using Xunit;

namespace Slipway.Tracking.Artifacts;

/// <summary>What only the real web server does: it decodes addresses, limits bodies, and loses connections.</summary>
public sealed class ArtifactServerTests : IAsyncLifetime
{
    private readonly SlipwayHost _host = new();

    public async ValueTask InitializeAsync()
    {
        _host.UseKestrel(0);
        _host.StartServer();
        _host.ClientOptions.BaseAddress = new Uri(_host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        await _host.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Slashes_may_be_escaped_and_other_escapes_stay()
    {
        var project = await _host.NewProjectAsync();
        var folder = await _host.Ben.NewRunFolderAsync(project);
        await _host.Ben.PutAsync($"{project}/api/2.0/mlflow-artifacts/artifacts/{Uri.EscapeDataString($"{folder}/a/b%20c.txt")}", new StringContent("x")).ShouldAnswerAsync(HttpStatusCode.OK);

        (await _host.Ben.ReadFileAsync(project, $"{folder}/a/b%20c.txt")).ShouldBe("x");
    }

    [Theory]
    [InlineData("..%2f..%2f..%2f1%2fx")]
    [InlineData("%2e%2e/%2e%2e/x")]
    [InlineData("../../../../../../x")]
    [InlineData("a%00b")]
    public async Task No_raw_address_leaves_its_folder(string path)
    {
        var project = await _host.NewProjectAsync();
        var folder = await _host.Ben.NewRunFolderAsync(project);

        var answer = await RawAsync($"PUT {project}/api/2.0/mlflow-artifacts/artifacts/{folder}/{path} HTTP/1.1", 1, "x");

        answer.ShouldStartWith("HTTP/1.1 40");
        (await _host.Ben.ListFilesAsync(project, "")).Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_may_be_larger_than_other_bodies()
    {
        var project = await _host.NewProjectAsync();
        var folder = await _host.Ben.NewRunFolderAsync(project);
        await _host.Ben.PutFileAsync(project, $"{folder}/a.bin", new byte[40_000_000]).ShouldAnswerAsync(HttpStatusCode.OK);

        (await _host.Ben.ListFilesAsync(project, folder)).Files().ShouldBe(["a.bin:40000000"]);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        var project = await _host.NewProjectAsync();
        var folder = await _host.Ben.NewRunFolderAsync(project);
        await _host.Ben.PutFileAsync(project, $"{folder}/a.bin", "before").ShouldAnswerAsync(HttpStatusCode.OK);
        var stored = Stored();

        await RawAsync($"PUT {project}/api/2.0/mlflow-artifacts/artifacts/{folder}/a.bin HTTP/1.1", 10_000_000, new string('x', 3_000_000));

        (await _host.Ben.ReadFileAsync(project, $"{folder}/a.bin")).ShouldBe("before");
        for (var patience = 0; patience < 100 && Stored() != stored; patience++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Stored().ShouldBe(stored);

        int Stored() => Directory.GetFiles(Path.Combine(_host.Data, "content"), "*", SearchOption.AllDirectories).Length;
    }

    // Sends what a client library would have tidied, and hangs up afterwards.
    private async Task<string> RawAsync(string line, int length, string body)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var address = _host.Ben.BaseAddress!;
        await socket.ConnectAsync("127.0.0.1", address.Port);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"{line}\r\nHost: {address.Authority}\r\nAuthorization: Bearer {_host.TokenOf(DemoWorld.Ben)}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"));
        if (body.Length < length)
        {
            return "";
        }

        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
