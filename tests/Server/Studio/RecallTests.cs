using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Server.Studio;

/// <summary><c>POST /api/images/parameters</c>: how an image was made, and what the studio's form takes over.</summary>
public sealed class RecallTests
{
    private const string Owl = "an owl, 夜\nNegative prompt: blurry\nSteps: 30, Sampler: Euler a, CFG scale: 7.5, Seed: 5, Size: 832x1216, Model: base, Clip skip: 2";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_provider_has_fills_the_form_and_the_rest_is_a_note()
    {
        await using var server = await RunningServer.StartAsync();

        var found = await AskAsync(server, Parameters(Owl), "provider=painter");

        var parameters = found.GetProperty("parameters");
        Assert.Equal(
            ("automatic1111", "an owl, 夜", "blurry", 5, 30, 7.5),
            (Text(parameters, "source"), Text(parameters, "prompt"), Text(parameters, "negative_prompt"), parameters.GetProperty("seed").GetInt32(),
                parameters.GetProperty("steps").GetInt32(), parameters.GetProperty("cfg_scale").GetDouble()));
        Assert.Equal(("Clip skip", "2"), (Text(parameters.GetProperty("others")[0], "name"), Text(parameters.GetProperty("others")[0], "value")));
        var form = found.GetProperty("form");
        Assert.Equal(("painter", "an owl, 夜", "832x1216", "2:3"), (Text(form, "provider"), Text(form, "prompt"), Text(form, "size"), Text(form, "aspect_ratio")));
        Assert.Equal(5, form.GetProperty("seed").GetInt32());
        Assert.False(form.TryGetProperty("negative_prompt", out _));
        Assert.Equal("Not settings of Painter: model base, negative prompt, steps 30, CFG scale 7.5, sampler Euler a.", Text(form, "note"));
    }

    [Fact]
    public async Task A_provider_that_runs_the_program_gets_its_model_and_the_negative_prompt()
    {
        await using var server = await RunningServer.StartAsync();

        var form = (await AskAsync(server, Parameters(Owl), "provider=automatic1111")).GetProperty("form");

        Assert.Equal(("automatic1111", "base", "blurry"), (Text(form, "provider"), Text(form, "model"), Text(form, "negative_prompt")));
        var options = form.GetProperty("options");
        Assert.Equal(
            (30, 7.5, "Euler a", 2),
            (options.GetProperty("steps").GetInt32(), options.GetProperty("guidance").GetDouble(), Text(options, "sampler"), options.GetProperty("clip_skip").GetInt32()));
        Assert.False(form.TryGetProperty("note", out _));
    }

    [Fact]
    public async Task A_size_that_the_provider_does_not_have_becomes_the_nearest_aspect_ratio()
    {
        await using var server = await RunningServer.StartAsync();

        var form = (await AskAsync(server, Parameters(Owl.Replace("832x1216", "4000x2250", StringComparison.Ordinal)), "provider=painter")).GetProperty("form");

        Assert.False(form.TryGetProperty("size", out _));
        Assert.Equal("16:9", Text(form, "aspect_ratio"));
        Assert.Contains("size 4000×2250", Text(form, "note"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copy_of_an_image_that_was_made_here_selects_its_provider()
    {
        await using var server = await RunningServer.StartAsync();
        using var run = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "calm sea", size = "128x96", seed = 7, provider = "painter" });
        var id = (await run.ReadAllEventsAsync()).Single(one => one.Type == "image").Text("id");
        var copy = await server.Client.GetByteArrayAsync($"/images/{id}/copies/parameters", Cancel);

        var form = (await AskAsync(server, copy, "provider=openai")).GetProperty("form");

        Assert.Equal(("painter", "calm sea", "128x96", 7), (Text(form, "provider"), Text(form, "prompt"), Text(form, "size"), form.GetProperty("seed").GetInt32()));
        Assert.False(form.TryGetProperty("note", out _));
    }

    [Theory]
    [InlineData("prompt", """{"3":{"class_type":"KSampler","inputs":{"seed":9,"steps":20,"cfg":8,"sampler_name":"euler","positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},"5":{"class_type":"EmptyLatentImage","inputs":{"width":832,"height":1216}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a fox"}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry"}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0]}},"8":{"class_type":"VAEDecode","inputs":{"samples":["3",0]}}}""", "comfyui")]
    [InlineData("parameters", """{"sui_image_params":{"prompt":"a fox","negativeprompt":"blurry","seed":9,"steps":20,"cfgscale":8,"sampler":"euler"}}""", "swarmui")]
    [InlineData("invokeai_metadata", """{"positive_prompt":"a fox","negative_prompt":"blurry","seed":9,"steps":20,"cfg_scale":8,"scheduler":"euler"}""", "invokeai")]
    public async Task Every_program_is_understood(string key, string text, string source)
    {
        await using var server = await RunningServer.StartAsync();

        var found = await AskAsync(server, Png(key, text), "provider=painter");

        Assert.Equal((source, "a fox", 9), (Text(found.GetProperty("parameters"), "source"), Text(found.GetProperty("form"), "prompt"), found.GetProperty("form").GetProperty("seed").GetInt32()));
    }

    [Fact]
    public async Task An_image_without_parameters_has_neither_and_nothing_is_stored()
    {
        await using var server = await RunningServer.StartAsync();
        var before = Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories).Order().ToArray();

        var found = await AskAsync(server, TestImages.SmallPng(), "");

        Assert.Equal(("image/png", 16, 16), (Text(found, "mime"), found.GetProperty("width").GetInt32(), found.GetProperty("height").GetInt32()));
        Assert.False(found.TryGetProperty("parameters", out _));
        Assert.False(found.TryGetProperty("form", out _));
        Assert.Equal(before, Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task What_is_not_an_image_or_too_large_is_a_problem()
    {
        await using var server = await RunningServer.StartAsync(("Images:MaxBytes", "100000"));

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, new ByteArrayContent([1, 2, 3]), "image/png"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, new ByteArrayContent(TestImages.SmallPng()[..40]), "image/jpeg"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(server, new ByteArrayContent([]), "application/octet-stream"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(server, new StringContent("{}"), "application/json"));
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "field" } };
        using var answer = await server.Client.PostAsync("/api/images/parameters", empty, Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.UnsupportedMediaType, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, HttpContent content, string type)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await server.Client.PostAsync("/api/images/parameters", content, Cancel);
        content.Dispose();
        return response.StatusCode;
    }

    /// <summary>Sends an image as the body and as a form, which gives the same.</summary>
    private static async Task<JsonElement> AskAsync(RunningServer server, byte[] image, string query)
    {
        using var body = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), "image", "a.png" } };
        using var first = await server.Client.PostAsync($"/api/images/parameters?{query}", body, Cancel);
        using var second = await server.Client.PostAsync($"/api/images/parameters?{query}", form, Cancel);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancel), await second.Content.ReadAsStringAsync(Cancel));
        return await first.ReadJsonAsync();
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static byte[] Parameters(string text) => Png("parameters", text);

    private static byte[] Png(string key, string text) =>
        HandMade.WithChunk(TestImages.SmallPng(), "iTXt", [.. Encoding.ASCII.GetBytes(key), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);
}
