using System.Net;
using System.Security.Cryptography;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Studio;

/// <summary>From a request through a provider on HTTP to the event stream, the gallery and the bytes.</summary>
public sealed class OpenAiEndToEndTests
{
    private const string Key = "sk-test-never-shown-0123456789";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_images_of_megabyte_frames_stream_in_order_and_are_stored_byte_for_byte()
    {
        var frames = Enumerable.Range(0, 3).Select(seed => TestImages.NoisyPng(1024, 1024, seed, 1_200_000)).ToArray();
        var final = TestImages.NoisyPng(1024, 1024, 9, 3_000_000);
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", ResponsesScript.Image(final, frames));
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images", new { prompt = "a red fox", n = 4, size = "1024x1024", quality = "high" });

        var events = await response.ReadAllEventsAsync();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long?)i), events.Select(one => one.Id));
        for (var index = 0; index < 4; index++)
        {
            // A later partial image is skipped if there is no room for it in time.
            var shown = events.Where(one => one.ImageIndex == index && one.Type != "progress").ToList();
            var partials = shown.Where(one => one.Type == "partial_image").Select(one => one.Number("partial_image_index")).ToList();
            Assert.Equal(0, partials[0]);
            Assert.Equal(partials.Order().Distinct(), partials);
            Assert.Equal([.. partials.Select(_ => "partial_image"), "image"], shown.Select(one => one.Type));
        }

        var image = events.First(one => one.Type == "image");
        Assert.Equal(("openai", "image/png", final.Length), (image.Text("provider"), image.Text("mime"), image.Number("bytes")));
        Assert.Equal(SHA256.HashData(final), SHA256.HashData(await server.Client.GetByteArrayAsync(image.Text("url"), Cancel)));
        var tool = provider.Requests[0].Json.GetProperty("tools")[0];
        Assert.Equal((3, "1024x1024", "high"), (tool.GetProperty("partial_images").GetInt32(), tool.GetProperty("size").GetString(), tool.GetProperty("quality").GetString()));
    }

    [Fact]
    public async Task A_client_gets_a_partial_image_while_the_provider_works()
    {
        var gate = new Gate();
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(512, 512)).Wait(gate)
            .Final(TestImages.NoisyPng(512, 512, 2)).Completed());
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images", new { prompt = "a red fox" });

        await foreach (var one in response.ReadEventsAsync())
        {
            if (one.Type == "partial_image")
            {
                gate.Open();
            }

            if (one.Type == "image")
            {
                return;
            }
        }

        Assert.Fail("The stream ended without an image.");
    }

    [Theory]
    [InlineData(401, "invalid_api_key", "Incorrect API key provided: sk-test-never-shown-0123456789.", "authentication", true)]
    [InlineData(403, null, "Your organization must be verified to use the model `gpt-image-2`.", "permission", true)]
    [InlineData(429, "insufficient_quota", "You exceeded your current quota.", "quota", true)]
    [InlineData(400, "moderation_blocked", "Your request was rejected by the safety system. safety_violations=[violence].", "moderation_blocked", false)]
    [InlineData(400, "invalid_value", "Invalid size '3x3'.", "invalid_request", false)]
    public async Task One_image_fails_with_its_code_and_advice_and_the_others_continue(
        int status, string? code, string message, string expected, bool retryable)
    {
        var final = TestImages.NoisyPng(256, 256);
        await using var provider = await ScriptedServer.StartAsync();
        provider.On(
            "/v1/responses",
            Scripts.Answer(status, ResponsesScript.ErrorBody(code, message)),
            ResponsesScript.Image(final));
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox", n = 3 });

        var events = await response.ReadAllEventsAsync();
        var error = Assert.Single(events, one => one.Type == "error");
        Assert.Equal((expected, retryable), (error.Text("code"), error.Data.GetProperty("retryable").GetBoolean()));
        Assert.NotEmpty(error.Text("message"));
        Assert.NotEmpty(error.Text("advice"));
        Assert.Equal(("partial", 2, 1), (events[^1].Text("status"), events[^1].Number("done"), events[^1].Number("failed")));
        Assert.DoesNotContain(Key, events.Select(one => one.Data.GetRawText()).Aggregate(string.Concat), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, server.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_and_reported()
    {
        await using var provider = await ScriptedServer.StartAsync();
        provider.On(
            "/v1/responses",
            Scripts.Answer(429, ResponsesScript.ErrorBody("rate_limit_exceeded", "Please slow down and try again after 0.02 seconds.")),
            ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });

        var events = await response.ReadAllEventsAsync();
        var waiting = Assert.Single(events, one => one.Type == "progress" && one.Text("stage") == "waiting");
        Assert.Contains("Retrying in", waiting.Text("message"), StringComparison.Ordinal);
        Assert.Equal("completed", events[^1].Text("status"));
    }

    [Fact]
    public async Task A_failed_image_can_be_retried_and_the_log_continues_after_its_end()
    {
        await using var provider = await ScriptedServer.StartAsync();
        provider.On(
            "/v1/responses",
            Scripts.Answer(429, ResponsesScript.ErrorBody("insufficient_quota", "No credit.")),
            ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
        var first = await response.ReadAllEventsAsync();
        Assert.Equal("failed", first[^1].Text("status"));

        var location = response.Headers.Location!.ToString();
        using var retried = await server.Client.PostAsync($"{location}/images/0/retry", null, Cancel);
        Assert.Equal(HttpStatusCode.OK, retried.StatusCode);
        using var later = await server.Client.OpenAsync($"{location}/events?after={first[^1].Id}");
        var rest = await later.ReadAllEventsAsync();
        Assert.Equal(first[^1].Id + 1, rest[0].Id);
        Assert.Equal("completed", rest[^1].Text("status"));

        using var again = await server.Client.PostAsync($"{location}/images/0/retry", null, Cancel);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_cancel_reaches_the_provider_and_is_idempotent()
    {
        var closed = new TaskCompletionSource();
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", async exchange =>
        {
            using var left = exchange.Gone.Register(closed.SetResult);
            await new ResponsesScript().Begin().Hang().PlayAsync(exchange);
        });
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
        await provider.RequestsAsync(1);

        var location = response.Headers.Location!.ToString();
        using var first = await server.Client.PostAsync($"{location}/cancel", null, Cancel);
        using var second = await server.Client.PostAsync($"{location}/cancel", null, Cancel);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        await closed.Task.WaitAsync(Cancel);
        var events = await response.ReadAllEventsAsync();
        Assert.Equal(("complete", "cancelled"), (events[^1].Type, events[^1].Text("status")));
        Assert.Equal("cancelled", Assert.Single(events, one => one.Type == "error").Text("code"));
    }

    [Fact]
    public async Task In_background_mode_a_cancel_stops_the_response_at_the_provider()
    {
        var cancelled = new TaskCompletionSource();
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(256, 256)).Hang());
        provider.On("/v1/responses/resp_1/cancel", exchange =>
        {
            cancelled.SetResult();
            return Scripts.Answer(200, """{"id":"resp_1","status":"cancelled"}""")(exchange);
        });
        await using var server = await RunningServer.StartAsync(
            ("Providers:openai:BaseUrl", provider.BaseUrl.ToString()), ("Providers:openai:ApiKey", Key), ("Providers:openai:Background", "true"));
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
        await foreach (var one in response.ReadEventsAsync())
        {
            if (one.Type == "partial_image")
            {
                break;
            }
        }

        using var answer = await server.Client.PostAsync($"{response.Headers.Location}/cancel", null, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await cancelled.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Finished_images_are_in_the_gallery_with_their_settings_and_partial_images()
    {
        var watched = new Gate();
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Wait(watched).Partial(0, TestImages.NoisyPng(512, 512))
            .Final(TestImages.NoisyPng(512, 768, 2), "a red fox, reworded").Completed());
        await using var server = await StartAsync(provider);
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
        watched.Open();
        await response.ReadAllEventsAsync();

        var listed = (await (await server.Client.GetAsync("/api/images?q=red%20fo&provider=openai", Cancel)).ReadJsonAsync()).GetProperty("images");
        Assert.Equal(1, listed.GetArrayLength());
        var detail = await (await server.Client.GetAsync($"/api/images/{listed[0].GetProperty("id").GetString()}", Cancel)).ReadJsonAsync();
        Assert.Equal("a red fox, reworded", detail.GetProperty("image").GetProperty("revised_prompt").GetString());
        Assert.Equal((512, 768), (detail.GetProperty("image").GetProperty("width").GetInt32(), detail.GetProperty("image").GetProperty("height").GetInt32()));
        var frame = Assert.Single(detail.GetProperty("partial_images").EnumerateArray());
        using var preview = await server.Client.GetAsync(frame.GetProperty("url").GetString(), Cancel);
        Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
        Assert.Contains(preview.Headers.CacheControl!.Extensions, one => one.Name == "immutable");
        Assert.NotNull(preview.Headers.ETag);
    }

    private static Task<RunningServer> StartAsync(ScriptedServer provider) => RunningServer.StartAsync(
        ("Providers:openai:BaseUrl", provider.BaseUrl.ToString()), ("OPENAI_API_KEY", Key), ("Providers:openai:ApiKey", Key));
}
