using System.Net;
using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Storage;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Studio;

/// <summary>Images made from images: from the body through a provider on HTTP to the gallery.</summary>
public sealed class EditingTests : IAsyncLifetime
{
    private static readonly byte[] Photo = TestImages.NoisyPng(64, 48, seed: 3, bytesAbout: 2000);
    private static readonly byte[] Mask = SampleImages.WithAlpha("pngsave_buffer", 64, 48);
    private static readonly string PhotoUrl = DataUrl(Photo);

    private ScriptedServer _service = null!;
    private RunningServer _server = null!;

    public static TheoryData<string, string, string> BadFields => new()
    {
        { $$"""{"images":["{{PhotoUrl[..^200]}}="]}""", "images", "damaged or incomplete" },
        { $$"""{"images":["{{DataUrl(Photo[..^300])}}"]}""", "images", "damaged or incomplete" },
        { $$"""{"images":["{{DataUrl("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), "image/svg+xml")}}"]}""", "images", "is not a PNG" },
        { $$"""{"images":["{{DataUrl(HandMade.Png(20_000, 20_000, rows: 1))}}"]}""", "images", "200,000,000 pixels" },
        { """{"images":["https://example.com/a.png"]}""", "images", "a data URL" },
        { """{"images":["../../darkroom.db"]}""", "images", "a data URL" },
        { """{"images":["00000000000000000000000000000000"]}""", "images", "There is no image" },
        { $$"""{"images":[{{string.Join(',', Enumerable.Repeat("\"x\"", 17))}}]}""", "images", "accepts at most 16" },
        { $$"""{"mask":"{{DataUrl(Mask)}}"}""", "mask", "send that image in images too" },
        { $$"""{"images":["{{PhotoUrl}}"],"mask":"{{PhotoUrl}}"}""", "mask", "has no transparency" },
        { $$"""{"images":["{{DataUrl(TestImages.NoisyPng(32, 32))}}"],"mask":"{{DataUrl(Mask)}}"}""", "mask", "Make them the same size" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _service = await ScriptedServer.StartAsync();
        _server = await RunningServer.StartAsync(OpenAiServer.Settings(_service));
        _service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task Null_images_and_mask_mean_not_set()
    {
        using var response = await _server.Client.PostAsync(
            "/api/generations", Json("""{"prompt":"a fox","images":null,"mask":null,"seed":null}"""), Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
    }

    [Fact]
    public async Task An_input_image_and_a_mask_reach_the_provider_and_are_served_byte_for_byte()
    {
        var made = await MakeAsync(new { prompt = "make it winter", n = 2, images = new[] { PhotoUrl }, mask = DataUrl(Mask) });

        Assert.Equal(2, _service.Requests.Count);
        foreach (var sent in _service.Requests.Select(request => request.Json))
        {
            Assert.Equal(PhotoUrl, sent.GetProperty("input")[0].GetProperty("content")[1].GetProperty("image_url").GetString());
            var mask = sent.GetProperty("tools")[0].GetProperty("input_image_mask").GetProperty("image_url").GetString()!;
            var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(Convert.FromBase64String(mask["data:image/png;base64,".Length..]), SampleImages.Limits)).Value;
            Assert.Equal(new ImageHeader(ImageFormat.Png, 64, 48, 1, HasAlpha: true), header);
        }

        using var image = await _server.Client.GetAsync($"/api/generations/{made.GenerationId}/inputs/0", Cancel);
        Assert.Equal(Photo, await image.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(("image/png", "nosniff"), (image.Content.Headers.ContentType!.MediaType, image.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Equal("max-age=31536000, private, immutable", image.Headers.CacheControl!.ToString());
        Assert.Equal($"\"{ContentHash.Compute(Photo)}\"", image.Headers.ETag!.Tag);
        Assert.Equal(Mask, await _server.Client.GetByteArrayAsync($"/api/generations/{made.GenerationId}/inputs/1", Cancel));
        foreach (var none in new[] { "2", "-1", "x", "99999999999" })
        {
            using var missing = await _server.Client.GetAsync($"/api/generations/{made.GenerationId}/inputs/{none}", Cancel);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }
    }

    [Fact]
    public async Task A_photo_is_sent_upright_without_EXIF_and_its_original_is_unchanged()
    {
        var photo = HandMade.WithOrientation(await SampleImages.Encode(ImageFormat.Jpeg, 240, 160), 6);
        var made = await MakeAsync(new { prompt = "make it winter", images = new[] { DataUrl(photo, "image/jpeg") } });

        var url = _service.Requests.Single().Json.GetProperty("input")[0].GetProperty("content")[1].GetProperty("image_url").GetString()!;
        var sent = Convert.FromBase64String(url["data:image/jpeg;base64,".Length..]);
        Assert.Equal(-1, sent.AsSpan().IndexOf("Exif"u8));
        var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(sent, SampleImages.Limits)).Value;
        Assert.Equal((160, 240), (header.Width, header.Height));
        Assert.Equal(photo, await _server.Client.GetByteArrayAsync($"/api/generations/{made.GenerationId}/inputs/0", Cancel));
    }

    [Fact]
    public async Task An_image_made_from_a_gallery_image_refers_to_it_as_its_parent()
    {
        var parent = await MakeAsync(new { prompt = "a harbour" });
        var child = await MakeAsync(new { prompt = "make it winter", images = new[] { PhotoUrl, parent.Id } });

        var view = (await (await _server.Client.GetAsync($"/api/images/{child.Id}", Cancel)).ReadJsonAsync()).GetProperty("image");
        Assert.Equal(parent.Id, view.GetProperty("parent_id").GetString());
        Assert.Equal([null, parent.Id], view.GetProperty("request").GetProperty("images").EnumerateArray()
            .Select(image => image.TryGetProperty("image_id", out var id) ? id.GetString() : null));
        Assert.False((await (await _server.Client.GetAsync($"/api/images/{parent.Id}", Cancel)).ReadJsonAsync()).GetProperty("image").TryGetProperty("parent_id", out _));
        Assert.Contains($"\"/images/{parent.Id}/view\"", await _server.Client.GetStringAsync($"/images/{child.Id}/view", Cancel), StringComparison.Ordinal);
        Assert.Contains($"\"/images/{child.Id}/view\"", await _server.Client.GetStringAsync($"/images/{parent.Id}/view", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task An_invalid_input_image_is_named_and_nothing_is_started_or_stored(string fields, string field, string advice)
    {
        foreach (var path in new[] { "/api/generations", "/api/generate-images" })
        {
            using var response = await _server.Client.PostJsonAsync(path, $$"""{"prompt":"x",{{fields[1..]}}""");

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            var problem = await response.ReadJsonAsync();
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
            Assert.Contains(advice, reasons[0].GetString(), StringComparison.Ordinal);
            Assert.InRange(problem.GetRawText().Length, 0, 2000);
        }

        Assert.Empty(await _server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_server.Folder, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_body_is_accepted_up_to_the_limit_of_its_images()
    {
        using var large = await _server.Client.PostJsonAsync("/api/generations", $$"""{"prompt":"x","images":["data:image/png;base64,{{new string('A', 100_000_000)}}"]}""");
        Assert.Contains("is not a PNG", (await large.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);

        // 96 MiB as base64, and 1 MiB for the rest of the body.
        using var tooLarge = await AnnounceAsync("/api/generations", 135_266_305);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Contains("at most 135,266,304 bytes", (await tooLarge.ReadJsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);

        // Waits for permission to send the body, which never comes: the length alone decides.
        Task<HttpResponseMessage> AnnounceAsync(string path, int length) => _server.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path)
            {
                Headers = { ExpectContinue = true },
                Content = new ByteArrayContent(new byte[length]) { Headers = { ContentType = new("application/json") } },
            },
            Cancel);
    }

    [Fact]
    public async Task An_idempotency_key_covers_the_input_images()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(PhotoUrl)));
        Assert.Single(answers.Select(answer => answer.Location).Distinct());
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Equal(HttpStatusCode.Conflict, (await StartAsync(DataUrl(TestImages.SmallPng()))).Status);

        async Task<(HttpStatusCode Status, string? Location)> StartAsync(string image)
        {
            using var response = await _server.Client.PostJsonAsync("/api/generations", new { prompt = "x", images = new[] { image } }, ("Idempotency-Key", "k"));
            return (response.StatusCode, response.Headers.Location?.ToString());
        }
    }

    [Fact]
    public async Task The_form_accepts_files_and_gallery_images_and_reports_what_is_wrong_with_them()
    {
        var parent = await MakeAsync(new { prompt = "a harbour" });
        using var form = Form(parent.Id, Photo);
        using var started = await _server.Client.PostAsync("/start", form, Cancel);
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        var state = (await _server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel))[0];
        Assert.Equal([parent.Id, null], state.Request.Images!.Value.Select(image => image.ImageId));

        using var bad = Form(parent.Id, "no image"u8.ToArray());
        using var refused = await _server.Client.PostAsync("/start", bad, Cancel);
        var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Image 2: This is not a PNG", page, StringComparison.Ordinal);
        Assert.Contains("Choose the files again", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{parent.Id}\" checked", page, StringComparison.Ordinal);

        static MultipartFormDataContent Form(string id, byte[] file) => new()
        {
            { new StringContent("make it winter"), "prompt" },
            { new StringContent("1"), "n" },
            { new StringContent(id), "image" },
            { new ByteArrayContent(file), "pictures", "a.png" },
        };
    }

    [Fact]
    public async Task The_edit_rules_of_providers_are_listed_and_described()
    {
        var providers = (await (await _server.Client.GetAsync("/api/providers", Cancel)).ReadJsonAsync()).GetProperty("providers").EnumerateArray()
            .ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("capabilities"));
        Assert.Equal(
            """{"max_images":16,"mask":true,"max_bytes":20971520,"mimes":["image/png","image/jpeg","image/webp"],"max_edge":4096,"max_pixels":16777216}""",
            providers["openai"].GetProperty("edits").GetRawText());
        Assert.False(providers["painter"].TryGetProperty("edits", out _));

        var document = await (await _server.Client.GetAsync("/openapi/v1.json", Cancel)).ReadJsonAsync();
        Assert.Equal("string", document.GetProperty("components").GetProperty("schemas").GetProperty("ImageReference").GetProperty("type").GetString());
    }

    private static string DataUrl(byte[] bytes, string mime = "image/png") => $"data:{mime};base64,{Convert.ToBase64String(bytes)}";

    private async Task<(string Id, string GenerationId)> MakeAsync(object body)
    {
        using var response = await _server.Client.PostJsonAsync("/api/generate-images?inline=none", JsonSerializer.Serialize(body));
        var events = await response.ReadAllEventsAsync();
        Assert.Equal("completed", events[^1].Text("status"));
        var image = events.First(one => one.Type == "image");
        return (image.Text("id"), image.Text("generation_id"));
    }
}
