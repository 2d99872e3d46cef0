using Darkroom.Imaging;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>
/// A service that misbehaves in every way, behind the complete server. The first of two images fails; the second, and the server,
/// continue. A client follows the events from the start.
/// </summary>
public sealed class HostileProviderTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Answers { get; } = new()
    {
        { "a web page", "bad_output", "web page" },
        { "a web page that says it is down", "unavailable", "" },
        { "an empty answer", "unavailable", "without a response" },
        { "text in place of an image", "bad_output", "" },
        { "nothing as an image", "bad_output", "" },
        { "broken base64", "bad_output", "base64" },
        { "JSON that never closes", "bad_output", "" },
        { "a truncated PNG", "bad_output", "not a usable image" },
        { "a PNG that claims 65,500 pixels", "bad_output", "not a usable image" },
        { "a decompression bomb", "bad_output", "not a usable image" },
        { "an SVG with a script", "bad_output", "not a usable image" },
        { "a web page named an image", "bad_output", "not a usable image" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_response_that_is_not_an_image_fails_with_the_right_code_and_other_images_continue(string answer, string code, string message)
    {
        var error = await AssertOnlyTheFirstFailsAsync(Play(answer), code);
        Assert.Contains(message, error.Text("message"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_that_never_answers_times_out()
    {
        var error = await AssertOnlyTheFirstFailsAsync(Scripts.Hang(), "timeout");
        Assert.Contains("within 1 seconds", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_service_that_begins_and_then_hangs_runs_out_of_time() =>
        AssertOnlyTheFirstFailsAsync(new ResponsesScript().Begin().Hang(), "timeout");

    [Fact]
    public Task A_service_that_drips_byte_by_byte_runs_out_of_time() => AssertOnlyTheFirstFailsAsync(
        async exchange =>
        {
            exchange.Response.ContentType = "text/event-stream";
            var drop = "x"u8.ToArray();
            await exchange.WriteAsync("data: {\"type\":\"");
            while (true)
            {
                await exchange.WriteAsync(drop);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, exchange.Gone);
            }
        },
        "timeout");

    [Fact]
    public async Task A_connection_that_is_reset_in_the_middle_of_a_frame_is_reported_as_possibly_billed_and_not_repeated()
    {
        await using var service = await ScriptedServer.StartAsync();
        var gate = new Gate();
        service.On(
            OpenAiServer.Path,
            new ResponsesScript().Begin().Raw("event: response.image_generation_call.partial_image\ndata: {\"type\":\"resp").Wait(gate).Abort(),
            ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "1")));
        using var watcher = await server.Client.OpenAsync($"{await server.BeginAsync(n: 2)}/events");
        var events = new List<Received>();
        await foreach (var one in watcher.ReadEventsAsync())
        {
            // The complete frames before the torn one show that the data has arrived.
            gate.OpenIf(one.Type == "progress" && one.Text("stage") == "generating");
            events.Add(one);
        }

        events.AssertWhole();
        var error = Assert.Single(events, one => one.Type == "error");
        Assert.Equal((0, "bad_output"), (error.ImageIndex, error.Text("code")));
        Assert.Contains("may have been billed", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(2, service.Requests.Count);
    }

    [Theory]
    [InlineData("text/event-stream", "data: ")]
    [InlineData("text/event-stream", ": ")]
    [InlineData("text/event-stream", "\n")]
    [InlineData("application/json", "{\"output\":\"")]
    public async Task Two_hundred_megabytes_of_garbage_are_rejected_long_before_they_are_read(string type, string begin)
    {
        var error = await AssertOnlyTheFirstFailsAsync(
            async exchange =>
            {
                exchange.Response.ContentType = type;
                await exchange.WriteAsync(begin);
                var chunk = new byte[Megabyte];
                Array.Fill(chunk, begin == "\n" ? (byte)'\n' : (byte)'x');
                for (var i = 0; i < 200; i++)
                {
                    await exchange.WriteAsync(chunk);
                }
            },
            "bad_output",
            timeoutSeconds: 60);
        Assert.Contains("larger than 96 MiB", error.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_JPEG_that_was_announced_as_a_PNG_is_stored_as_a_JPEG()
    {
        await using var service = await ScriptedServer.StartAsync();
        var jpeg = await SampleImages.Encode(ImageFormat.Jpeg, 320, 240);
        service.On(OpenAiServer.Path, ResponsesScript.Image(jpeg));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var events = await server.FollowAsync(await server.BeginAsync());

        var image = events.Single(one => one.Type == "image");
        Assert.Equal(("image/jpeg", 320, 240), (image.Text("mime"), image.Number("width"), image.Number("height")));
        using var served = await server.Client.GetAsync(image.Text("url"), Cancel);
        Assert.Equal("image/jpeg", served.Content.Headers.ContentType!.MediaType);
        Assert.Equal(jpeg, await served.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Heartbeats_to_a_client_never_keep_a_dead_call_alive()
    {
        var time = new ManualTime();
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(
            time, OpenAiServer.Settings(service, ("Providers:openai:TimeoutSeconds", "300"), ("Jobs:MaxTries", "1")));
        using var watcher = await server.Client.OpenAsync($"{await server.BeginAsync()}/events");
        using var lines = new StreamReader(await watcher.Content.ReadAsStreamAsync(Cancel));
        await service.RequestsAsync(1);
        var started = time.GetUtcNow();

        var (beats, end) = (0, "");
        var ended = Task.Run(
            async () =>
            {
                while (await lines.ReadLineAsync(Cancel) is { } line)
                {
                    beats += line == "event: heartbeat" ? 1 : 0;
                    end = line.Contains("\"code\":", StringComparison.Ordinal) && end.Length == 0 ? line : end;
                }
            },
            Cancel);
        await time.AdvanceBesideAsync(ended, TimeSpan.FromSeconds(5));
        Assert.True(beats > 0, "No heartbeat came.");
        Assert.Contains("\"code\":\"timeout\"", end, StringComparison.Ordinal);
        Assert.True(time.GetUtcNow() - started >= TimeSpan.FromSeconds(300));
    }

    /// <summary>Makes two images one after the other: the first with the script, the second with a good response. A client follows from the start.</summary>
    /// <returns>The only error.</returns>
    private static async Task<Received> AssertOnlyTheFirstFailsAsync(Script hostile, string code, int timeoutSeconds = 1)
    {
        await using var service = await ScriptedServer.StartAsync();
        var good = TestImages.NoisyPng(256, 256);
        service.On(OpenAiServer.Path, hostile, ResponsesScript.Image(good));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(
            service,
            ("Providers:openai:MaxConcurrency", "1"),
            ("Providers:openai:TimeoutSeconds", timeoutSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Jobs:MaxTries", "1")));
        using var watcher = await server.Client.PostJsonAsync("/api/generate-images", new { prompt = "a red fox", n = 2, provider = "openai" });

        var events = await watcher.ReadAllEventsAsync();
        events.AssertWhole();
        var error = Assert.Single(events, one => one.Type == "error");
        Assert.Equal((0, code), (error.ImageIndex, error.Text("code")));
        Assert.NotEmpty(error.Text("advice"));
        Assert.DoesNotContain("<", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal(("partial", 1, 1), (events[^1].Text("status"), events[^1].Number("done"), events[^1].Number("failed")));
        Assert.Equal(good, await server.Client.GetByteArrayAsync(events.Single(one => one.Type == "image").Text("url"), Cancel));
        await server.PaintOneAsync();
        return error;
    }

    private static Script Play(string answer) => answer switch
    {
        "a web page" => Scripts.Answer(200, "<!doctype html><script>alert(1)</script>", "text/html"),
        "a web page that says it is down" => Scripts.Answer(502, "<html><body>Bad gateway</body></html>", "text/html"),
        "an empty answer" => Scripts.Answer(200, "", "text/event-stream"),
        "text in place of an image" => new ResponsesScript().Begin().Message("Sorry, here is a poem.").Completed(),
        "nothing as an image" => new ResponsesScript().Begin().Final("").Completed(),
        "broken base64" => new ResponsesScript().Begin().Final("not*base64!").Completed(),
        "JSON that never closes" => Scripts.Answer(200, "data: {\"type\":[[[[[[\n\n", "text/event-stream"),
        "a truncated PNG" => ResponsesScript.Image(TestImages.NoisyPng(512, 512)[..^2000]),
        "a PNG that claims 65,500 pixels" => ResponsesScript.Image(HandMade.Png(65_500, 65_500, rows: 1)),
        "a decompression bomb" => ResponsesScript.Image(HandMade.Png(12_000, 12_000, rows: 12_000)),
        "an SVG with a script" => ResponsesScript.Image("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray()),
        "a web page named an image" => ResponsesScript.Image("<html><script>alert(1)</script></html>"u8.ToArray()),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };
}
