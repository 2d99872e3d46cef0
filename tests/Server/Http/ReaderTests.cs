using System.Net;
using System.Net.Sockets;
using System.Text;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Http;

/// <summary>Clients that are slow, numerous, disconnected or dead. None slows down a generation, and each gets the complete log.</summary>
public sealed class ReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_that_do_not_read_slow_nothing_down_and_get_every_event_once_they_read()
    {
        await using var server = await RunningServer.StartAsync(("Providers:painter:MaxConcurrency", "2"));
        var location = await server.BeginAsync(n: 4, provider: "painter");
        var stuck = new List<TcpClient>();
        for (var i = 0; i < 10; i++)
        {
            stuck.Add(await StuckReader.OpenAsync(server.Address, $"{location}/events?inline=all"));
        }

        var events = await server.FollowAsync(location);
        events.AssertWhole();
        Assert.Equal("completed", events[^1].Text("status"));

        // A late client still gets the response from the beginning; after a disconnect Last-Event-ID would give it the rest.
        using var reader = new StreamReader(stuck[0].GetStream(), Encoding.UTF8);
        Assert.Equal("HTTP/1.1 200 OK", await reader.ReadLineAsync(Cancel));
        stuck.ForEach(one => one.Dispose());
        Assert.Equal(events.Count - 5, (await server.FollowAsync(location, "?after=5")).Count);
    }

    [Fact]
    public async Task Clients_that_connect_and_disconnect_do_not_disturb_the_generation()
    {
        await using var server = await RunningServer.StartAsync();
        var location = await server.BeginAsync(n: 8, provider: "painter", size: "256x256");
        for (var i = 0; i < 20; i++)
        {
            using var response = await server.Client.OpenAsync($"{location}/events?inline=previews");
            await using var events = response.ReadEventsAsync().GetAsyncEnumerator(Cancel);
            Assert.True(await events.MoveNextAsync());
        }

        var all = await server.FollowAsync(location);
        all.AssertWhole();
        Assert.Equal("completed", all[^1].Text("status"));
        Assert.DoesNotContain("Error Darkroom", server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_clients_of_one_generation_get_the_same_log()
    {
        await using var server = await RunningServer.StartAsync();
        var location = await server.BeginAsync(n: 4, provider: "painter", size: "256x256");
        var logs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.FollowAsync(location)));

        logs[0].AssertWhole();
        var first = logs[0].Select(one => (one.Id, one.Data.GetRawText())).ToList();
        Assert.All(logs, log => Assert.Equal(first, log.Select(one => (one.Id, one.Data.GetRawText()))));
    }

    [Fact]
    public async Task A_late_client_gets_every_event_but_not_the_bytes_of_stale_partial_images()
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        var (start, gate) = (new Gate(), new Gate());
        var frames = Enumerable.Range(0, 3).Select(seed => TestImages.NoisyPng(512, 512, seed)).ToArray();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(start).Partial(0, frames[0]).Partial(1, frames[1]).Partial(2, frames[2])
            .Wait(gate).Final(TestImages.NoisyPng(512, 512, 9)).Completed());
        await using var server = await RunningServer.StartAsync(time, OpenAiServer.Settings(service));
        var location = await server.BeginAsync();
        using var live = await server.Client.OpenAsync($"{location}/events?inline=previews");
        start.Open();
        var seen = new List<Received>();
        await foreach (var one in live.ReadEventsAsync())
        {
            seen.Add(one);
            if (one.Type == "partial_image" && one.Number("partial_image_index") == 2)
            {
                break;
            }
        }

        // In time, every event has its image; later, only the newest does.
        Assert.All(seen.Where(one => one.Type == "partial_image"), one => Assert.True(HasImage(one)));
        time.Advance(TimeSpan.FromSeconds(2));
        using var late = await server.Client.OpenAsync($"{location}/events?inline=previews");
        var all = new List<Received>();
        await foreach (var one in late.ReadEventsAsync())
        {
            gate.OpenIf(one.Type == "partial_image" && one.Number("partial_image_index") == 2);
            all.Add(one);
        }

        all.AssertWhole();
        Assert.Equal([false, false, true], all.Where(one => one.Type == "partial_image").Select(HasImage));

        // After the final image no partial image has bytes.
        time.Advance(TimeSpan.FromSeconds(2));
        var replay = await server.FollowAsync(location, "?inline=previews");
        replay.AssertWhole();
        Assert.Equal([false, false, false], replay.Where(one => one.Type == "partial_image").Select(HasImage));
    }

    [Fact]
    public async Task Eight_streams_over_HTTP_1_1_leave_the_server_usable()
    {
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(TestImages.NoisyPng(256, 256)).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var location = await server.BeginAsync();
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 8; i++)
        {
            streams.Add(await server.Client.OpenAsync($"{location}/events"));
            Assert.Equal(HttpVersion.Version11, streams[i].Version);
        }

        await server.PaintOneAsync();
        gate.Open();
        var logs = await Task.WhenAll(streams.Select(stream => stream.ReadAllEventsAsync()));
        Assert.All(logs, log => log.AssertWhole());
        streams.ForEach(stream => stream.Dispose());
    }

    private static bool HasImage(Received one) => one.Data.TryGetProperty("data", out _);
}
