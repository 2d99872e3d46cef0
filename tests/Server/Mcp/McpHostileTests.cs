using System.Net;
using System.Text;
using System.Text.Json;
using ModelContextProtocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>Arguments that are wrong, on purpose or not: the answer says what would be right.</summary>
public sealed class McpHostileTests(McpServerFixture fixture) : IClassFixture<McpServerFixture>
{
    private readonly RunningServer _server = fixture.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("generate_image", "{}", "prompt is missing")]
    [InlineData("generate_image", """{"prompt":""}""", "prompt needs at least one character")]
    [InlineData("generate_image", """{"prompt":"  "}""", "prompt")]
    [InlineData("generate_image", """{"prompt":null}""", "prompt is missing")]
    [InlineData("generate_image", """{"prompt":["a","b"]}""", "prompt must be a text")]
    [InlineData("generate_image", """{"prompt":"a fox","n":"2"}""", "n must be a whole number from 1 to 16, without quotes")]
    [InlineData("generate_image", """{"prompt":"a fox","n":17}""", "from 1 to 16")]
    [InlineData("generate_image", """{"prompt":"a fox","n":1.5}""", "from 1 to 16")]
    [InlineData("generate_image", """{"prompt":"a fox","n":99999999999999999999999999}""", "from 1 to 16")]
    [InlineData("generate_image", """{"prompt":"a fox","wait_seconds":-1}""", "from 0 to 600")]
    [InlineData("generate_image", """{"prompt":"a fox","count":2,"style":"vivid"}""", "There is no argument 'count'")]
    [InlineData("generate_image", """{"prompt":"a fox","output_format":"gif"}""", "choose one of png, jpeg, webp")]
    [InlineData("generate_image", """{"prompt":"a fox","size":"large"}""", "1024x1024")]
    [InlineData("generate_image", """{"prompt":"a fox","size":"1x1"}""", "size:")]
    [InlineData("generate_image", """{"prompt":"a fox","size":"64x64","aspect_ratio":"1:1"}""", "aspect_ratio")]
    [InlineData("generate_image", """{"prompt":"a fox","model":"no-such-model"}""", "list_models")]
    [InlineData("generate_image", """{"prompt":"a fox","model":"openai"}""", "list_models")]
    [InlineData("generate_image", """{"prompt":"a fox","quality":"ultra"}""", "quality")]
    [InlineData("generate_image", """{"prompt":"a fox","request_id":""}""", "request_id needs at least one character")]
    [InlineData("generate_image", """{"prompt":"a \u0000 fox"}""", "prompt")]
    [InlineData("edit_image", """{"prompt":"winter"}""", "images is missing")]
    [InlineData("edit_image", """{"prompt":"winter","images":[]}""", "send 1 to 16")]
    [InlineData("edit_image", """{"prompt":"winter","images":"id"}""", "must be a list")]
    [InlineData("edit_image", """{"prompt":"winter","images":[1]}""", "images[0] must be a text")]
    [InlineData("edit_image", """{"prompt":"winter","images":["0123"]}""", "text only")]
    [InlineData("draw_image", "{}", "There is no tool 'draw_image'. Call one of ")]
    [InlineData("get_generation", """{"generation_id":"../../etc/passwd"}""", "There is no generation")]
    [InlineData("get_generation", """{"generation_id":"0123456789abcdef0123456789abcdef"}""", "There is no generation")]
    [InlineData("get_generation", "{}", "generation_id is missing")]
    [InlineData("cancel_generation", """{"generation_id":"%2e%2e%2f"}""", "There is no generation")]
    [InlineData("cancel_generation", """{"generation_id":"0123456789abcdef0123456789abcdef","image_index":3}""", "There is no generation")]
    [InlineData("get_image", """{"id":"' OR 1=1 --"}""", "There is no image")]
    [InlineData("get_image", """{"id":"0123456789abcdef0123456789abcdef"}""", "There is no image")]
    [InlineData("search_gallery", """{"query":"size:huge"}""", "query:")]
    [InlineData("search_gallery", """{"cursor":"DROP TABLE"}""", "next_cursor")]
    [InlineData("search_gallery", """{"limit":1000}""", "from 1 to 24")]
    [InlineData("list_models", """{"provider":"none"}""", "painter")]
    public async Task A_wrong_argument_is_refused_with_advice(string tool, string arguments, string advice)
    {
        await using var client = await _server.ConnectAsync();
        var result = await client.CallAsync(tool, JsonElement.Parse(arguments));

        Assert.Contains(advice, result.Refusal(), StringComparison.Ordinal);
        Assert.DoesNotContain("fox", await _server.Client.GetStringAsync("/api/images", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_prompt_is_refused_and_a_huge_body_is_not_read()
    {
        await using var client = await _server.ConnectAsync();
        var result = await client.CallAsync("generate_image", new { prompt = new string('x', 2_000_000) });
        Assert.Contains("at most 40,000", result.Refusal(), StringComparison.Ordinal);
        Assert.True(result.Refusal().Length < 500);

        using var response = await PostAsync("tools/call", $$$"""{"name":"generate_image","arguments":{"prompt":"{{{new string('x', 33 * 1024 * 1024)}}}"}}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("https://127.0.0.1/one.png")]
    [InlineData("https://localhost:1/one.png")]
    [InlineData("https://[::ffff:10.0.0.1]/one.png")]
    [InlineData("http://example.org/one.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("data:text/html,hello")]
    [InlineData("")]
    public async Task Addresses_of_this_network_and_what_is_no_image_are_refused(string image)
    {
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", "http://127.0.0.1:9"));
        await using var client = await server.ConnectAsync();

        var result = await client.CallAsync("edit_image", new { prompt = "winter", images = new[] { image }, model = "automatic1111" });

        Assert.StartsWith("images: ", result.Refusal(), StringComparison.Ordinal);
        if (!image.StartsWith("data:", StringComparison.Ordinal))
        {
            Assert.Contains("public https address", result.Refusal(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("root:", result.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"generate_image","arguments":{"prompt":"\ud800"}}""")]
    [InlineData("""{"name":"generate_image","arguments":{"\udfff":"a fox"}}""")]
    [InlineData("""{"name":"generate_image","arguments":[1,2]}""")]
    [InlineData("""{"name":"generate_image","arguments":"a fox"}""")]
    [InlineData("""{"name":"no_such_tool","arguments":{}}""")]
    [InlineData("""{"arguments":{}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_malformed_call_is_answered_and_the_server_goes_on(string parameters)
    {
        using var response = await PostAsync("tools/call", parameters);
        var text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.True((int)response.StatusCode < 500, $"{response.StatusCode} {text}");
        Assert.DoesNotContain(" at Darkroom", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"no_such_tool\"", _server.Log.Text, StringComparison.Ordinal);
        await using var client = await _server.ConnectAsync();
        Assert.Equal("completed", (await client.CallAsync("generate_image", new { prompt = "a lighthouse", size = "64x64" })).Content().Text("status"));
    }

    [Fact]
    public async Task An_original_is_read_as_a_resource_and_nothing_else_is()
    {
        await using var client = await _server.ConnectAsync();
        var id = (await client.CallAsync("generate_image", new { prompt = "a lighthouse", size = "64x64" })).Content().GetProperty("images")[0].Text("id");

        var original = await client.ReadResourceAsync($"darkroom://images/{id}", cancellationToken: Cancel);

        Assert.Equal("image/png", Assert.Single(original.Contents).MimeType);
        Assert.Equal("darkroom://images/{id}", Assert.Single(await client.ListResourceTemplatesAsync(cancellationToken: Cancel)).UriTemplate);
        foreach (var address in new[] { "darkroom://images/../../etc/passwd", "file:///etc/passwd", "darkroom://images/", $"darkroom://blobs/{id}" })
        {
            await Assert.ThrowsAsync<McpProtocolException>(() => client.ReadResourceAsync(address, cancellationToken: Cancel).AsTask());
        }
    }

    private Task<HttpResponseMessage> PostAsync(string method, string parameters)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{{{parameters}}}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", McpConnection.Oldest);
        request.Headers.ExpectContinue = true;
        return _server.Client.SendAsync(request, Cancel);
    }
}
