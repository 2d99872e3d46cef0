using System.Net;
using System.Net.Sockets;
using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Calls that get no answer at all.</summary>
public sealed class OpenAiNetworkTests : OpenAiTest
{
    [Fact]
    public async Task A_connection_closed_before_the_response_is_unavailable()
    {
        var failure = await FailAsync(Scripts.Abort());

        Assert.Equal(FailureCode.Unavailable, failure.Code);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_is_unavailable_and_names_the_host()
    {
        var failure = await FailAtAsync($"http://127.0.0.1:{ClosedPort()}/v1");

        Assert.Equal(FailureCode.Unavailable, failure.Code);
        Assert.Matches(@"^127\.0\.0\.1:\d+ cannot be reached\.$", failure.Message);
    }

    [Fact]
    public async Task An_unknown_host_name_is_unavailable_and_names_the_host()
    {
        var failure = await FailAtAsync("https://no-such-host.invalid/v1");

        Assert.Equal(FailureCode.Unavailable, failure.Code);
        Assert.Contains("no-such-host.invalid", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TLS_failure_is_unavailable_and_names_the_host()
    {
        var failure = await FailAtAsync($"https://127.0.0.1:{Server.Address.Port}/v1");

        Assert.Equal(FailureCode.Unavailable, failure.Code);
        Assert.Equal("No secure connection to 127.0.0.1 could be made.", failure.Message);
    }

    private async Task<Failure> FailAtAsync(string url)
    {
        var outcome = await RunAsync(Provider(new OpenAiOptions { BaseUrl = new Uri(url), ApiKey = Key }));
        Assert.DoesNotContain(Key, outcome.Failure!.Message, StringComparison.Ordinal);
        return outcome.Failure;
    }

    private static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
