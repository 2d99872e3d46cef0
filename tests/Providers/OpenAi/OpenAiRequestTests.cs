using System.Text.Json;
using System.Text.Json.Nodes;
using Darkroom.Providers;
using Darkroom.Providers.OpenAi;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

public sealed class OpenAiRequestTests : OpenAiTest
{
    [Fact]
    public async Task The_body_has_exactly_these_fields()
    {
        var body = await SentAsync(Asked with { Quality = "high", OutputFormat = "webp", PartialImages = 2, Size = new(1536, 1024) });

        Assert.Equal(
            """
            {"model":"gpt-4.1-mini","input":"a lighthouse","tools":[{"type":"image_generation","model":"gpt-image-2","size":"1536x1024","quality":"high","output_format":"webp","partial_images":2}],"tool_choice":{"type":"image_generation"},"stream":true,"store":false}
            """,
            body.ToJsonString());
    }

    [Fact]
    public async Task Without_partial_images_requests_no_stream_and_omits_unset_options()
    {
        var body = await SentAsync(Asked with { PartialImages = 0 });

        Assert.Equal(
            """{"type":"image_generation","model":"gpt-image-2","size":"1024x1024"}""",
            body["tools"]![0]!.ToJsonString());
        Assert.False((bool)body["stream"]!);
        Assert.Equal("application/json", Server.Requests[^1].Headers["Accept"]);
    }

    [Fact]
    public async Task Sends_images_in_order_and_the_mask_with_the_tool()
    {
        // Longer than one encoded piece, and not a multiple of three.
        var bytes = Enumerable.Range(0, 10_000).Select(i => (byte)(i * 7)).ToArray();
        var body = await SentAsync(Asked with
        {
            Images = [Samples.Input(bytes), Samples.Input(bytes.AsMemory(0, 1)) with { Mime = "image/jpeg" }],
            Mask = Samples.Input(bytes.AsMemory(0, 3073)),
        });

        Assert.Equal(
            $$"""[{"role":"user","content":[{"type":"input_text","text":"a lighthouse"},{"type":"input_image","image_url":"data:image/png;base64,{{Convert.ToBase64String(bytes)}}"},{"type":"input_image","image_url":"data:image/jpeg;base64,AA=="}]}]""",
            body["input"]!.ToJsonString(new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(bytes.AsSpan(0, 3073))}", (string?)body["tools"]![0]!["input_image_mask"]!["image_url"]);
        Assert.InRange(Server.Requests[^1].Body.Length, 17_000, 19_500);
    }

    [Theory]
    [InlineData("a \"quoted\" \\ path\r\nand a second line\t<b>&amp;</b> \u2028")]
    [InlineData("雪の中の灯台 — phare 🗼")]
    public async Task Sends_the_prompt_unchanged(string prompt)
    {
        Assert.Equal(prompt, (string?)(await SentAsync(Asked with { Prompt = prompt }))["input"]);
    }

    [Fact]
    public async Task Replaces_an_unpaired_surrogate_in_the_prompt() =>
        Assert.Equal("a \uFFFD b", (string?)(await SentAsync(Asked with { Prompt = "a \uD83D b" }))["input"]);

    [Fact]
    public async Task The_requested_model_takes_precedence_over_the_configured_and_the_default_model()
    {
        var operators = new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = Key, Model = "gpt-image-1.5", ResponsesModel = "gpt-5" };

        var fromRequest = await SentAsync(Asked with { Model = "gpt-image-1" }, operators);
        var fromOperator = await SentAsync(Asked, operators);

        Assert.Equal("gpt-image-1", (string?)fromRequest["tools"]![0]!["model"]);
        Assert.Equal("gpt-image-1.5", (string?)fromOperator["tools"]![0]!["model"]);
        Assert.Equal("gpt-5", (string?)fromOperator["model"]);
    }

    [Fact]
    public async Task Posts_JSON_with_the_key_and_accepts_events()
    {
        await SentAsync(Asked);

        var request = Assert.Single(Server.Requests);
        Assert.Equal("POST", request.Method);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("text/event-stream, application/json", request.Headers["Accept"]);
        Assert.Equal($"Bearer {Key}", request.Headers["Authorization"]);
        Assert.Equal($"{request.Body.Length}", request.Headers["Content-Length"]);
    }

    [Theory]
    [InlineData("v1", "/v1/responses")]
    [InlineData("v1/", "/v1/responses")]
    [InlineData("", "/responses")]
    [InlineData("proxy/openai/v1//", "/proxy/openai/v1/responses")]
    public async Task Accepts_a_base_url_with_or_without_a_trailing_slash(string path, string expected)
    {
        Server.On(expected, ResponsesScript.Image(TestImages.SmallPng()));

        await RunAsync(Provider(new OpenAiOptions { BaseUrl = new Uri(Server.Address, path), ApiKey = Key }));

        Assert.Equal(expected, Assert.Single(Server.Requests).Path);
    }

    [Fact]
    public async Task Keeps_the_query_of_the_base_url()
    {
        Server.On(Path, ResponsesScript.Image(TestImages.SmallPng()));

        await RunAsync(Provider(new OpenAiOptions { BaseUrl = new Uri(Server.Address, "v1/?api-version=preview"), ApiKey = Key }));

        Assert.Equal("?api-version=preview", Assert.Single(Server.Requests).Query);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_local_server_needs_no_key_and_receives_none(string? key)
    {
        var options = new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = key };

        await SentAsync(Asked, options);

        Assert.True(Provider(options).Setup.Configured);
        Assert.DoesNotContain("Authorization", Server.Requests[0].Headers.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://api.example.com/v1")]
    [InlineData("http://93.184.216.34/v1")]
    public async Task Without_a_key_the_service_is_not_configured_and_not_called(string? url)
    {
        var provider = Provider(new OpenAiOptions { BaseUrl = url is null ? null : new Uri(url) });

        Assert.Equal("OPENAI_API_KEY", provider.Setup.MissingSetting);
        Assert.Equal(FailureCode.Authentication, (await RunAsync(provider)).Failure?.Code);
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData("sk-tést")]
    [InlineData("sk-a\r\nX-Other: b")]
    public async Task Rejects_an_invalid_key_before_sending_it(string key)
    {
        var outcome = await RunAsync(Provider(new OpenAiOptions { BaseUrl = Server.BaseUrl, ApiKey = key }));

        Assert.Equal(FailureCode.Authentication, outcome.Failure?.Code);
        Assert.DoesNotContain(key, outcome.Failure?.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public void Limits_default_to_four_calls_and_five_minutes()
    {
        var usual = Provider().Limits;
        var set = Provider(new OpenAiOptions { MaxConcurrency = 9, ImagesPerMinute = 5, TimeoutSeconds = 60 }).Limits;

        Assert.Equal(new ProviderLimits(4, null, TimeSpan.FromMinutes(5)), usual);
        Assert.Equal(new ProviderLimits(9, 5, TimeSpan.FromMinutes(1)), set);
    }

    private async Task<JsonObject> SentAsync(ImageRequest request, OpenAiOptions? options = null)
    {
        Server.On(Path, ResponsesScript.Image(TestImages.SmallPng()));
        await RunAsync(Provider(options), request);
        return JsonSerializer.Deserialize<JsonObject>(Server.Requests[^1].Body)!;
    }
}
