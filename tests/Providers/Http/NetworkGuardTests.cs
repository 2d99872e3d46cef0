using System.Net;
using System.Net.Sockets;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>Where messages may be sent to. Names are resolved by the test, and every connection goes to a scripted server.</summary>
public sealed class NetworkGuardTests : IAsyncLifetime
{
    private ScriptedServer _server = null!;
    private IPAddress[] _addresses = [];
    private IPAddress? _connected;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = (await ScriptedServer.StartAsync()).On("/", Scripts.Answer(200, ""));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8")]
    [InlineData("::ffff:10.1.2.3", "10.0.0.0/8")]
    [InlineData("127.0.0.1", "127.0.0.1/32")]
    [InlineData("fd00::1", "fd00::/8")]
    public async Task An_allowed_private_address_is_reached_over_http(string address, string network)
    {
        Assert.True(await ReachesAsync(address, network));
        Assert.Equal(IPAddress.Parse(address), _connected);
    }

    [Theory]
    [InlineData("10.1.2.3", "192.168.0.0/16")]
    [InlineData("::ffff:127.0.0.1", "10.0.0.0/8")]
    [InlineData("169.254.169.254", "10.0.0.0/8")]
    [InlineData("100.64.0.1", "10.0.0.0/8")]
    [InlineData("64:ff9b::a01:203", "10.0.0.0/8")]

    // On the internet only https is.
    [InlineData("93.184.215.14", "10.0.0.0/8")]
    [InlineData("93.184.215.14", "93.184.215.0/24")]
    public async Task No_other_address_is_whatever_the_name(string address, string network)
    {
        Assert.False(await ReachesAsync(address, network));
        Assert.Null(_connected);
    }

    [Fact]
    public async Task A_name_with_several_addresses_is_connected_to_at_an_allowed_one()
    {
        _addresses = [IPAddress.Parse("192.168.1.1"), IPAddress.Parse("10.0.0.1")];

        Assert.True(await ReachesAsync("10.0.0.1", "10.0.0.0/8", _addresses));
        Assert.Equal(IPAddress.Parse("10.0.0.1"), _connected);
    }

    [Theory]
    [InlineData("https://example.com", "", true)]
    [InlineData("https://93.184.215.14", "", true)]
    [InlineData("https://10.0.0.1", "", false)]
    [InlineData("https://[::1]", "", false)]
    [InlineData("http://example.com", "", false)]
    [InlineData("http://93.184.215.14", "10.0.0.0/8", false)]
    [InlineData("http://hooks.internal", "10.0.0.0/8", true)]
    [InlineData("http://10.0.0.1", "10.0.0.0/8", true)]
    [InlineData("https://0x7f.1", "10.0.0.0/8", false)]
    public void A_URL_that_can_never_be_reached_is_rejected_before_it_is_resolved(string url, string network, bool may) =>
        Assert.Equal(may, new NetworkGuard(network.Length == 0 ? [] : [IPNetwork.Parse(network)]).MayAdmit(new Uri(url)));

    private async Task<bool> ReachesAsync(string address, string network, IPAddress[]? all = null)
    {
        _addresses = all ?? [IPAddress.Parse(address)];
        using var client = new NetworkGuard([IPNetwork.Parse(network)]) { Connections = new PublicConnections((_, _) => Task.FromResult(_addresses), ConnectAsync) }.CreateClient();
        try
        {
            using var response = await client.GetAsync(new Uri("http://hooks.example.com/"), Cancel);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException fault) when (NetworkGuard.IsRefusal(fault))
        {
            return false;
        }
    }

    private async ValueTask<Stream> ConnectAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        _connected = target.Address;
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _server.Address.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
