using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace Slipway.Commands;

public sealed class TakenPortTests
{
    [Theory]
    [InlineData("http://localhost:{0}")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://127.0.0.1:0;http://localhost:{0}")]
    [InlineData("http://0.0.0.0:{0}")]
    public void A_port_that_another_listens_at_is_named_with_a_way_out(string urls)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var told = TakenPort.Among(string.Format(CultureInfo.InvariantCulture, urls, port));

        told.ShouldNotBeNull();
        told.ShouldContain($":{port}");
        told.ShouldContain($"--urls http://localhost:{port + 1}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no address")]
    [InlineData("http://localhost:0")]
    [InlineData("http://unix:/tmp/slipway.sock")]
    public void What_is_free_or_no_port_is_not_taken(string? urls) => TakenPort.Among(urls).ShouldBeNull();

    [Fact]
    public void A_port_is_free_again_when_the_other_has_stopped()
    {
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        other.Stop();

        TakenPort.Among($"http://localhost:{port}").ShouldBeNull();
    }
}
