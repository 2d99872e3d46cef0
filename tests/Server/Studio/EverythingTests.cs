using System.Net;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Studio;

/// <summary><c>GET /api/events</c>: one stream for all generations.</summary>
public sealed class EverythingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_event_is_a_snapshot_and_every_new_event_follows()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.OpenAsync("/api/events");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var events = response.ReadEventsAsync().GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(("snapshot", 0), (events.Current.Type, events.Current.Data.GetProperty("generations").GetArrayLength()));

        var ids = new[] { await StartAsync(server), await StartAsync(server) };
        var seen = ids.ToDictionary(id => id, _ => new List<Received>());
        var position = events.Current.Id!.Value;
        while (seen.Values.Any(own => own is [] || own[^1].Type != "complete"))
        {
            Assert.True(await events.MoveNextAsync());
            Assert.True(events.Current.Id > position);
            position = events.Current.Id!.Value;
            seen[events.Current.Text("generation_id")].Add(events.Current);
        }

        foreach (var (id, own) in seen)
        {
            Assert.Equal(Enumerable.Range(1, own.Count), own.Select(one => one.Number("sequence")));
            using var alone = await server.Client.OpenAsync($"/api/generations/{id}/events");
            Assert.Equal((await alone.ReadAllEventsAsync()).Select(one => one.Type), own.Select(one => one.Type));
        }
    }

    [Fact]
    public async Task A_snapshot_shows_each_running_slot_with_its_newest_partial_image()
    {
        var gate = new Gate();
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(64, 64, 1)).Partial(1, TestImages.NoisyPng(64, 64, 2))
            .Wait(gate).Final(TestImages.NoisyPng(64, 64, 3)).Completed());
        await using var server = await RunningServer.StartAsync(
            ("Providers:openai:BaseUrl", provider.BaseUrl.ToString()), ("Providers:openai:ApiKey", "sk-test"));
        using var run = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
        var own = run.ReadEventsAsync().GetAsyncEnumerator(Cancel);
        while (own.Current is not { Type: "partial_image" } || own.Current.Number("partial_image_index") < 1)
        {
            Assert.True(await own.MoveNextAsync());
        }

        using var response = await server.Client.OpenAsync("/api/events");
        await using var events = response.ReadEventsAsync().GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        var generation = Assert.Single(events.Current.Data.GetProperty("generations").EnumerateArray());
        var frame = Assert.Single(generation.GetProperty("images").EnumerateArray()).GetProperty("frame");
        Assert.Equal((1, own.Current.Text("url")), (frame.GetProperty("partial_image_index").GetInt32(), frame.GetProperty("url").GetString()));

        gate.Open();
        do
        {
            Assert.True(await events.MoveNextAsync());
        }
        while (events.Current.Type != "complete");
    }

    [Fact]
    public async Task It_resumes_exactly_after_the_last_event_id_without_another_snapshot()
    {
        await using var server = await RunningServer.StartAsync();
        await EndAsync(server, await StartAsync(server));
        await EndAsync(server, await StartAsync(server));
        var all = await ReadUntilQuietAsync(server, "0");

        var after = all[all.Count / 2].Id!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var rest = await ReadUntilQuietAsync(server, after);
        Assert.Equal(all.Skip((all.Count / 2) + 1).Select(one => (one.Id, one.Data.GetRawText())), rest.Select(one => (one.Id, one.Data.GetRawText())));
    }

    [Fact]
    public async Task A_position_of_another_store_starts_with_a_snapshot()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.OpenAsync("/api/events", ("Last-Event-ID", "999999"));
        await using var events = response.ReadEventsAsync().GetAsyncEnumerator(Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("snapshot", events.Current.Type);
    }

    private static async Task<string> StartAsync(RunningServer server)
    {
        using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "calm sea", n = 2, size = "64x64" });
        return (await response.ReadJsonAsync()).GetProperty("id").GetString()!;
    }

    private static async Task EndAsync(RunningServer server, string id)
    {
        using var response = await server.Client.OpenAsync($"/api/generations/{id}/events");
        Assert.Equal("complete", (await response.ReadAllEventsAsync())[^1].Type);
    }

    /// <summary>Reads up to the newest event: when every generation has ended, there are no more.</summary>
    private static async Task<List<Received>> ReadUntilQuietAsync(RunningServer server, string after)
    {
        using var response = await server.Client.OpenAsync($"/api/events?after={after}");
        var all = new List<Received>();
        await foreach (var one in response.ReadEventsAsync())
        {
            all.Add(one);
            var last = (await server.Services.GetRequiredService<IJobStore>().SnapshotAsync(Cancel)).Position;
            if (one.Id == last)
            {
                break;
            }
        }

        return all;
    }
}
