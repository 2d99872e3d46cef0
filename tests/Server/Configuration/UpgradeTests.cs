using System.Net;
using System.Net.Sockets;
using Dapper;
using Darkroom.Server;
using Darkroom.Server.Configuration;
using Darkroom.Sqlite;
using Darkroom.Tests.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Server.Configuration;

/// <summary>The upgrade of a large library before the server starts.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const int Images = 60_000;

    /// <summary>A library of schema 11.</summary>
    private static readonly string ManyImages = string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""
        INSERT INTO generations (id, created_at, status, request, last_sequence)
        VALUES ('g1', 0, 'failed', '{"prompt":"a fox","n":1,"size":"64x64","provider":"painter","partial_images":0}', 0);
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT {{Images}})
        INSERT INTO images (id, generation_id, image_index, attempt, blob_hash, mime, bytes, width, height, thumb_hash, created_at, elapsed_ms, provider,
            prompt, asked_pixels)
        SELECT printf('%032x', n), 'g1', n, 1, printf('%064x', n), 'image/png', n, 64, 64, x'01', 1767225600000 + n * 1000, 1, 'painter',
            'a fox in the snow', 4096 FROM numbers;
        """);

    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
    private readonly string _address = FreeAddress();
    private readonly HttpClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task During_the_upgrade_of_a_large_library_the_server_is_alive_and_reports_its_progress()
    {
        using var go = new ManualResetEventSlim();
        var token = Cancel;
        var opening = new StorageOpening(progress =>
        {
            progress.Report(new UpgradeProgress(0, 30_000));
            progress.Report(new UpgradeProgress(12_000, 30_000));
            go.Wait(token);
            return SqliteStorage.Open(_folder, TimeProvider.System);
        });
        await using var server = NewServer();
        var waiting = UpgradeHost.WaitAsync(server, opening, "/darkroom", Cancel);

        foreach (var prefix in new[] { "", "/darkroom" })
        {
            using var live = await GetAsync($"{prefix}/health/live");
            Assert.Equal((HttpStatusCode.OK, "live"), (live.StatusCode, (await live.ReadJsonAsync()).GetProperty("status").GetString()));
            using var ready = await GetAsync($"{prefix}/health/ready");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (ready.StatusCode, ready.Headers.RetryAfter!.Delta));
            var json = await ready.ReadJsonAsync();
            Assert.Equal(("upgrading", 12_000, 30_000), (json.GetProperty("status").GetString(), json.GetProperty("done").GetInt32(), json.GetProperty("total").GetInt32()));
            using var page = await GetAsync($"{prefix}/gallery");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (page.StatusCode, page.Headers.RetryAfter!.Delta));
            Assert.Contains("upgrading its library: 12,000 of 30,000 images", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.False(waiting.IsCompleted);
        go.Set();
        await waiting;
        (await opening.Storage).Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(new Uri($"{_address}/health/live"), Cancel));
    }

    [Fact]
    public async Task A_small_upgrade_opens_no_address_and_a_failed_one_ends_the_start()
    {
        using var listener = Listen(_address);
        await using var server = NewServer();
        await UpgradeHost.WaitAsync(
            server,
            new StorageOpening(progress =>
            {
                progress.Report(new UpgradeProgress(0, 20_000));
                return null!;
            }),
            null,
            Cancel);
        await Assert.ThrowsAsync<StartupException>(
            () => UpgradeHost.WaitAsync(server, new StorageOpening(_ => throw new StartupException("No.")), null, Cancel));
        listener.Stop();
        var failing = new StorageOpening(progress =>
        {
            progress.Report(new UpgradeProgress(0, 20_001));
            throw new StartupException("The disk is full.");
        });
        await Assert.ThrowsAsync<StartupException>(() => UpgradeHost.WaitAsync(server, failing, null, Cancel));
    }

    [Fact]
    public async Task An_upgrade_that_is_killed_continues_without_loss_and_the_server_becomes_ready()
    {
        await EarlierSchema.CreateAsync(_folder, 11, ManyImages);
        await using (var killed = ServerProcess.Begin(_folder, ("ASPNETCORE_URLS", _address), ("Gallery__TimeZone", "Asia/Tokyo")))
        {
            long done;
            do
            {
                using var ready = await GetAsync("/health/ready");
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
                done = (await ready.ReadJsonAsync()).GetProperty("done").GetInt64();
            }
            while (done == 0);
            killed.Kill();
            await killed.Exited;
        }

        Assert.InRange(Count("library_images"), 1, Images);
        await using var server = ServerProcess.Begin(_folder, ("ASPNETCORE_URLS", _address), ("Gallery__TimeZone", "Asia/Tokyo"));
        await server.ListensAsync();
        using var now = await GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, now.StatusCode);
        using var newest = await GetAsync("/api/images?limit=1");
        Assert.Equal(Images.ToString("x32", System.Globalization.CultureInfo.InvariantCulture), (await newest.ReadJsonAsync()).GetProperty("images")[0].GetProperty("id").GetString());
        Assert.Equal((Images, Images), (Count("images"), Count("images WHERE sequence = bytes AND day = (created_at / 1000 + 9 * 3600) / 86400")));
        Assert.Equal(Images, Count("images_text WHERE images_text MATCH 'snow'"));
        Assert.DoesNotContain(DatabaseCheck.Run(_folder), problem => problem.Contains("total", StringComparison.Ordinal));
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private static TcpListener Listen(string address)
    {
        var listener = new TcpListener(IPAddress.Loopback, new Uri(address).Port);
        listener.Start();
        return listener;
    }

    private WebApplication NewServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = _address });
        return builder.Build();
    }

    /// <summary>Sends a request as soon as the server listens.</summary>
    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        while (true)
        {
            try
            {
                return await _client.GetAsync(new Uri(_address + path), Cancel);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
            }
        }
    }

    private long Count(string from)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "darkroom.db")};Pooling=False");
        return connection.ExecuteScalar<long>($"SELECT count(*) FROM {from}");
    }
}
