using System.Net;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Http;

/// <summary>The server behind nginx with bad settings: its defaults, a short timeout, compression of everything.</summary>
public sealed class NginxTests
{
    private const string Key = "correct-horse-battery-staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_nginx_defaults_all_events_of_a_run_arrive_in_order()
    {
        await using var server = await RunningServer.StartAsync();
        await using var nginx = await Nginx.StartAsync(server.Address);
        using var response = await nginx.Client.PostJsonAsync("/api/generate-images", new { prompt = "calm sea", n = 4, size = "512x512" });
        var events = await response.ReadAllEventsAsync();

        events.AssertWhole();
        Assert.Equal(("completed", 12), (events[^1].Text("status"), events.Count(one => one.Type == "partial_image")));
        var direct = await server.FollowAsync(response.Headers.Location!.ToString());
        Assert.Equal(direct.Select(one => (one.Id, one.Type)), events.Select(one => (one.Id, one.Type)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_read_timeout 120s;")]
    [InlineData("gzip on; gzip_types text/event-stream; gzip_proxied any; gzip_min_length 0;")]
    public async Task Events_arrive_when_they_are_created_and_not_at_the_end(string location)
    {
        await using var service = await ScriptedServer.StartAsync();
        Gate[] gates = [new(), new(), new()];
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gates[0]).Partial(0, TestImages.NoisyPng(256, 256, 1))
            .Wait(gates[1]).Partial(1, TestImages.NoisyPng(256, 256, 2)).Wait(gates[2]).Final(TestImages.NoisyPng(256, 256, 3)).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var nginx = await Nginx.StartAsync(server.Address, location);
        using var response = await nginx.Client.PostJsonAsync("/api/generate-images", new { prompt = "a red fox", provider = "openai" });

        // Each step is made only after the one before has arrived.
        var events = new List<Received>();
        await foreach (var one in response.ReadEventsAsync())
        {
            events.Add(one);
            gates[0].OpenIf(one.Type == "progress" && one.Text("stage") == "generating");
            gates[1].OpenIf(one.Type == "partial_image" && one.Number("partial_image_index") == 0);
            gates[2].OpenIf(one.Type == "partial_image" && one.Number("partial_image_index") == 1);
        }

        events.AssertWhole();
        Assert.Equal("completed", events[^1].Text("status"));
    }

    [Fact]
    public async Task A_stream_that_a_proxy_cuts_off_is_resumed_without_missed_or_repeated_events()
    {
        await using var service = await ScriptedServer.StartAsync();
        Gate[] gates = [new(), new(), new()];
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(gates[0]).Partial(0, TestImages.NoisyPng(256, 256, 1))
            .Wait(gates[1]).Partial(1, TestImages.NoisyPng(256, 256, 2)).Wait(gates[2]).Final(TestImages.NoisyPng(256, 256, 3)).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var nginx = await Nginx.StartAsync(server.Address, "proxy_read_timeout 1s;");
        var location = await server.BeginAsync();

        var seen = new List<Received>();
        var cuts = 0;
        while (seen.Count == 0 || seen[^1].Type != "complete")
        {
            await ReadUntilCutAsync(nginx, location, seen);
            if (cuts < gates.Length)
            {
                gates[cuts++].Open();
            }
        }

        seen.AssertWhole();
        Assert.Equal((3, "completed", 2), (cuts, seen[^1].Text("status"), seen.Count(one => one.Type == "partial_image")));
    }

    [Fact]
    public async Task With_a_forwarded_host_browsers_may_write_and_without_it_the_error_says_how_to_configure_the_proxy()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        await using var right = await Nginx.StartAsync(server.Address, "proxy_set_header Host $http_host;");
        await using var plain = await Nginx.StartAsync(server.Address);
        var order = new { prompt = "x", size = "64x64" };

        using var admitted = await right.Client.PostJsonAsync("/api/generations", order, Bearer(), ("Origin", Origin(right)));
        using var foreign = await right.Client.PostJsonAsync("/api/generations", order, Bearer(), ("Origin", "http://evil.example"));
        using var keyless = await right.Client.PostJsonAsync("/api/generations", order, ("Origin", Origin(right)));
        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized),
            (admitted.StatusCode, foreign.StatusCode, keyless.StatusCode));

        using var misled = await plain.Client.PostJsonAsync("/api/generations", order, Bearer(), ("Origin", Origin(plain)));
        Assert.Equal(HttpStatusCode.Forbidden, misled.StatusCode);
        Assert.Contains("Host header", (await misled.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var program = await plain.Client.PostJsonAsync("/api/generations", order, Bearer());
        Assert.Equal(HttpStatusCode.Accepted, program.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_a_host_name_from_the_proxy_is_rejected()
    {
        await using var server = await RunningServer.StartAsync();
        await using var nginx = await Nginx.StartAsync(server.Address, "proxy_set_header Host darkroom.example;");
        using var response = await nginx.Client.GetAsync("/api/images", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("DARKROOM_ACCESS_KEY", (await response.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static (string, string) Bearer() => ("Authorization", $"Bearer {Key}");

    private static string Origin(Nginx nginx) => nginx.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Resumes after the last event, as a browser does, until the stream ends or breaks.</summary>
    private static async Task ReadUntilCutAsync(Nginx nginx, string location, List<Received> seen)
    {
        try
        {
            using var response = await nginx.Client.OpenAsync($"{location}/events", ("Last-Event-ID", $"{seen.LastOrDefault()?.Id ?? 0}"));
            await foreach (var one in response.ReadEventsAsync())
            {
                seen.Add(one);
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            // The proxy closed the stream in the middle.
        }
    }
}
