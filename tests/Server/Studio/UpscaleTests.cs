using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Providers.Automatic1111;

namespace Darkroom.Tests.Server.Studio;

/// <summary>Making an image larger, and starting the run of an image again.</summary>
public sealed class UpscaleTests
{
    private const string Upscaler = "upscaler:R-ESRGAN 4x+";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_becomes_larger_and_is_a_version_of_the_first()
    {
        await using var webUi = await WebUiAsync();
        await using var server = await StartAsync(webUi);
        var id = await MakeAsync(server);

        var choices = await server.Client.GetFromJsonAsync<JsonElement>($"/api/upscalers?image={id}", Cancel);
        Assert.Equal(
            [(Upscaler, 2, "32x32"), (Upscaler, 4, "64x64"), ("upscaler:Lanczos", 2, "32x32"), ("upscaler:Lanczos", 4, "64x64")],
            choices.EnumerateArray().Select(one => (one.GetProperty("model").GetString()!, one.GetProperty("factor").GetInt32(), one.GetProperty("size").GetString()!)));
        Assert.All(choices.EnumerateArray(), one => Assert.Equal(0, one.GetProperty("price_usd").GetDecimal()));

        using var started = await server.Client.PostJsonAsync(
            "/api/generations", new { prompt = "", provider = "automatic1111", model = Upscaler, size = "64x64", images = new[] { id } });

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var larger = (await server.FollowAsync(started.Headers.Location!.ToString())).First(one => one.Type == "image");
        Assert.Equal((64, 64), (larger.Data.GetProperty("width").GetInt32(), larger.Data.GetProperty("height").GetInt32()));
        var page = await server.Client.GetStringAsync($"/images/{id}/view", Cancel);
        Assert.Contains($"/images/{larger.Text("id")}/view", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100x100", "size", "An image of 16x16 becomes 32x32 or 64x64.")]
    [InlineData(null, "images", "makes an image larger: send the image.")]
    public async Task A_size_that_is_no_factor_and_a_missing_image_are_refused(string? size, string field, string message)
    {
        await using var webUi = await WebUiAsync();
        await using var server = await StartAsync(webUi);
        var images = size is null ? null : new[] { await MakeAsync(server) };

        using var refused = await server.Client.PostJsonAsync(
            "/api/generations", new { prompt = "a fox", provider = "automatic1111", model = Upscaler, size, images });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(message, (await refused.ReadJsonAsync()).GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_would_have_to_be_reduced_first_is_refused_with_the_limit()
    {
        await using var server = await RunningServer.StartAsync(("STABILITY_API_KEY", "sk-key"), ("Providers:stability:BaseUrl", "http://127.0.0.1:9"));
        using var painted = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", provider = "painter", size = "1536x1024" });
        var id = (await server.FollowAsync(painted.Headers.Location!.ToString())).First(one => one.Type == "image").Text("id");

        using var refused = await server.Client.PostJsonAsync(
            "/api/generations", new { prompt = "a fox", provider = "stability", model = "upscale-fast", images = new[] { id } });

        Assert.Contains(
            "The image has 1536x1024 pixels; this model makes images of at most 1536 pixels on the longer edge and 1.0 megapixels larger.",
            (await refused.ReadJsonAsync()).GetProperty("errors").GetProperty("images")[0].GetString(),
            StringComparison.Ordinal);
        Assert.Empty((await server.Client.GetFromJsonAsync<JsonElement>($"/api/upscalers?image={id}", Cancel)).EnumerateArray());
    }

    [Fact]
    public async Task The_page_starts_each_choice_without_scripts_and_only_once()
    {
        await using var webUi = await WebUiAsync();
        await using var server = await StartAsync(webUi);
        var id = await MakeAsync(server);
        var form = new Dictionary<string, string> { ["upscaler"] = $"automatic1111 32x32 {Upscaler}", ["once"] = "k" };

        var page = await server.Client.GetStringAsync($"/images/{id}/upscale", Cancel);
        using var first = await server.Client.PostAsync($"/images/{id}/upscale", new FormUrlEncodedContent(form), Cancel);
        using var second = await server.Client.PostAsync($"/images/{id}/upscale", new FormUrlEncodedContent(form), Cancel);
        form["upscaler"] = $"automatic1111 64x64 {Upscaler}";
        using var other = await server.Client.PostAsync($"/images/{id}/upscale", new FormUrlEncodedContent(form), Cancel);
        using var nothing = await server.Client.PostAsync($"/images/{id}/upscale", new FormUrlEncodedContent([new("once", "l")]), Cancel);
        using var missing = await server.Client.GetAsync("/images/00000000000000000000000000000009/upscale", Cancel);

        Assert.Contains("2× to 32×32, R-ESRGAN 4x+ (free)", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(HttpStatusCode.SeeOther, other.StatusCode);
        Assert.NotEqual(first.Headers.Location, other.Headers.Location);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (nothing.StatusCode, missing.StatusCode));
    }

    [Fact]
    public async Task A_run_is_started_again_from_its_image_with_a_new_seed()
    {
        await using var server = await RunningServer.StartAsync();
        using var painted = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", provider = "painter", size = "192x128", n = 2, seed = 7 });
        var id = (await server.FollowAsync(painted.Headers.Location!.ToString())).First(one => one.Type == "image").Text("id");

        using var started = await server.Client.PostAsync($"/images/{id}/vary", new FormUrlEncodedContent([new("once", "k")]), Cancel);

        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        var run = started.Headers.Location!.ToString().Split('=')[1];
        var request = (await server.Client.GetFromJsonAsync<JsonElement>($"/api/generations/{run}", Cancel)).GetProperty("request");
        Assert.Equal(("a fox", "192x128", 2), (request.GetProperty("prompt").GetString(), request.GetProperty("size").GetString(), request.GetProperty("n").GetInt32()));
        Assert.NotEqual(7, request.GetProperty("seed").GetInt64());
    }

    private static Task<RunningServer> StartAsync(ScriptedServer webUi) =>
        RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));

    private static async Task<string> MakeAsync(RunningServer server)
    {
        using var started = await server.Client.PostJsonAsync("/api/generations", new { prompt = "a fox", provider = "automatic1111" });
        return (await server.FollowAsync(started.Headers.Location!.ToString())).First(one => one.Type == "image").Text("id");
    }

    private static async Task<ScriptedServer> WebUiAsync()
    {
        var server = await ScriptedServer.StartAsync();
        return server
            .On(WebUiScript.Txt2Img, WebUiScript.Image(TestImages.SmallPng(4)))
            .On("/sdapi/v1/samplers", Scripts.Answer(200, """[{"name":"Euler"}]"""))
            .On("/sdapi/v1/upscalers", Scripts.Answer(200, """[{"name":"None"},{"name":"R-ESRGAN 4x+"},{"name":"Lanczos"}]"""))
            .On("/sdapi/v1/extra-single-image", Scripts.Answer(200, $$"""{"image":"{{Convert.ToBase64String(TestImages.NoisyPng(64, 64))}}"}"""));
    }
}
