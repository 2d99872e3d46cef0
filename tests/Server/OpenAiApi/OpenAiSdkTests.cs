using System.ClientModel;
using Darkroom.Tests.Providers;
using OpenAI;
using OpenAI.Images;

namespace Darkroom.Tests.Server.OpenAiApi;

/// <summary>The official OpenAI library for .NET, unmodified, over real HTTP.</summary>
public sealed class OpenAiSdkTests : IAsyncLifetime
{
    private const string Painter = "painter";
    private RunningServer _server = null!;
    private OpenAIClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _client = ClientOf(_server, "sk-anything");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Lists_and_retrieves_models()
    {
        var models = await _client.GetOpenAIModelClient().GetModelsAsync(Cancel);
        var painter = await _client.GetOpenAIModelClient().GetModelAsync(Painter, Cancel);

        Assert.Contains(models.Value, model => model.Id == Painter);
        Assert.Equal((Painter, Painter), (painter.Value.Id, painter.Value.OwnedBy));
        Assert.True(painter.Value.CreatedAt.Year > 2020);
        Assert.All(models.Value.Where(model => model.Id.Contains('/', StringComparison.Ordinal)), model =>
            Assert.Equal(model.Id, _client.GetOpenAIModelClient().GetModel(model.Id, Cancel).Value.Id));
    }

    [Fact]
    public async Task Generates_one_image_and_it_is_in_the_gallery()
    {
        var image = await _client.GetImageClient(Painter).GenerateImageAsync("a red fox", new ImageGenerationOptions { Size = new GeneratedImageSize(256, 256) }, Cancel);

        Assert.Equal([0x89, 0x50, 0x4E, 0x47], image.Value.ImageBytes.ToArray()[..4]);
        Assert.Contains("a red fox", await _server.Client.GetStringAsync("/api/images", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gpt-image-1")]
    [InlineData("dall-e-3")]
    [InlineData("dall-e-2")]
    [InlineData("auto")]
    public async Task Names_sizes_and_qualities_that_clients_have_built_in_work(string model)
    {
        var images = await _client.GetImageClient(model).GenerateImagesAsync(
            "a red fox",
            2,
            new ImageGenerationOptions { Size = GeneratedImageSize.W512xH512, Quality = GeneratedImageQuality.Standard, Style = GeneratedImageStyle.Vivid, ResponseFormat = GeneratedImageFormat.Bytes },
            Cancel);

        Assert.Equal(2, images.Value.Count);
        Assert.NotEqual(images.Value[0].ImageBytes.ToArray(), images.Value[1].ImageBytes.ToArray());
    }

    [Fact]
    public async Task An_address_can_be_downloaded_without_a_key()
    {
        var image = await _client.GetImageClient(Painter).GenerateImageAsync(
            "a red fox", new ImageGenerationOptions { Size = new GeneratedImageSize(64, 64), ResponseFormat = GeneratedImageFormat.Uri, OutputFileFormat = GeneratedImageFileFormat.Jpeg }, Cancel);

        using var response = await _server.Client.GetAsync(image.Value.ImageUri, Cancel);
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0xFF, 0xD8], (await response.Content.ReadAsByteArrayAsync(Cancel))[..2]);
        using var forged = await _server.Client.GetAsync(image.Value.ImageUri + "A", Cancel);
        Assert.Equal(404, (int)forged.StatusCode);
    }

    [Fact]
    public async Task Errors_are_exceptions_with_the_status_and_the_message()
    {
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => _client.GetImageClient("no-such-model").GenerateImageAsync("a fox", null, Cancel));
        var edit = await Assert.ThrowsAsync<ClientResultException>(() => _client.GetImageClient(Painter).GenerateImageEditAsync(
            new MemoryStream(TestImages.SmallPng()), @"C:\images\one.png", "winter", null, Cancel));

        Assert.Equal(404, unknown.Status);
        Assert.Contains("model_not_found", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(400, edit.Status);
        Assert.Contains("Painter", edit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_rejected_and_the_right_one_accepted()
    {
        const string Key = "correct horse battery staple";
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));

        var wrong = await Assert.ThrowsAsync<ClientResultException>(() => ClientOf(server, "sk-wrong").GetOpenAIModelClient().GetModelsAsync(Cancel));
        var models = await ClientOf(server, Key).GetOpenAIModelClient().GetModelsAsync(Cancel);

        Assert.Equal(401, wrong.Status);
        Assert.Contains("invalid_api_key", wrong.Message, StringComparison.Ordinal);
        Assert.NotEmpty(models.Value);
    }

    [Fact]
    public async Task Edits_and_variations_send_the_images_to_the_provider()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On("/sdapi/v1/img2img", Darkroom.Tests.Providers.Automatic1111.WebUiScript.Image(TestImages.SmallPng(4)));
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", service.Address.ToString()));
        var client = ClientOf(server, "any").GetImageClient("automatic1111");

        var edited = await client.GenerateImageEditAsync(new MemoryStream(TestImages.SmallPng(1)), "one.png", "make it winter", null, Cancel);
        var varied = await client.GenerateImageVariationAsync(new MemoryStream(TestImages.SmallPng(2)), "two.png", null, Cancel);

        Assert.Equal(TestImages.SmallPng(4), edited.Value.ImageBytes.ToArray());
        Assert.Equal(TestImages.SmallPng(4), varied.Value.ImageBytes.ToArray());
        var sent = service.Requests.Where(request => request.Method == "POST").Select(request => request.Json).ToList();
        Assert.Equal("make it winter", sent[0].GetProperty("prompt").GetString());
        Assert.Equal([Convert.ToBase64String(TestImages.SmallPng(1)), Convert.ToBase64String(TestImages.SmallPng(2))], sent.Select(json => json.GetProperty("init_images")[0].GetString()!));
    }

    private static OpenAIClient ClientOf(RunningServer server, string key) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(server.Address, "v1") });
}
