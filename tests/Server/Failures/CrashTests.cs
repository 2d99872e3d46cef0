using System.Security.Cryptography;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Failures;

/// <summary>The process is killed during a run and started again: the run ends with the correct status, and finished images are kept.</summary>
public sealed class CrashTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_kill_free_images_are_made_again_and_finished_ones_are_kept_byte_for_byte()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        string location;
        List<Received> before = [];
        byte[] kept;
        await using (var server = await ServerProcess.StartAsync(folder, ("Providers__painter__Pace", "0"), ("Providers__painter__MaxConcurrency", "1")))
        {
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "calm sea", n = 4, size = "1024x1024", seed = 1 });
            location = response.Headers.Location!.ToString();
            await foreach (var one in response.ReadEventsAsync())
            {
                before.Add(one);
                if (before.Any(seen => seen.Type == "image") && one is { Type: "partial_image" })
                {
                    break;
                }
            }

            kept = await server.Client.GetByteArrayAsync(before.First(one => one.Type == "image").Text("url"), Cancel);
            server.Kill();
        }

        await using var again = await ServerProcess.StartAsync(folder, ("Providers__painter__Pace", "0"));
        using var follow = await again.Client.OpenAsync($"{location}/events");
        var all = await follow.ReadAllEventsAsync();
        Assert.Equal(before.Select(one => (one.Id, one.Data.GetRawText())), all.Take(before.Count).Select(one => (one.Id, one.Data.GetRawText())));
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long?)i), all.Select(one => one.Id));
        Assert.Equal("completed", all[^1].Text("status"));
        Assert.Equal([0, 1, 2, 3], all.Where(one => one.Type == "image").Select(one => one.ImageIndex!.Value).Order());
        Assert.Equal(kept, await again.Client.GetByteArrayAsync(before.First(one => one.Type == "image").Text("url"), Cancel));
    }

    [Fact]
    public async Task After_a_kill_a_paid_image_is_reported_interrupted_and_no_partial_image_counts_as_final()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        var final = TestImages.NoisyPng(256, 256, 5);
        await using var provider = await ScriptedServer.StartAsync();
        provider.On(
            "/v1/responses",
            ResponsesScript.Image(final, TestImages.NoisyPng(256, 256, 1)),
            new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(256, 256, 2)).Hang());
        (string, string)[] settings = [("Providers__openai__BaseUrl", provider.BaseUrl.ToString()), ("OPENAI_API_KEY", "sk-test"), ("Providers__openai__MaxConcurrency", "1")];
        string location;
        await using (var server = await ServerProcess.StartAsync(folder, settings))
        {
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox", n = 2 });
            location = response.Headers.Location!.ToString();
            await foreach (var one in response.ReadEventsAsync())
            {
                if (one is { Type: "partial_image", ImageIndex: 1 })
                {
                    break;
                }
            }

            server.Kill();
        }

        await using var again = await ServerProcess.StartAsync(folder, settings);
        using var follow = await again.Client.OpenAsync($"{location}/events");
        var all = await follow.ReadAllEventsAsync();
        Assert.Equal(("partial", 1, 1), (all[^1].Text("status"), all[^1].Number("done"), all[^1].Number("failed")));
        var error = Assert.Single(all, one => one.Type == "error");
        Assert.Equal((1, "interrupted", true), (error.ImageIndex, error.Text("code"), error.Data.GetProperty("retryable").GetBoolean()));
        var image = Assert.Single(all, one => one.Type == "image");
        Assert.Equal(SHA256.HashData(final), SHA256.HashData(await again.Client.GetByteArrayAsync(image.Text("url"), Cancel)));
        Assert.Equal(2, provider.Requests.Count);

        var gallery = await (await again.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync();
        Assert.Equal(1, gallery.GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task After_a_kill_a_background_response_is_resumed_and_not_paid_twice()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        var final = TestImages.NoisyPng(256, 256, 5);
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(256, 256, 2)).Hang());
        provider.On("/v1/responses/resp_1", ResponsesScript.Image(final));
        (string, string)[] settings =
            [("Providers__openai__BaseUrl", provider.BaseUrl.ToString()), ("OPENAI_API_KEY", "sk-test"), ("Providers__openai__Background", "true")];
        string location;
        await using (var server = await ServerProcess.StartAsync(folder, settings))
        {
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a red fox" });
            location = response.Headers.Location!.ToString();
            await foreach (var one in response.ReadEventsAsync())
            {
                if (one.Type == "partial_image")
                {
                    break;
                }
            }

            server.Kill();
        }

        await using var again = await ServerProcess.StartAsync(folder, settings);
        using var follow = await again.Client.OpenAsync($"{location}/events");
        var all = await follow.ReadAllEventsAsync();
        Assert.Equal("completed", all[^1].Text("status"));
        var image = Assert.Single(all, one => one.Type == "image");
        Assert.Equal(SHA256.HashData(final), SHA256.HashData(await again.Client.GetByteArrayAsync(image.Text("url"), Cancel)));
        Assert.Single(provider.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task After_a_kill_an_image_is_made_again_from_its_input_image()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        var image = $"data:image/png;base64,{Convert.ToBase64String(TestImages.NoisyPng(64, 64, 3))}";
        await using var provider = await ScriptedServer.StartAsync();
        provider.On("/v1/responses", new ResponsesScript().Begin().Hang(), ResponsesScript.Image(TestImages.NoisyPng(256, 256, 5)));
        (string, string)[] settings =
            [("Providers__openai__BaseUrl", provider.BaseUrl.ToString()), ("OPENAI_API_KEY", "sk-test"), ("Jobs__OnInterrupted", "retry")];
        string location;
        await using (var server = await ServerProcess.StartAsync(folder, settings))
        {
            using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "make it winter", images = new[] { image } });
            location = response.Headers.Location!.ToString();
            await provider.RequestsAsync(1);
            server.Kill();
        }

        await using var again = await ServerProcess.StartAsync(folder, settings);
        using var follow = await again.Client.OpenAsync($"{location}/events");
        Assert.Equal("completed", (await follow.ReadAllEventsAsync())[^1].Text("status"));
        Assert.All(
            provider.Requests,
            request => Assert.Equal(image, request.Json.GetProperty("input")[0].GetProperty("content")[1].GetProperty("image_url").GetString()));
        Assert.Equal(2, provider.Requests.Count);
    }
}
