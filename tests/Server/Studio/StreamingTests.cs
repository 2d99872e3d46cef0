using System.Net;
using System.Security.Cryptography;
using Darkroom.Imaging;

namespace Darkroom.Tests.Server.Studio;

/// <summary><c>POST /api/generate-images</c> and <c>GET /api/generations/{id}/events</c>, with the painter.</summary>
public sealed class StreamingTests
{
    private static readonly object Four = new { prompt = "a lighthouse in a storm at sunset", n = 4, size = "256x192", seed = 7 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_images_stream_in_a_valid_order_with_three_partials_each_and_numbers_without_gaps()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generate-images", Four);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store, no-transform", response.Headers.CacheControl!.ToString());
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        Assert.StartsWith("/api/generations/", response.Headers.Location!.ToString(), StringComparison.Ordinal);

        var events = await response.ReadAllEventsAsync();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long?)i), events.Select(one => one.Id));
        Assert.Equal(("progress", "queued"), (events[0].Type, events[0].Text("stage")));
        var end = events[^1];
        Assert.Equal(("complete", "completed", 4, 0, 4), (end.Type, end.Text("status"), end.Number("done"), end.Number("failed"), end.Number("of")));
        for (var index = 0; index < 4; index++)
        {
            var own = events.Where(one => one.ImageIndex == index && one.Type != "progress").ToList();
            Assert.Equal(["partial_image", "partial_image", "partial_image", "image"], own.Select(one => one.Type));
            Assert.Equal([0, 1, 2], own.Take(3).Select(one => one.Number("partial_image_index")));
            Assert.Equal("started", events.First(one => one.ImageIndex == index).Text("stage"));
        }
    }

    [Fact]
    public async Task Each_final_image_has_the_requested_size_and_is_served_byte_for_byte()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generate-images", Four);
        foreach (var image in (await response.ReadAllEventsAsync()).Where(one => one.Type == "image"))
        {
            var bytes = await server.Client.GetByteArrayAsync(image.Text("url"), Cancel);
            var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(bytes, new ImageLimits())).Value;
            Assert.Equal((256, 192), (header.Width, header.Height));
            Assert.Equal(bytes.Length, image.Number("bytes"));
            Assert.Equal(7 + image.ImageIndex, image.Number("seed"));
            Assert.Equal("image/png", image.Text("mime"));
        }
    }

    [Fact]
    public async Task The_same_seed_gives_identical_images_and_neighbouring_seeds_different_ones()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await HashesAsync(server);
        var second = await HashesAsync(server);
        Assert.Equal(first, second);
        Assert.Equal(4, first.Distinct().Count());
    }

    [Fact]
    public async Task Inline_images_are_small_decodable_previews_and_are_sent_only_on_request()
    {
        await using var server = await RunningServer.StartAsync();
        var order = new { prompt = "calm sea", size = "1024x1024" };
        using var response = await server.Client.PostJsonAsync("/api/generate-images", order);
        var all = await response.ReadAllEventsAsync();
        foreach (var one in all.Where(one => one.Type is "partial_image" or "image"))
        {
            var bytes = one.Data.GetProperty("data").GetBytesFromBase64();
            var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(bytes, new ImageLimits())).Value;
            Assert.Equal(one.Type == "image" ? 1024 : 512, header.Width);
            Assert.InRange(bytes.Length, 500, one.Type == "image" ? 250_000 : 40_000);
        }

        var later = $"{response.Headers.Location}/events";
        using var plain = await server.Client.OpenAsync(later);
        Assert.DoesNotContain(await plain.ReadAllEventsAsync(), one => one.Data.TryGetProperty("data", out _));
        using var previews = await server.Client.OpenAsync($"{later}?inline=previews");
        Assert.DoesNotContain(await previews.ReadAllEventsAsync(), one => one.Type == "image" && one.Data.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task A_stream_resumes_exactly_after_the_last_event_id()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", Four);
        var all = await response.ReadAllEventsAsync();
        var path = $"{response.Headers.Location}/events";

        foreach (var after in new[] { 0, 1, all.Count / 2, all.Count - 1, all.Count })
        {
            var id = after.ToString(System.Globalization.CultureInfo.InvariantCulture);
            using var byHeader = await server.Client.OpenAsync(path, ("Last-Event-ID", id));
            using var byQuery = await server.Client.OpenAsync($"{path}?after={id}");
            var expected = all.Skip(after).Select(one => (one.Id, one.Data.GetRawText())).ToList();
            Assert.Equal(expected, (await byHeader.ReadAllEventsAsync()).Select(one => (one.Id, one.Data.GetRawText())));
            Assert.Equal(expected, (await byQuery.ReadAllEventsAsync()).Select(one => (one.Id, one.Data.GetRawText())));
        }
    }

    [Fact]
    public async Task A_generation_continues_when_the_client_disconnects()
    {
        await using var server = await RunningServer.StartAsync();
        var response = await server.Client.PostJsonAsync("/api/generate-images", Four);
        var location = response.Headers.Location!;
        response.Dispose();

        using var follow = await server.Client.OpenAsync($"{location}/events");
        Assert.Equal("completed", (await follow.ReadAllEventsAsync())[^1].Text("status"));
    }

    [Fact]
    public async Task Stopping_the_server_ends_open_streams_at_once()
    {
        await using var server = await RunningServer.StartAsync(("Providers:painter:Pace", "60"));
        using var response = await server.Client.PostJsonAsync("/api/generate-images", Four);
        var events = response.ReadEventsAsync().GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());

        var began = TimeProvider.System.GetTimestamp();
        await server.StopAsync(Cancel);
        while (await events.MoveNextAsync())
        {
            Assert.NotEqual("complete", events.Current.Type);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task One_image_with_three_partial_images_transfers_less_than_400_kB()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generate-images", new { prompt = "misty mountains at dawn, pine forest", size = "1024x1024" });
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancel);
        Assert.InRange(bytes.Length, 10_000, 400_000);
    }

    private static async Task<List<string>> HashesAsync(RunningServer server)
    {
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", Four);
        var hashes = new SortedDictionary<int, string>();
        foreach (var image in (await response.ReadAllEventsAsync()).Where(one => one.Type == "image"))
        {
            hashes[image.ImageIndex!.Value] = Convert.ToHexString(SHA256.HashData(await server.Client.GetByteArrayAsync(image.Text("url"), Cancel)));
        }

        return [.. hashes.Values];
    }
}
