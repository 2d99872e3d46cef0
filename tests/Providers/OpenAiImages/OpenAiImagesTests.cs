using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.OpenAiImages;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAiImages;

public sealed class OpenAiImagesTests : ProviderBench
{
    private const string Path = "/v1/images/generations";
    private const string Edits = "/v1/images/edits";
    private static readonly byte[] Image = TestImages.SmallPng(4);
    private static readonly byte[] Blurred = TestImages.SmallPng(5);

    private static InputImage Reference => Samples.Input(Blurred);

    [Fact]
    public async Task Requests_a_stream_and_yields_its_image()
    {
        Server.On(Path, ImagesScript.Stream(Image, [Blurred]));

        var outcome = await RunAsync(Create("gpt-image-2"), Asked with { Quality = "high", OutputFormat = "webp" });

        outcome.AssertPartials((0, Blurred));
        Assert.Equal(Image, outcome.Image);
        Assert.Equal(("low", new TokenUsage(14, 272, 286) { TextInputTokens = 14, ImageInputTokens = 0 }), (outcome.Final!.Quality, outcome.Final.Usage));
        Assert.Equal(
            """{"model":"gpt-image-2","prompt":"a lighthouse","size":"1024x1024","quality":"high","output_format":"webp","stream":true,"partial_images":3}""",
            Server.Requests[0].Text);
    }

    [Fact]
    public async Task Reports_all_image_facts_and_tokens_of_the_response()
    {
        Server.On(Path, Scripts.Answer(200, ImagesScript.Whole(Image, """
            "quality":"low","size":"1024x1024","background":"opaque","output_format":"png","usage":{"input_tokens":239,
            "input_tokens_details":{"image_tokens":194,"text_tokens":45,"cached_tokens":12},"output_tokens":300,
            "output_tokens_details":{"image_tokens":272,"text_tokens":28},"total_tokens":539}
            """)));

        var final = (await RunAsync(Create(null), Asked with { PartialImages = 0 })).Final!;

        Assert.Equal(("low", new ReportedOutput("1024x1024", "opaque", "png")), (final.Quality, final.Reported));
        Assert.Equal(
            new TokenUsage(239, 300, 539)
            {
                TextInputTokens = 45,
                ImageInputTokens = 194,
                CachedInputTokens = 12,
                TextOutputTokens = 28,
                ImageOutputTokens = 272,
            },
            final.Usage);
    }

    [Theory]
    [InlineData("gpt-image-1", false)]
    [InlineData("openai/gpt-image-2", false)]
    [InlineData("dall-e-3", true)]
    [InlineData("x/flux2-klein", true)]
    [InlineData(null, true)]
    public async Task Requests_base64_except_from_GPT_Image(string? model, bool asked)
    {
        Server.On(Path, Scripts.Answer(200, ImagesScript.Whole(Image)));

        var outcome = await RunAsync(Create(model), Asked with { PartialImages = 0 });

        Assert.Equal(Image, outcome.Image);
        var body = Server.Requests[0].Json;
        Assert.Equal(asked ? "b64_json" : null, body.TryGetProperty("response_format", out var form) ? form.GetString() : null);
        Assert.Equal(model, body.TryGetProperty("model", out var named) ? named.GetString() : null);
        Assert.False(body.TryGetProperty("stream", out _));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"Unknown parameter: 'stream'.","code":"unknown_parameter"}}""")]
    [InlineData(400, """{"error":{"message":"Unknown parameter: 'partial_images'.","type":"invalid_request_error"}}""")]
    [InlineData(422, """{"detail":[{"loc":["body","partial_images"],"msg":"Extra inputs are not permitted","type":"extra_forbidden"}]}""")]
    [InlineData(400, "json: unknown field \"stream\"")]
    public async Task Resends_without_a_rejected_stream_and_remembers_it(int status, string body)
    {
        var contentType = body.StartsWith('{') ? "application/json" : "text/plain";
        Server.On(Path, Scripts.Answer(status, body, contentType), Scripts.Answer(200, ImagesScript.Whole(Image)));
        var provider = Create("gpt-image-2");

        var first = await RunAsync(provider);
        var second = await RunAsync(provider);

        Assert.Equal(Image, first.Image);
        Assert.Equal(Image, second.Image);
        Assert.Equal([true, false, false], Server.Requests.Select(request => request.Json.TryGetProperty("stream", out _)));
        Assert.Equal(0, provider.CapabilitiesOf(null).PartialImages);
    }

    [Theory]
    [InlineData("""{"error":{"message":"No image of a stream is possible.","code":"invalid_value"}}""")]
    [InlineData("""{"error":{"message":"Upstream request failed: invalid size.","code":"bad_response_status_code","param":"size"}}""")]
    [InlineData("""{"error":{"message":"Upstream does not know response_format b64_json of partial_images.","type":"upstream_error"}}""")]
    [InlineData("""{"error":{"message":"Unknown parameter: 'response_format'.","code":"unknown_parameter","param":"response_format"}}""")]
    public async Task Does_not_resend_if_the_error_concerns_another_field(string body)
    {
        Server.On(Path, Scripts.Answer(400, body), Scripts.Answer(200, ImagesScript.Whole(Image)));
        var provider = Create("gpt-image-2");

        var outcome = await RunAsync(provider);

        Assert.Equal((FailureCode.InvalidRequest, 1), (outcome.Failure!.Code, Server.Requests.Count));
        Assert.Equal(3, provider.CapabilitiesOf(null).PartialImages);
    }

    [Fact]
    public async Task Never_resends_an_unchanged_request()
    {
        Server.On(Path, Scripts.Answer(400, """{"error":{"message":"Unknown parameter: 'stream'.","param":"stream"}}"""));

        await RunAsync(Create("gpt-image-2"), Asked with { PartialImages = 0 });

        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Remembers_rejected_fields_per_model()
    {
        Server.On(Path, Scripts.Answer(400, """{"error":{"message":"Streaming is not supported.","param":"stream"}}"""), Scripts.Answer(200, ImagesScript.Whole(Image)));
        var provider = Create("gpt-image-2.5-flare");

        Assert.Equal(Image, (await RunAsync(provider)).Image);

        Assert.Equal((0, 3), (provider.CapabilitiesOf(null).PartialImages, provider.CapabilitiesOf("gpt-image-2").PartialImages));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/html")]
    [InlineData("application/octet-stream")]
    [InlineData("text/event-stream")]
    [InlineData("application/json")]
    [InlineData("image/png")]
    [InlineData(null)]
    public async Task Detects_the_response_kind_from_its_bytes(string? label)
    {
        var base64 = Convert.ToBase64String(Image);
        Script[] responses =
        [
            Scripts.Answer(200, " \n\uFEFF" + ImagesScript.Whole(Image), label),
            Scripts.Answer(200, $": ping\n\ndata: {ImagesScript.Completed(Image)}\n\n", label),
            Scripts.Answer(200, $"event: image_generation.completed\ndata: {ImagesScript.Completed(Image)}\n\n", label),
            Scripts.Answer(200, "data:image/png;base64," + base64, label),
            Scripts.Answer(200, base64, label),
            Scripts.Answer(200, $$"""{"data":[{"url":"{{base64}}"}]}""", label),
            Scripts.Answer(200, $$"""{"data":[{"url":"{{base64.Replace('+', '-').Replace('/', '_').TrimEnd('=')}}"}]}""", label),
            Scripts.Answer(200, $$"""{"data":[{"b64_json":"{{Server.Address}}image.png"}]}""", label),
            exchange => Scripts.Bytes(Image, label!)(exchange),
        ];
        Server.On(Path, responses).On("/image.png", Scripts.Bytes(Image, "text/html"));
        foreach (var _ in responses)
        {
            var outcome = await RunAsync(Create("gpt-image-2"));

            Assert.Null(outcome.Failure);
            Assert.Equal(Image, outcome.Image);
        }
    }

    [Fact]
    public async Task Reads_large_base64_in_place_of_a_url()
    {
        var large = TestImages.NoisyPng(64, 64, 1, 12_000);
        Server.On(Path, Scripts.Answer(200, $$"""{"data":[{"url":"{{Convert.ToBase64String(large)}}"}]}"""));

        Assert.Equal(large, (await RunAsync(Create("gpt-image-2"))).Image);
    }

    [Theory]
    [InlineData("/files/a.png")]
    [InlineData("../files/a.png")]
    [InlineData("/files/a.png?of=1")]
    public async Task Resolves_a_relative_url_against_the_server(string address)
    {
        Server.On("/files/a.png", Scripts.Bytes(Image, "image/png"));
        Server.On(Path, Scripts.Answer(200, $$"""{"data":[{"url":"{{address}}"}]}"""));

        Assert.Equal(Image, (await RunAsync(Create(null))).Image);
    }

    [Theory]
    [InlineData("insufficient_user_quota")]
    [InlineData("pre_consume_token_quota_failed")]
    public async Task Classifies_missing_credit_at_a_gateway_as_quota(string code)
    {
        Server.On(Path, Scripts.Answer(403, ResponsesScript.ErrorBody(code, "user quota is not enough")));

        Assert.Equal(FailureCode.Quota, (await RunAsync(Create("gpt-image-2"))).Failure?.Code);
    }

    [Theory]
    [InlineData("moderation_blocked", FailureCode.ModerationBlocked)]
    [InlineData("insufficient_quota", FailureCode.Quota)]
    [InlineData("invalid_api_key", FailureCode.InvalidRequest)]
    public async Task Classifies_a_vendor_error_behind_a_gateway_unless_it_concerns_the_key(string code, FailureCode expected)
    {
        var nested = JsonSerializer.Serialize("status 400: " + ResponsesScript.ErrorBody(code, "Your request was rejected."));
        Server.On(Path, Scripts.Answer(400, $$$"""{"error":{"message":{{{nested}}},"type":"upstream_error","code":"bad_response_status_code"}}"""));

        Assert.Equal(expected, (await RunAsync(Create("gpt-image-2"))).Failure?.Code);
    }

    [Fact]
    public async Task Classifies_an_error_that_echoes_megabytes()
    {
        var echo = "data:image/png;base64," + new string('A', 4 << 20);
        var plain = JsonSerializer.Serialize(new { input = echo, error = new { message = $"Rejected {echo} by safety.", code = "moderation_blocked" } });
        var passedOn = JsonSerializer.Serialize(new { error = new { message = $"status 400: {plain}" } });
        var nested = JsonSerializer.Serialize(new { error = new { message = passedOn, type = "upstream_error" } });
        foreach (var body in (string[])[plain, nested])
        {
            Server.On(Path, Scripts.Answer(400, body));

            Assert.Equal(FailureCode.ModerationBlocked, (await RunAsync(Create("gpt-image-2"))).Failure?.Code);
        }
    }

    [Fact]
    public async Task Never_reports_an_echoed_key()
    {
        const string key = "0123456789abcdef";
        (string, string)[] headers = [("x-request-id", key), ("x-generation-id", key)];
        Server.On(Path, Scripts.Answer(400, ResponsesScript.ErrorBody(key, $"Not with {key}.", key), headers: headers));
        var refused = await RunAsync(Create(null, key));
        Server.On(Path, Scripts.Answer(200, ImagesScript.Whole(
            Image, $"\"quality\":\"{key}\",\"model\":\"m-{key}\",\"revised_prompt\":\"by {key}\\nline\""), headers: headers));
        var made = await RunAsync(Create(null, key));
        Server.On(Path, Scripts.Answer(200, $$"""{"data":[{"url":"{{Server.Address}}{{key}}"}]}"""));
        var missing = await RunAsync(Create(null, key));

        Assert.Equal(("[key]", "m-[key]", "by [key]\nline"), (made.Final!.Quality, made.Final.Model, made.Final.RevisedPrompt));
        Assert.All([refused, missing], outcome => Assert.DoesNotContain(key, outcome.Failure!.ToString(), StringComparison.Ordinal));
        Assert.Contains(Log.Lines, line => line.Contains("request id [key]", StringComparison.Ordinal));
        Assert.All(Log.Lines, line => Assert.DoesNotContain(key, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Does_not_resend_after_other_errors()
    {
        Server.On(Path, Scripts.Answer(503, """{"error":{"message":"The stream is broken."}}"""));

        Assert.Equal(FailureCode.Unavailable, (await RunAsync(Create("gpt-image-2"))).Failure!.Code);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Sends_one_request_to_a_server_that_ignores_the_stream_field()
    {
        Server.On(Path, Scripts.Answer(200, ImagesScript.Whole(Image, "\"created\":1")));

        var outcome = await RunAsync(Create("gpt-image-2"));

        Assert.Equal(Image, outcome.Image);
        Assert.Null(outcome.Final!.Usage);
        Assert.Single(Server.Requests);
    }

    public static TheoryData<string[]> Streams => new()
    {
        new[] { ImagesScript.Completed(Image), "[DONE]" },
        new[] { ImagesScript.Completed(Image).Replace(".completed", ".done", StringComparison.Ordinal), "[DONE]" },
        new[] { ImagesScript.Completed(Image, "image_edit") },
        new[] { """{"type":"image_generation.started"}""", "not json", "[]", "7", ImagesScript.Completed(Image) },
        new[] { """{"type":"image_generation.completed"}""", ImagesScript.Completed(Image).Replace(".completed", ".done", StringComparison.Ordinal) },
        new[] { ImagesScript.Whole(Image) },
        new[] { $$"""{"b64_json":"data:image/png;base64,{{Convert.ToBase64String(Image)}}","error":null}""" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Reads_the_stream_formats_of_many_servers(string[] data)
    {
        Server.On(Path, ImagesScript.Events(data));

        Assert.Equal(Image, (await RunAsync(Create("gpt-image-2"))).Image);
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"code":"moderation_blocked","message":"safety_violations=[violence]."}}""", FailureCode.ModerationBlocked)]
    [InlineData("""{"type":"error","code":"insufficient_quota","message":"No money."}""", FailureCode.Quota)]
    [InlineData("""{"error":{"code":503,"message":"Overloaded"}}""", FailureCode.Unavailable)]
    [InlineData("""{"type":"error"}""", FailureCode.BadOutput)]
    [InlineData("""{"type":"image_generation.completed","b64_json":"%%%"}""", FailureCode.BadOutput)]
    [InlineData("[DONE]", FailureCode.BadOutput)]
    public async Task Reports_an_error_in_the_stream_as_the_failure(string data, FailureCode expected)
    {
        Server.On(Path, ImagesScript.Events(ImagesScript.Partial(0, Blurred), data));

        var outcome = await RunAsync(Create("gpt-image-2"));

        Assert.Equal(expected, outcome.Failure?.Code);
        outcome.AssertPartials((0, Blurred));
    }

    [Fact]
    public async Task Never_uses_a_partial_image_as_the_final_image()
    {
        Server.On(Path, ImagesScript.Events(ImagesScript.Partial(0, Blurred)));

        var outcome = await RunAsync(Create("gpt-image-2"));

        Assert.Equal(FailureCode.BadOutput, outcome.Failure?.Code);
    }

    [Fact]
    public async Task Does_not_resend_after_an_aborted_stream()
    {
        Server.On(Path, Scripts.Cut($"data: {ImagesScript.Partial(0, Blurred)}\n\ndata: {ImagesScript.Completed(Image)[..80]}", "text/event-stream"));

        var outcome = await RunAsync(Create("gpt-image-2"));

        Assert.Equal(FailureCode.BadOutput, outcome.Failure?.Code);
        outcome.AssertPartials((0, Blurred));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_timeout_without_data_counts_as_started()
    {
        var time = new ManualTime();
        Server.On(Path, Scripts.Hang());
        var running = RunAsync(Create(null, time: time), Asked with { PartialImages = 0 });
        await Server.RequestsAsync(1).WaitAsync(Cancel);
        await time.TimerSetAsync(TimeSpan.FromMinutes(15)).WaitAsync(Cancel);

        time.Advance(TimeSpan.FromMinutes(15));

        var outcome = await running.WaitAsync(Cancel);
        Assert.Equal((FailureCode.Timeout, 1), (outcome.Failure?.Code, outcome.Progress));
    }

    [Fact]
    public async Task Downloads_an_image_url_without_the_key()
    {
        Server.On("/image.png", Scripts.Bytes(Image, "image/png"));
        Server.On(Path, Scripts.Answer(200, $$"""{"data":[{"url":"{{Server.Address}}image.png","revised_prompt":"a tower"}]}"""));

        var outcome = await RunAsync(Create(null, key: "sk-secret"));

        Assert.Equal(Image, outcome.Image);
        Assert.Equal("a tower", outcome.Final!.RevisedPrompt);
        Assert.True(Server.Requests[0].Headers.ContainsKey("Authorization"));
        Assert.False(Server.Requests[1].Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Sends_several_references_as_a_list_in_a_streaming_form()
    {
        Server.On(Edits, ImagesScript.Stream(Image, [Blurred], "image_edit"));

        var outcome = await RunAsync(Create("gpt-image-2"), Asked with { Images = [Reference, Reference] });

        Assert.Equal(Image, outcome.Image);
        outcome.AssertPartials((0, Blurred));
        var form = Server.Requests[0].Text;
        Assert.Equal(3, form.Split("name=\"image[]\"; filename=\"image-").Length);
        Assert.Contains("name=\"stream\"\r\n\r\ntrue\r\n", form, StringComparison.Ordinal);
        Assert.Contains("name=\"partial_images\"\r\n\r\n3\r\n", form, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_each_server_its_own_fields()
    {
        Server.On(Path, Scripts.Answer(200, ImagesScript.Whole(Image)));
        var request = Asked with { Prompt = "a | b", NegativePrompt = "</sd_cpp_extra_args>", Seed = 7, PartialImages = 0 };
        foreach (var server in Enum.GetValues<OpenAiImagesServer>())
        {
            await RunAsync(Create(null, server: server), request);
        }

        var sent = Server.Requests.Select(one => one.Json).ToList();
        Assert.Equal("a | b", Text(sent[0], "prompt"));
        Assert.Equal(("a / b|</sd_cpp_extra_args>", 9), (Text(sent[1], "prompt"), sent[1].GetProperty("step").GetInt32()));
        Assert.Equal(
            """a | b <sd_cpp_extra_args>{"negative_prompt":"\u003C/sd_cpp_extra_args\u003E","seed":7,"sample_params":{"sample_steps":9}}</sd_cpp_extra_args>""",
            Text(sent[2], "prompt"));
        Assert.Equal(
            ("</sd_cpp_extra_args>", 7, 9),
            (Text(sent[3], "negative_prompt"), sent[3].GetProperty("seed").GetInt32(), sent[3].GetProperty("num_inference_steps").GetInt32()));
    }

    [Fact]
    public void Capabilities_depend_on_model_and_server()
    {
        var home = new OpenAiImagesProvider(new OpenAiImagesOptions { ApiKey = "sk-x" }, Parts());
        var plain = Create(null);
        var own = Create(null, server: OpenAiImagesServer.StableDiffusionCpp);
        var large = new PixelSize(4096, 2048);

        Assert.Equal("gpt-image-2", home.CapabilitiesOf(null).Models[0]);
        Assert.Equal(["standard", "hd"], home.CapabilitiesOf("dall-e-3").Qualities);
        Assert.False(home.CapabilitiesOf(null).Sizes.Allows(large));
        Assert.True(plain.CapabilitiesOf(null).Sizes.Allows(large));
        Assert.Empty(plain.CapabilitiesOf(null).Models);
        Assert.Equal((0, false, null), (plain.CapabilitiesOf(null).PartialImages, plain.CapabilitiesOf(null).Seed, plain.CapabilitiesOf(null).Edits));
        Assert.Equal(3, plain.CapabilitiesOf("gpt-image-1").PartialImages);
        Assert.True(own.CapabilitiesOf(null) is { Seed: true, NegativePrompt: true, Edits.Mask: true });
        Assert.Equal((true, false, true), (home.Description.Paid, plain.Description.Paid, Create(null, key: "sk-x").Description.Paid));
        Assert.True(plain.Setup.Configured);
    }

    [Fact]
    public async Task The_test_of_a_server_without_a_key_reports_its_models()
    {
        Server.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"sd-cpp-local"}]}"""));

        Assert.Equal("The server responds and it offers 1 model.", Assert.IsType<ProviderTest.Passed>(await Create(null).TestAsync(Cancel)).Message);
        Assert.IsType<ProviderTest.Inconclusive>(await Create("flux").TestAsync(Cancel));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private OpenAiImagesProvider Create(string? model, string? key = null, OpenAiImagesServer server = OpenAiImagesServer.Any, TimeProvider? time = null) => new(
        new OpenAiImagesOptions { BaseUrl = Server.BaseUrl, Model = model, ApiKey = key, Server = server, Steps = 9 }, Parts(time));
}
