using System.Net;
using System.Net.Sockets;
using System.Text;
using Darkroom.Server.Http;

namespace Darkroom.Tests.Server.Http;

/// <summary>More connections than the process may open files: it survives, and authorized clients are served.</summary>
public sealed class ConnectionTests : IDisposable
{
    private const string Key = "correct-horse-battery-staple";
    private const int Files = 512;
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1_048_576, 65_536, 16_384)]
    [InlineData(4096, 924, 231)]
    [InlineData(1024, 156, 39)]
    [InlineData(464, 16, 4)]
    public void The_limits_follow_from_the_maximum_number_of_open_files(long files, int total, int unauthenticated) =>
        Assert.Equal(new ConnectionLimits(total, unauthenticated), ConnectionLimits.For(files));

    [Fact]
    public async Task With_too_few_files_for_the_process_the_start_fails_with_one_sentence()
    {
        await using var server = ServerProcess.BeginWithFewFiles(_folder, 256);
        Assert.Equal(1, await server.Exited);
        Assert.Contains("needs at least 464", Assert.Single(server.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Key)]
    public async Task A_server_survives_more_connections_than_open_files_and_still_answers_new_clients(string? key)
    {
        await using var server = ServerProcess.BeginWithFewFiles(_folder, Files, key is null ? [] : [("DARKROOM_ACCESS_KEY", key)]);
        await server.ListensAsync();
        List<TcpClient> strangers = [];
        try
        {
            for (var i = 0; i < 2 * Files; i++)
            {
                strangers.Add(await ConnectAsync(server));
            }

            server.Client.DefaultRequestHeaders.Authorization = new("Bearer", key ?? "none");
            Assert.Equal(HttpStatusCode.OK, await UntilAnsweredAsync(server.Client));
            Assert.False(server.Exited.IsCompleted);
        }
        finally
        {
            strangers.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task Under_load_connections_with_an_accepted_request_stay_and_others_are_closed()
    {
        await using var server = ServerProcess.BeginWithFewFiles(_folder, Files, ("DARKROOM_ACCESS_KEY", Key));
        await server.ListensAsync();
        var connections = 0;
        using var accepted = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            ConnectCallback = async (context, cancellationToken) =>
            {
                connections++;
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        accepted.BaseAddress = server.Client.BaseAddress;
        accepted.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        using var refused = await ConnectAsync(server);
        using var health = await ConnectAsync(server);
        Assert.Equal(HttpStatusCode.OK, await UntilAnsweredAsync(accepted));
        await AskAsync(refused, "/api/images", "wrong", 401);
        await AskAsync(health, "/health/live", "wrong", 200);

        List<TcpClient> strangers = [];
        for (var i = 0; i < 2 * Files; i++)
        {
            strangers.Add(await ConnectAsync(server));
        }

        await ClosedAsync(refused);
        await ClosedAsync(health);
        Assert.Equal(HttpStatusCode.OK, await UntilAnsweredAsync(accepted));
        Assert.Equal(1, connections);
        strangers.ForEach(one => one.Dispose());
        Assert.Contains("Many connections", server.Output, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> ConnectAsync(ServerProcess server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, Cancel);
        return client;
    }

    /// <summary>Connections that are being closed count for a moment.</summary>
    private static async Task<HttpStatusCode> UntilAnsweredAsync(HttpClient client)
    {
        while (true)
        {
            try
            {
                using var response = await client.GetAsync("/api/images", Cancel);
                return response.StatusCode;
            }
            catch (HttpRequestException)
            {
                Cancel.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task AskAsync(TcpClient client, string path, string key, int status)
    {
        var request = $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        var buffer = new byte[16 * 1024];
        var length = await client.GetStream().ReadAsync(buffer, Cancel);
        Assert.StartsWith($"HTTP/1.1 {status} ", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    private static async Task ClosedAsync(TcpClient client)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await client.GetStream().ReadAsync(buffer, Cancel) > 0)
            {
                // The rest of an earlier response.
            }
        }
        catch (IOException)
        {
            // The connection was reset instead of closed.
        }
    }
}
