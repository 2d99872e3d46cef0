using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Darkroom.Providers.Http;

namespace Darkroom.Tests.Providers.Http;

/// <summary>
/// Downloads from hosts that a service named. A fake resolver is used, and every connection is recorded and redirected to the scripted server, so
/// nothing leaves this machine.
/// </summary>
public sealed class PublicConnectionsTests : ProviderBench
{
    private static readonly byte[] Image = TestImages.SmallPng(4);
    private static readonly IPAddress Public = IPAddress.Parse("93.184.215.14");

    private readonly ConcurrentQueue<IPEndPoint> _connected = [];
    private readonly Dictionary<string, Queue<IPAddress[]>> _names = [];

    [Fact]
    public async Task Connects_to_the_address_that_was_checked()
    {
        Name("images.example.com", [Public]);
        Server.On("/a.png", Scripts.Bytes(Image, "image/png"));

        Assert.Equal(Image, (await FetchAsync("http://images.example.com/a.png")).Image);
        Assert.Equal([new IPEndPoint(Public, 80)], _connected);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.5")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("198.18.0.1")]
    [InlineData("192.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("::1")]
    [InlineData("fd00::5")]
    [InlineData("::ffff:10.0.0.5")]
    [InlineData("64:ff9b::a00:5")]
    [InlineData("2002:a00:5::1")]
    public async Task Rejects_a_name_that_resolves_to_a_private_address(string address)
    {
        Name("inside.example.com", [IPAddress.Parse(address)]);

        await AssertRefusedAsync("http://inside.example.com/a.png", "inside.example.com");
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/a.png")]
    [InlineData("http://2130706433/a.png")]
    [InlineData("http://0x7f.1/a.png")]
    [InlineData("http://[::ffff:127.0.0.1]/a.png")]
    [InlineData("http://[64:ff9b::7f00:1]/a.png")]
    [InlineData("http://198.18.0.1/a.png")]
    [InlineData("http://localhost/a.png")]
    [InlineData("http://metadata.internal/a.png")]
    public async Task Rejects_a_literal_private_address_in_every_notation(string url) => await AssertRefusedAsync(url, "");

    [Fact]
    public async Task Rejects_a_redirect_to_a_private_name()
    {
        Name("images.example.com", [Public]);
        Name("inside.example.com", [IPAddress.Parse("10.0.0.5")]);
        Server.On("/a.png", Redirect("http://inside.example.com/secret"));

        var (image, failure) = await FetchAsync("http://images.example.com/a.png");

        Assert.Null(image);
        Assert.Contains("not on the public internet (inside.example.com)", failure!.Message, StringComparison.Ordinal);
        Assert.Equal([new IPEndPoint(Public, 80)], _connected);
    }

    [Fact]
    public async Task Rejects_a_name_that_later_resolves_to_a_private_address()
    {
        Name("rebind.example.com", [Public], [IPAddress.Loopback]);
        Server.On("/a.png", Redirect("http://rebind.example.com:81/a.png"));

        var (image, failure) = await FetchAsync("http://rebind.example.com/a.png");

        Assert.Null(image);
        Assert.Contains("not on the public internet (rebind.example.com)", failure!.Message, StringComparison.Ordinal);
        Assert.Equal([new IPEndPoint(Public, 80)], _connected);
    }

    [Fact]
    public async Task Connects_only_to_the_public_ones_of_several_addresses()
    {
        Name("mixed.example.com", [IPAddress.Loopback, IPAddress.Parse("10.0.0.5"), Public]);
        Server.On("/a.png", Scripts.Bytes(Image, "image/png"));

        Assert.Equal(Image, (await FetchAsync("http://mixed.example.com/a.png")).Image);
        Assert.Equal([new IPEndPoint(Public, 80)], _connected);
    }

    [Fact]
    public async Task Only_the_origin_of_the_service_may_be_private()
    {
        Server.On("/a.png", Scripts.Bytes(Image, "image/png"));

        Assert.Equal(Image, (await FetchAsync(new Uri(Server.Address, "a.png").ToString(), Server.BaseUrl)).Image);

        var neighbour = $"http://127.0.0.1:{(Server.Address.Port == 65535 ? 1 : Server.Address.Port + 1)}/a.png";
        Assert.Contains("not on the public internet", (await FetchAsync(neighbour, Server.BaseUrl)).Failure!.Message, StringComparison.Ordinal);
        Assert.Contains(
            "not on the public internet",
            (await FetchAsync($"http://localhost:{Server.Address.Port}/a.png", Server.BaseUrl)).Failure!.Message,
            StringComparison.Ordinal);
        Assert.Empty(_connected);
    }

    [Fact]
    public async Task Reports_the_host_of_an_unreachable_image()
    {
        var (_, failure) = await FetchAsync("http://image-box.invalid:8080/a.png");

        Assert.Equal(FailureCode.BadOutput, failure!.Code);
        Assert.Equal("Test made the image, but it could not be downloaded: There is no host image-box.invalid, or its name cannot be looked up.", failure.Message);
    }

    private static Script Redirect(string to) => exchange =>
    {
        exchange.Response.Redirect(to);
        return Task.CompletedTask;
    };

    private void Name(string host, params IPAddress[][] responses) => _names[host] = new Queue<IPAddress[]>(responses);

    private async Task AssertRefusedAsync(string url, string host)
    {
        var (image, failure) = await FetchAsync(url);

        Assert.Null(image);
        Assert.Equal(FailureCode.BadOutput, failure!.Code);
        Assert.Contains($"not on the public internet ({host}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_connected);
        Assert.Empty(Server.Requests);
    }

    private async Task<(byte[]? Image, Failure? Failure)> FetchAsync(string url, Uri? service = null)
    {
        using var outside = ProviderHttp.CreatePublicClient(new PublicConnections(ResolveAsync, ConnectAsync), useProxy: false);
        var parts = Parts(new EagerTime());
        var from = new ServiceProfile("Test", service ?? new Uri("https://api.example.com"), null, "TEST_KEY");
        using var call = new ProviderCall(from.Name, from.BaseUrl, TimeSpan.FromMinutes(1), parts.Time, parts.Budget, Cancel);
        var (image, failure) = await new ImageDownload(from, parts with { PublicHttp = outside }, 1024 * 1024).FetchAsync(url, call);
        using (image)
        {
            return (image?.Bytes.ToArray(), failure);
        }
    }

    /// <summary>The last result is repeated.</summary>
    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        _names.TryGetValue(host, out var responses)
            ? Task.FromResult(responses.Count > 1 ? responses.Dequeue() : responses.Peek())
            : throw new SocketException((int)SocketError.HostNotFound);

    private async ValueTask<Stream> ConnectAsync(IPEndPoint target, CancellationToken cancellationToken)
    {
        _connected.Enqueue(target);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Server.Address.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
