using System.Net;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Http;

/// <summary>Rate limits, circuit breaker and queue limit as a client and the operator see them.</summary>
public sealed class LimitTests
{
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_for_the_rate_limit_reports_when_the_next_image_starts_in_the_stream_and_on_the_settings_page()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(_time, OpenAiServer.Settings(service, ("Providers:openai:ImagesPerMinute", "2")));
        var waits = new List<Received>();
        await FollowAsync(await server.Client.OpenAsync($"{await server.BeginAsync(n: 3)}/events"), async one =>
        {
            waits.Add(one);
            Assert.Equal("Waiting for the rate limit: next slot in 60 s.", one.Text("message"));
            Assert.Equal((60_000, true), (one.Number("eta_ms"), one.Data.GetProperty("estimated").GetBoolean()));
            var provider = await OpenAiAsync(server);
            Assert.Equal("rate", provider.GetProperty("held_because").GetString());
            Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(1), provider.GetProperty("held_until").GetDateTimeOffset());
            Assert.Contains("The next image starts in 60 s", await SettingsAsync(server), StringComparison.Ordinal);
            await _time.AdvanceBesideAsync(service.RequestsAsync(3), TimeSpan.FromSeconds(1));
        });
        Assert.Single(waits);
    }

    [Fact]
    public async Task After_five_failures_in_a_row_the_provider_is_paused_which_is_reported_everywhere_and_ends_by_itself()
    {
        await using var service = await ScriptedServer.StartAsync();
        var down = Scripts.Answer(503, ResponsesScript.ErrorBody("server_error", "Down."));
        service.On(OpenAiServer.Path, down, down, down, down, down, ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(
            _time, OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "1"), ("Jobs:MaxTries", "1")));
        var events = await FollowAsync(await server.Client.OpenAsync($"{await server.BeginAsync(n: 6)}/events"), async one =>
        {
            Assert.Equal("The provider does not answer. Retrying in 15 s.", one.Text("message"));
            var provider = await OpenAiAsync(server);
            Assert.Equal((false, "circuit"), (provider.GetProperty("healthy").GetBoolean(), provider.GetProperty("held_because").GetString()));
            var page = await SettingsAsync(server);
            Assert.Contains("Paused after repeated failures", page, StringComparison.Ordinal);
            Assert.Contains("The next try is in 15 s", page, StringComparison.Ordinal);
            Assert.Equal(5, service.Requests.Count);
            await _time.AdvanceBesideAsync(service.RequestsAsync(6), TimeSpan.FromSeconds(1));
        });
        Assert.Equal(["unavailable"], events.Where(one => one.Type == "error").Select(one => one.Text("code")).Distinct());
        Assert.Equal(("partial", 1), (events[^1].Text("status"), events[^1].Number("done")));
        var healed = await OpenAiAsync(server);
        Assert.True(healed.GetProperty("healthy").GetBoolean());
        Assert.False(healed.TryGetProperty("held_until", out _));
    }

    [Theory]
    [InlineData("7", "Please slow down.", 7)]
    [InlineData("4.5", "Please slow down.", 4.5)]
    [InlineData(null, "Please slow down and try again in 9s.", 9)]
    public async Task A_retry_waits_as_long_as_the_provider_asks_in_a_header_or_a_message(string? header, string message, double seconds)
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(
            OpenAiServer.Path,
            Scripts.Answer(
                429, ResponsesScript.ErrorBody("rate_limit_exceeded", message), "application/json", header is null ? [] : [("Retry-After", header)]),
            ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(_time, OpenAiServer.Settings(service));
        var events = await FollowAsync(await server.Client.OpenAsync($"{await server.BeginAsync()}/events"), async one =>
        {
            // A second of jitter at most is added, nothing is taken off.
            Assert.InRange(one.Number("eta_ms"), seconds * 1000, (seconds + 1) * 1000);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Single(service.Requests);
            await _time.AdvanceBesideAsync(service.RequestsAsync(2), TimeSpan.FromSeconds(1));
        });
        Assert.Equal("completed", events[^1].Text("status"));
    }

    [Fact]
    public async Task A_full_queue_is_reported_at_once_with_a_retry_time_and_does_not_affect_others()
    {
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gate).Final(TestImages.NoisyPng(256, 256)).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Jobs:QueueLimit", "16")));
        var location = await server.BeginAsync(n: 16);

        using var refused = await server.Client.PostJsonAsync("/api/generations", new { prompt = "one more" });
        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        var problem = await refused.ReadJsonAsync();
        Assert.Equal("rate_limited", problem.GetProperty("code").GetString());
        Assert.Contains("16 images are waiting", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        gate.Open();
        Assert.Equal("completed", (await server.FollowAsync(location))[^1].Text("status"));
        await server.PaintOneAsync();
    }

    /// <summary>Follows a generation to its end and checks each reported wait.</summary>
    private static async Task<List<Received>> FollowAsync(HttpResponseMessage watcher, Func<Received, Task> waiting)
    {
        using var open = watcher;
        var events = new List<Received>();
        await foreach (var one in watcher.ReadEventsAsync())
        {
            events.Add(one);
            if (one.Type == "progress" && one.Text("stage") == "waiting")
            {
                await waiting(one);
            }
        }

        events.AssertWhole();
        Assert.Contains(events, one => one.Type == "progress" && one.Text("stage") == "waiting");
        return events;
    }

    private static async Task<JsonElement> OpenAiAsync(RunningServer server)
    {
        using var response = await server.Client.GetAsync("/api/providers", Cancel);
        return (await response.ReadJsonAsync()).GetProperty("providers").EnumerateArray().Single(one => one.GetProperty("id").GetString() == "openai");
    }

    private static Task<string> SettingsAsync(RunningServer server) => server.Client.GetStringAsync("/settings", Cancel);
}
