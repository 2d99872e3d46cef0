using System.Net;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>The last partial image of a failed image.</summary>
public sealed class UnfinishedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_breaks_after_a_partial_image_offers_it_for_download_until_a_retry_succeeds()
    {
        var partial = TestImages.NoisyPng(600, 400, 3);
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On(
            OpenAiServer.Path,
            new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(600, 400)).Partial(1, partial).Error("server_error", "It broke."),
            new ResponsesScript().Begin().Wait(gate).Final(TestImages.NoisyPng(600, 400, 4)).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var location = await server.BeginAsync();

        var events = await server.FollowAsync(location);

        var url = Assert.Single(events, one => one.Type == "error").Text("unfinished_url");
        Assert.Equal($"{location}/images/0/unfinished", url);
        var slot = (await (await server.Client.GetAsync(location, Cancel)).ReadJsonAsync()).GetProperty("images")[0];
        Assert.Equal(url, slot.GetProperty("unfinished_url").GetString());
        using var kept = await server.Client.GetAsync($"{url}?download", Cancel);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (kept.StatusCode, kept.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("unfinished-", kept.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        Assert.Equal(partial, await kept.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Contains($"href=\"{url}?download\"", await server.Client.GetStringAsync("/", Cancel), StringComparison.Ordinal);
        Assert.Equal(0, await ImagesAsync(server));

        using var retried = await server.Client.PostAsync($"{location}/images/0/retry", null, Cancel);
        gate.Open();
        Assert.Equal("completed", (await server.FollowAsync(location, $"?after={events[^1].Id}"))[^1].Text("status"));
        using var deleted = await server.Client.GetAsync(url, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);
        Assert.Equal(1, await ImagesAsync(server));
    }

    [Theory]
    [InlineData("/images/0/unfinished")]
    [InlineData("/images/1/unfinished")]
    [InlineData("/images/x/unfinished")]
    public async Task A_slot_without_an_unfinished_image_returns_404(string path)
    {
        await using var server = await RunningServer.StartAsync();
        var location = await server.BeginAsync(provider: "painter", size: "64x64");
        await server.FollowAsync(location);

        using var missing = await server.Client.GetAsync(location + path, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task<int> ImagesAsync(RunningServer server) =>
        (await (await server.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync()).GetProperty("images").GetArrayLength();
}
