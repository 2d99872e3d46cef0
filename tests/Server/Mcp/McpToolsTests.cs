using System.Text.Json;
using Darkroom.Imaging;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Providers.Automatic1111;
using Darkroom.Tests.Server.Studio;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>Every tool, with the library's client over real HTTP.</summary>
public sealed class McpToolsTests(McpServerFixture fixture) : IClassFixture<McpServerFixture>
{
    private static readonly string[] Names =
        ["cancel_generation", "edit_image", "generate_image", "get_generation", "get_image", "list_models", "search_gallery"];

    private readonly RunningServer _server = fixture.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Older)]
    [InlineData(McpConnection.Newest)]
    public async Task Every_protocol_lists_the_tools_with_descriptions_hints_and_schemas(string protocol)
    {
        await using var client = await _server.ConnectAsync(protocol);
        var tools = await client.ListToolsAsync(cancellationToken: Cancel);

        Assert.Equal(protocol, client.NegotiatedProtocolVersion);
        Assert.Equal("darkroom", client.ServerInfo?.Name);
        Assert.Contains("generate_image", client.ServerInstructions!, StringComparison.Ordinal);
        Assert.Equal(Names, tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools.Select(tool => tool.ProtocolTool), tool =>
        {
            Assert.True(tool.Description?.Length > 100 && tool.Title?.Length > 3, tool.Name);
            Assert.True(tool.Annotations is { ReadOnlyHint: not null, DestructiveHint: not null, IdempotentHint: not null, OpenWorldHint: not null }, tool.Name);
            Assert.Equal("object", tool.OutputSchema?.Text("type"));
            Assert.False(tool.InputSchema.GetProperty("additionalProperties").GetBoolean(), tool.Name);
            Assert.All(tool.InputSchema.GetProperty("properties").EnumerateObject(), argument =>
                Assert.True(argument.Value.Text("type").Length > 0 && argument.Value.Text("description").Length > 10, $"{tool.Name}: {argument}"));
        });
    }

    [Fact]
    public async Task The_arguments_have_ranges_choices_and_defaults()
    {
        await using var client = await _server.ConnectAsync();
        var tool = (await client.ListToolsAsync(cancellationToken: Cancel)).Single(one => one.Name == "generate_image").ProtocolTool;
        var arguments = tool.InputSchema.GetProperty("properties");

        Assert.Equal(["prompt"], tool.InputSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal((1, 16, 1), (Number("n", "minimum"), Number("n", "maximum"), Number("n", "default")));
        Assert.Equal((0, 600, 45), (Number("wait_seconds", "minimum"), Number("wait_seconds", "maximum"), Number("wait_seconds", "default")));
        Assert.Equal(["png", "jpeg", "webp"], arguments.GetProperty("output_format").GetProperty("enum").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal((false, false, true), (tool.Annotations!.ReadOnlyHint, tool.Annotations.DestructiveHint, tool.Annotations.OpenWorldHint));

        int Number(string argument, string name) => arguments.GetProperty(argument).GetProperty(name).GetInt32();
    }

    [Theory]
    [InlineData(McpConnection.Oldest)]
    [InlineData(McpConnection.Newest)]
    public async Task Generated_images_come_as_small_copies_links_and_structured_content(string protocol)
    {
        await using var client = await _server.ConnectAsync(protocol);
        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2, size = "768x1024", seed = 7, model = "painter" });

        var content = result.Content();
        Assert.Null(result.IsError);
        Assert.Equal(("completed", 2, 0m), (content.Text("status"), content.GetProperty("images").GetArrayLength(), content.GetProperty("cost_usd").GetDecimal()));
        Assert.All(content.GetProperty("images").EnumerateArray().Index(), one =>
        {
            Assert.Equal(("ready", "painter", "image/png"), (one.Item.Text("status"), one.Item.Text("provider"), one.Item.Text("mime")));
            Assert.Equal((768, 1024, 7 + one.Index), (one.Item.GetProperty("width").GetInt32(), one.Item.GetProperty("height").GetInt32(), one.Item.GetProperty("seed").GetInt32()));
        });
        Assert.Equal(content.GetRawText(), result.Text());
        var copies = result.Content.OfType<ImageContentBlock>().Select(SizeOf).ToList();
        Assert.Equal(2, copies.Count);
        Assert.All(copies, copy => Assert.True(copy is { Width: 383 or 384, Height: 512 }, copy.ToString()));
        var links = result.Content.OfType<ResourceLinkBlock>().ToList();
        Assert.Equal(content.GetProperty("images").EnumerateArray().Select(one => one.Text("url")), links.Select(link => link.Uri));
        Assert.Equal(content.GetProperty("images").EnumerateArray().Select(one => $"{one.Text("id")}.png"), links.Select(link => link.Name));
        Assert.Equal(links[0].Size, (await _server.Client.GetByteArrayAsync(links[0].Uri, Cancel)).Length);
        Assert.Contains(content.GetProperty("images")[0].Text("id"), await _server.Client.GetStringAsync("/api/images", Cancel), StringComparison.Ordinal);
        await AssertSchemaAsync(client, "generate_image", content);
    }

    [Fact]
    public async Task A_copy_has_at_most_512_pixels_and_150_000_bytes_whatever_the_image()
    {
        await using var webUi = await ScriptedServer.StartAsync();
        webUi.On(WebUiScript.Txt2Img, WebUiScript.Image(TestImages.NoisyPng(700, 1400, bytesAbout: 2_500_000)));
        webUi.On(WebUiScript.Progress, WebUiScript.Idle());
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));
        await using var client = await server.ConnectAsync();

        var result = await client.CallAsync("generate_image", new { prompt = "noise", model = "automatic1111" });

        Assert.Equal("completed", result.Content().Text("status"));
        var block = Assert.Single(result.Content.OfType<ImageContentBlock>());
        Assert.InRange(block.DecodedData.Length, 1000, 150_000);
        var (width, height) = SizeOf(block);
        Assert.InRange(Math.Max(width, height), 100, 512);
        Assert.Equal(0.5, (double)width / height, 0.02);
    }

    [Fact]
    public async Task Edits_take_ids_and_data_URLs()
    {
        await using var webUi = await ScriptedServer.StartAsync();
        webUi.On(WebUiScript.Img2Img, WebUiScript.Image(TestImages.SmallPng(4)));
        webUi.On(WebUiScript.Progress, WebUiScript.Idle());
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));
        await using var client = await server.ConnectAsync();
        var data = $"data:image/png;base64,{Convert.ToBase64String(TestImages.SmallPng(1))}";

        var first = (await client.CallAsync("edit_image", new { prompt = "make it winter", images = new[] { data }, model = "automatic1111" })).Content();
        var second = (await client.CallAsync("edit_image", new { prompt = "again", images = new[] { first.GetProperty("images")[0].Text("id") }, model = "automatic1111" })).Content();

        Assert.Equal(("completed", "completed"), (first.Text("status"), second.Text("status")));
        var sent = webUi.Requests.Where(request => request.Method == "POST").Select(request => request.Json.GetProperty("init_images")[0].GetString()).ToList();
        Assert.Equal([Convert.ToBase64String(TestImages.SmallPng(1)), Convert.ToBase64String(TestImages.SmallPng(4))], sent);
        await AssertSchemaAsync(client, "edit_image", second);
    }

    [Fact]
    public async Task Finds_images_page_by_page_and_shows_one()
    {
        await using var client = await _server.ConnectAsync();
        await client.CallAsync("generate_image", new { prompt = "a grey heron", n = 3, size = "64x64" });
        await client.CallAsync("generate_image", new { prompt = "a lighthouse", size = "64x64" });

        var first = await client.CallAsync("search_gallery", new { query = "heron", limit = 2 });
        var second = await client.CallAsync("search_gallery", new { query = "heron", limit = 2, cursor = first.Content().Text("next_cursor"), show_images = false });
        var id = second.Content().GetProperty("images")[0].Text("id");
        var one = await client.CallAsync("get_image", new { id });

        Assert.Equal((2, 2, 2), (first.Content().GetProperty("images").GetArrayLength(), first.Content.OfType<ImageContentBlock>().Count(), first.Content.OfType<ResourceLinkBlock>().Count()));
        Assert.Equal((1, 0), (second.Content().GetProperty("images").GetArrayLength(), second.Content.OfType<ImageContentBlock>().Count()));
        Assert.False(second.Content().TryGetProperty("next_cursor", out _));
        Assert.Equal((id, "a grey heron", "painter"), (one.Content().Text("id"), one.Content().Text("prompt"), one.Content().Text("provider")));
        Assert.Equal((64, 64), SizeOf(Assert.Single(one.Content.OfType<ImageContentBlock>())));
        await AssertSchemaAsync(client, "search_gallery", first.Content());
        await AssertSchemaAsync(client, "get_image", one.Content());
    }

    [Fact]
    public async Task Lists_the_models_of_configured_providers_with_prices_and_abilities()
    {
        await using var server = await RunningServer.StartAsync(("Providers:openai:ApiKey", "sk-test"));
        await using var client = await server.ConnectAsync();

        var all = (await client.CallAsync("list_models", new { })).Content();
        var one = (await client.CallAsync("list_models", new { provider = "painter" })).Content();

        var models = all.GetProperty("models").EnumerateArray().ToDictionary(model => model.Text("model"));
        Assert.Equal("openai", all.Text("default"));
        Assert.Contains("painter", models.Keys);
        Assert.Contains(models, model => model.Key.StartsWith("openai/", StringComparison.Ordinal) && model.Value.GetProperty("price_usd").GetDecimal() > 0 && model.Value.TryGetProperty("edits", out _));
        Assert.Equal((0m, true, false), (models["painter"].GetProperty("price_usd").GetDecimal(), models["painter"].GetProperty("seed").GetBoolean(), models["painter"].TryGetProperty("edits", out _)));
        Assert.Equal("painter", Assert.Single(one.GetProperty("models").EnumerateArray()).Text("model"));
        await AssertSchemaAsync(client, "list_models", all);
    }

    [Fact]
    public async Task Cancels_what_is_not_finished()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync();
        var started = (await client.CallAsync("generate_image", new { prompt = "a red fox", n = 2, wait_seconds = 0 })).Content();
        var id = started.Text("generation_id");

        var one = (await client.CallAsync("cancel_generation", new { generation_id = id, image_index = 1 })).Content();
        var all = (await client.CallAsync("cancel_generation", new { generation_id = id })).Content();
        var again = (await client.CallAsync("cancel_generation", new { generation_id = id })).Content();

        Assert.Equal(("generating", "generating", "cancelled", "cancelled"), (started.Text("status"), one.Text("status"), all.Text("status"), again.Text("status")));
        Assert.Equal("cancelled", one.GetProperty("images")[1].Text("status"));
        await AssertSchemaAsync(client, "cancel_generation", all);
    }

    [Fact]
    public async Task A_failure_of_the_provider_is_an_error_with_advice()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, Scripts.Answer(401, """{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"""));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var client = await server.ConnectAsync();

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox" });

        Assert.True(result.IsError);
        Assert.Equal("failed", result.Content().Text("status"));
        var error = result.Content().GetProperty("images")[0].GetProperty("error");
        Assert.Equal("authentication", error.Text("code"));
        Assert.True(error.Text("advice").Length > 10);
        await AssertSchemaAsync(client, "get_generation", result.Content());
    }

    private static async Task AssertSchemaAsync(McpClient client, string tool, JsonElement content)
    {
        var schema = (await client.ListToolsAsync(cancellationToken: Cancel)).Single(one => one.Name == tool).ProtocolTool.OutputSchema!.Value;
        Assert.Empty(SchemaCheck.Problems(content, schema));
    }

    private static (int Width, int Height) SizeOf(ImageContentBlock block)
    {
        var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(block.DecodedData.Span, new ImageLimits())).Value;
        Assert.Equal(block.MimeType, header.Format.Mime());
        return (header.Width, header.Height);
    }
}
