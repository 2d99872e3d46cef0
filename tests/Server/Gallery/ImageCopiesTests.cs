using System.Net;
using System.Text;
using Darkroom.Gallery;
using Darkroom.Imaging.Metadata;
using Darkroom.Imports;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>Downloads of an image: copies with and without metadata, and the web size.</summary>
public sealed class ImageCopiesTests
{
    private const string Secret = "made by Ada";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_has_the_parameters_and_the_digital_source_type_and_nothing_else()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await ImportAsync(server, Png("parameters", "an owl, 夜\nNegative prompt: blurry\nSteps: 20, Seed: 5, Size: 8x8, Model: base, Note: \"a, b\""));

        using var response = await server.Client.GetAsync($"/images/{id}/copies/parameters?download", Cancel);
        var copy = await response.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".png", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        var texts = ImageMetadata.Read(copy, SampleImages.Limits).Texts;
        Assert.Equal(["parameters", "XML:com.adobe.xmp"], texts.Select(text => text.Key));
        Assert.Contains("digitalsourcetype/trainedAlgorithmicMedia", texts[1].Text, StringComparison.Ordinal);
        var found = ParameterText.Parse(texts)!;
        Assert.Equal(("an owl, 夜", "blurry", 5L, 20, "base"), (found.Prompt, found.NegativePrompt, found.Seed, found.Steps, found.Model));
        Assert.Equal([KeyValuePair.Create("Note", "a, b")], found.Others);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copy_of_an_image_that_was_made_here_has_its_request_and_result()
    {
        await using var server = await RunningServer.StartAsync();
        using var run = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "calm sea", size = "128x128", seed = 7 });
        var id = (await run.ReadAllEventsAsync()).Single(one => one.Type == "image").Text("id");

        var texts = ImageMetadata.Read(await server.Client.GetByteArrayAsync($"/images/{id}/copies/parameters", Cancel), SampleImages.Limits).Texts;

        var found = ParameterText.Parse(texts)!;
        Assert.Equal(("calm sea", 7L, new PixelSize(128, 128)), (found.Prompt, found.Seed, found.Size));
        Assert.Contains(KeyValuePair.Create("Provider", "painter"), found.Others);
        Assert.Contains(texts, text => text.Text.Contains("digitalsourcetype/algorithmicMedia", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_of_unknown_origin_gets_no_digital_source_type()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await ImportAsync(server, TestImages.SmallPng());

        var texts = ImageMetadata.Read(await server.Client.GetByteArrayAsync($"/images/{id}/copies/parameters", Cancel), SampleImages.Limits).Texts;

        Assert.Equal(["parameters"], texts.Select(text => text.Key));
    }

    [Fact]
    public async Task A_plain_copy_has_no_metadata_and_the_same_pixels()
    {
        await using var server = await RunningServer.StartAsync();
        var original = Png("parameters", "an owl");
        var id = await ImportAsync(server, original);

        var copy = await server.Client.GetByteArrayAsync($"/images/{id}/copies/plain", Cancel);

        Assert.Empty(ImageMetadata.Read(copy, SampleImages.Limits).Texts);
        Assert.DoesNotContain(Secret, Encoding.Latin1.GetString(copy), StringComparison.Ordinal);
        Assert.Equal(
            (await SampleImages.Pipeline.DecodeRgbAsync(original, SampleImages.Limits, Cancel)).Value(),
            (await SampleImages.Pipeline.DecodeRgbAsync(copy, SampleImages.Limits, Cancel)).Value());
    }

    [Fact]
    public async Task The_web_size_is_named_like_the_image()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await ImportAsync(server, Png("parameters", "an owl"));
        using var response = await server.Client.GetAsync($"/images/{id}/{Derivative.Widths[^1]}?download", Cancel);

        Assert.StartsWith("an-owl-", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parameters")]
    [InlineData("plain")]
    public async Task A_copy_of_no_image_is_not_found(string kind)
    {
        await using var server = await RunningServer.StartAsync();
        using var unknown = await server.Client.GetAsync($"/images/{new string('0', 32)}/copies/{kind}", Cancel);
        using var invalid = await server.Client.GetAsync($"/images/x/copies/{kind}", Cancel);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, invalid.StatusCode));
    }

    [Fact]
    public async Task The_page_of_an_imported_image_shows_its_parameters_and_the_texts_of_its_file()
    {
        await using var server = await RunningServer.StartAsync();
        var known = await ImportAsync(server, Png("parameters", "an owl\nSteps: 20, Sampler: Euler, CFG scale: 6.5, Seed: 5, Size: 8x8, Model: base, Note: <b>"));
        var unknown = await ImportAsync(server, TestImages.SmallPng(9));

        var page = await server.Client.GetStringAsync($"/images/{known}/view", Cancel);
        foreach (var text in new[] { "AUTOMATIC1111", "Euler", "6.5", "base", "&lt;b&gt;", "<pre", Secret, "copies/parameters", "copies/plain" })
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }

        var plain = await server.Client.GetStringAsync($"/images/{unknown}/view", Cancel);
        Assert.Contains("Image without a prompt", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("<pre", plain, StringComparison.Ordinal);
    }

    private static byte[] Png(string key, string text) => HandMade.WithChunk(
        HandMade.WithChunk(TestImages.SmallPng(), "tEXt", [.. "Author\0"u8, .. Encoding.ASCII.GetBytes(Secret)]),
        "iTXt",
        [.. Encoding.ASCII.GetBytes(key), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);

    private static async Task<string> ImportAsync(RunningServer server, byte[] image)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), "files", "a.png" } };
        using var response = await server.Client.PostAsync("/api/imports", form, Cancel);
        return (await response.ReadJsonAsync()).GetProperty("files")[0].GetProperty("image_id").GetString()!;
    }
}
