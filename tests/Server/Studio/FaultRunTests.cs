using System.Collections.Concurrent;
using System.Net;
using Darkroom.Gallery;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Studio;

/// <summary>Two hundred generations with a provider that fails in three of ten: each ends with the right code.</summary>
public sealed class FaultRunTests
{
    private const int Generations = 200;
    private const int Workers = 20;

    /// <summary>So many tries that the first wait without a hint is short.</summary>
    private const int Tries = 6;

    private const string Healthy = "healthy";
    private const string Reset = "reset in the middle of a frame";

    private static readonly byte[] TestImage = TestImages.NoisyPng(64, 64, bytesAbout: 4_000);

    /// <summary>The provider's behaviour, its result, and the number of calls: no second call if the first may have been billed.</summary>
    private static readonly Fault[] Faults =
    [
        new("429, wait in ms", null, 2, Scripts.Answer(429, ResponsesScript.ErrorBody("rate_limit_exceeded", "Slow down."), headers: ("retry-after-ms", "40")), ResponsesScript.Image(TestImage)),
        new("500 once", null, 2, Scripts.Answer(500, ResponsesScript.ErrorBody("server_error", "Oops.")), ResponsesScript.Image(TestImage)),
        new("503 always, wait in ms", "unavailable", Tries, Scripts.Answer(503, "", headers: ("retry-after-ms", "40"))),
        new("reset before any answer, once", null, 2, Scripts.Abort(), ResponsesScript.Image(TestImage)),
        new(Reset, "bad_output", 1, Torn()),
        new("web page", "bad_output", 1, Scripts.Answer(200, "<!doctype html><title>Sign in</title>", "text/html")),
        new("stream cut", "bad_output", 1, new ResponsesScript().Begin().Partial(0, TestImage)),
        new("moderation before", "moderation_blocked", 1, Scripts.Answer(400, ResponsesScript.ErrorBody("moderation_blocked", "Rejected. safety_violations=[violence]."))),
        new("moderation in the stream", "moderation_blocked", 1, new ResponsesScript().Begin().Error("moderation_blocked", "Rejected.")),
        new("hang after the beginning", "timeout", 1, new ResponsesScript().Begin().Hang()),
        new("not an image", "bad_output", 1, new ResponsesScript().Begin().Final("It is not an image."u8.ToArray()).Completed()),
        new("truncated image", "bad_output", 1, ResponsesScript.Image(TestImage[..(TestImage.Length / 2)])),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_three_failures_in_ten_every_slot_ends_ready_or_with_the_right_code()
    {
        await using var provider = await ScriptedServer.StartAsync();
        var calls = new Dictionary<string, int>();
        var begun = new ConcurrentDictionary<string, Gate>();
        provider.On("/v1/responses", exchange => PlayAsync(exchange, calls, begun));
        await using var server = await RunningServer.StartAsync(
            ("Providers:openai:BaseUrl", provider.BaseUrl.ToString()),
            ("Providers:openai:ApiKey", "sk-test"),
            ("Providers:openai:MaxConcurrency", $"{Workers}"),
            ("Providers:openai:TimeoutSeconds", "20"),
            ("Jobs:MaxTries", $"{Tries}"));

        // Each worker has one generation at a time, so that good and bad calls mix from the first to the last.
        using var done = new CancellationTokenSource();
        var healthy = HealthyUntilAsync(server, done.Token);
        var ends = await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(server, worker, begun)));
        await done.CancelAsync();
        var pulses = await healthy;

        var all = ends.SelectMany(some => some).ToList();
        Assert.Equal(Generations, all.Count);
        Assert.Equal(Generations * 3 / 10, all.Count(end => end.Fault is not null));
        Assert.All(all, end =>
        {
            Assert.Equal((end.Fault?.Kind ?? Healthy, end.Fault?.Code), (end.Fault?.Kind ?? Healthy, end.Code));
            Assert.Equal((end.Fault?.Kind ?? Healthy, end.Fault?.Requests ?? 1), (end.Fault?.Kind ?? Healthy, calls[end.Prompt]));
        });
        var kept = all.Count(end => end.Code is null);
        Assert.Equal(kept + pulses, (await server.Services.GetRequiredService<IGallery>().CountAsync(Cancel)).Images);
    }

    /// <summary>
    /// One healthy image after another to the end, and their number: without successes in between, five failures in a row would open the
    /// circuit, and the run would wait for minutes.
    /// </summary>
    private static async Task<int> HealthyUntilAsync(RunningServer server, CancellationToken done)
    {
        var made = 0;
        while (!done.IsCancellationRequested)
        {
            made++;
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = $"{made}: {Healthy}" });
            Assert.Equal("complete", (await response.ReadEventsAsync().LastAsync(CancellationToken.None)).Type);
        }

        return made;
    }

    private static async Task<List<End>> WorkAsync(RunningServer server, int worker, ConcurrentDictionary<string, Gate> begun)
    {
        var ends = new List<End>();
        for (var turn = 0; turn < Generations / Workers; turn++)
        {
            // Three in ten for each worker, in a different order for each, and each kind five times over all workers.
            var deal = ((turn * 7) + (worker * 3)) % 10;
            var fault = deal < 3 ? Faults[((worker * 3) + deal) % Faults.Length] : null;
            var prompt = $"{worker}.{turn}: {fault?.Kind ?? Healthy}";
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var events = new List<Received>();
            await foreach (var one in response.ReadEventsAsync())
            {
                events.Add(one);

                // Data that was sent before a reset may be lost: this shows that it arrived.
                begun.GetOrAdd(prompt, _ => new Gate()).OpenIf(one is { Type: "progress", ImageIndex: 0 } && one.Text("stage") == "generating");
            }

            Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long?)i), events.Select(one => one.Id));
            Assert.Equal("complete", events[^1].Type);
            Assert.Single(events, one => one.Type is "image" or "error");
            ends.Add(new End(prompt, fault, events.SingleOrDefault(one => one.Type == "error")?.Text("code")));
        }

        return ends;
    }

    private static async Task PlayAsync(Exchange exchange, Dictionary<string, int> calls, ConcurrentDictionary<string, Gate> begun)
    {
        var prompt = exchange.Request.Json.GetProperty("input").GetString()!;
        int call;
        lock (calls)
        {
            call = calls[prompt] = calls.GetValueOrDefault(prompt) + 1;
        }

        var fault = Faults.SingleOrDefault(one => prompt.EndsWith($": {one.Kind}", StringComparison.Ordinal));
        await (fault is null ? ResponsesScript.Image(TestImage, TestImage) : fault.Plays[Math.Min(call, fault.Plays.Length) - 1])(exchange);
        if (fault is { Kind: Reset })
        {
            await begun.GetOrAdd(prompt, _ => new Gate()).PassAsync(exchange.Gone);
            exchange.Abort();
        }
    }

    private static ResponsesScript Torn() => new ResponsesScript().Begin()
        .Raw($"event: response.image_generation_call.partial_image\ndata: {{\"type\":\"response.image_generation_call.partial_image\",\"partial_image_b64\":\"{Convert.ToBase64String(TestImage)[..400]}");

    /// <param name="Kind">The provider's behaviour.</param>
    /// <param name="Code">The code of the failure; null if the slot becomes ready.</param>
    /// <param name="Requests">The number of calls.</param>
    /// <param name="Plays">The responses, one for each request; the last one answers all that follow.</param>
    private sealed record Fault(string Kind, string? Code, int Requests, params Script[] Plays);

    private sealed record End(string Prompt, Fault? Fault, string? Code);
}
