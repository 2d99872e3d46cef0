using System.Net;
using System.Text;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.OpenAiApi;

/// <summary>What clients of OpenAI's API really send, byte for byte, and what they get.</summary>
public sealed class OpenAiHttpTests : IAsyncLifetime
{
    private const string Generations = "/v1/images/generations";
    private RunningServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_answer_has_every_documented_field()
    {
        using var response = await _server.Client.PostJsonAsync(Generations, """{"model":"painter","prompt":"a fox","size":"64x64","unknown_field":1}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.ReadJsonAsync();
        Assert.Equal(["background", "created", "data", "output_format", "quality", "size", "usage"], answer.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("64x64", "png", 0), (answer.GetProperty("size").GetString(), answer.GetProperty("output_format").GetString(), answer.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.Equal(0, answer.GetProperty("usage").GetProperty("input_tokens_details").GetProperty("text_tokens").GetInt32());
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
        Assert.Equal(32, response.Headers.GetValues("x-darkroom-generation").Single().Length);
    }

    [Fact]
    public async Task A_stream_has_whole_partial_images_and_one_last_event_for_each_image()
    {
        using var response = await _server.Client.PostJsonAsync(Generations, """{"model":"painter","prompt":"a fox","size":"64x96","n":2,"stream":true,"partial_images":2,"output_format":"webp"}""");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = await response.ReadAllEventsAsync();
        Assert.All(events, one => Assert.Equal(one.Type, one.Data.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.Data.GetProperty("sequence_number").GetInt32()));
        Assert.Equal([0, 1], events.Where(one => one.Type == "image_generation.completed").Select(one => one.Data.GetProperty("image_index").GetInt32()).Order());
        Assert.All(events, one =>
        {
            Assert.Equal("RIFF"u8, one.Data.GetProperty("b64_json").GetBytesFromBase64().AsSpan(0, 4));
            Assert.Equal("webp", one.Data.GetProperty("output_format").GetString());
        });
        Assert.All(events.Where(one => one.Type == "image_generation.completed"), one =>
            Assert.Equal(("64x96", 0), (one.Data.GetProperty("size").GetString(), one.Data.GetProperty("usage").GetProperty("total_tokens").GetInt32())));
    }

    [Fact]
    public async Task Partial_images_have_the_size_that_the_provider_sent()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On("/v1/responses", ResponsesScript.PartialImage(TestImages.NoisyPng(700, 600), gate, TestImages.NoisyPng(700, 600, 2)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        using var response = await server.Client.PostJsonAsync(Generations, """{"prompt":"a fox","stream":true,"partial_images":1}""");

        var events = await response.ReadAllEventsAsync(one => gate.OpenIf(one.Type == "image_generation.partial_image"));
        Assert.Equal(["image_generation.partial_image", "image_generation.completed"], events.Select(one => one.Type));
        Assert.Equal(TestImages.NoisyPng(700, 600), events[0].Data.GetProperty("b64_json").GetBytesFromBase64());
    }

    [Theory]
    [InlineData("""{"prompt":""}""", "prompt", "empty_string")]
    [InlineData("""{}""", "prompt", "missing_required_parameter")]
    [InlineData("""{"prompt":"a fox","size":"big"}""", "size", "invalid_value")]
    [InlineData("""{"prompt":"a fox","n":11}""", "n", "invalid_value")]
    [InlineData("""{"prompt":"a fox","n":"many"}""", "n", "invalid_value")]
    [InlineData("""{"prompt":"a fox","output_format":"gif"}""", "output_format", "invalid_value")]
    [InlineData("""{"prompt":"a fox","background":"transparent","output_format":"jpeg"}""", "background", "invalid_value")]
    [InlineData("""{"prompt":"a fox","background":"transparent"}""", "background", "invalid_value")]
    [InlineData("""{"prompt":{"text":"a fox"}}""", "prompt", "invalid_value")]
    [InlineData("""{"prompt":"\ud800"}""", null, "invalid_value")]
    [InlineData("""{"prompt":"a fox","\ud800":1}""", null, "invalid_value")]
    [InlineData("""{"prompt":"a fox","model":"no-such"}""", "model", "model_not_found")]
    [InlineData("""[1]""", null, "invalid_request")]
    [InlineData("""{"prompt":""", null, "invalid_request")]
    public async Task A_mistake_is_named_in_the_form_of_OpenAI(string body, string? param, string code)
    {
        using var response = await _server.Client.PostJsonAsync(Generations, body);

        Assert.Equal(code is "model_not_found" ? 404 : 400, (int)response.StatusCode);
        var error = (await response.ReadJsonAsync()).GetProperty("error");
        Assert.Equal((param, code, "invalid_request_error"), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.True(response.Headers.Contains("x-request-id"));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task JSON_is_read_whatever_its_content_type_and_what_is_none_is_answered_with_those_that_are_read(string contentType)
    {
        using var made = await _server.Client.PostAsync(Generations, new StringContent("""{"prompt":"a fox","size":"64x64"}""", null, contentType), Cancel);
        using var wrong = await _server.Client.PostAsync(Generations, new StringContent("prompt=fox", null, contentType), Cancel);
        using var edit = await _server.Client.PostAsync("/v1/images/edits", new StringContent("prompt=fox", null, contentType), Cancel);

        Assert.Equal((200, 400, 400), ((int)made.StatusCode, (int)wrong.StatusCode, (int)edit.StatusCode));
        Assert.Contains("Send application/json,", await wrong.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("Send application/json or multipart/form-data,", await edit.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fal")]
    [InlineData("fal/fal-ai/flux/dev")]
    public async Task A_provider_that_is_not_configured_is_named_with_its_missing_setting(string model)
    {
        using var response = await _server.Client.PostJsonAsync(Generations, new { prompt = "a fox", model });
        using var read = await _server.Client.GetAsync($"/v1/models/{model}", Cancel);
        using var unknown = await _server.Client.PostJsonAsync(Generations, new { prompt = "a fox", model = "no-such" });

        foreach (var answer in new[] { response, read })
        {
            var error = (await answer.ReadJsonAsync()).GetProperty("error");
            Assert.Equal((404, "model_not_found"), ((int)answer.StatusCode, error.GetProperty("code").GetString()));
            Assert.Contains("is not configured: FAL_KEY is missing.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        Assert.Contains("does not exist", await unknown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", 404, "unknown_url")]
    [InlineData("POST", "/v1/chat/completions", 404, "unknown_url")]
    [InlineData("GET", "/v1/images/generations", 404, "unknown_url")]
    [InlineData("GET", "/v1/models/no%2Fsuch", 404, "model_not_found")]
    [InlineData("GET", "/v1/models/painter", 200, null)]
    public async Task Every_path_answers_in_the_same_form(string method, string path, int status, string? code)
    {
        using var response = await _server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancel);

        Assert.Equal(status, (int)response.StatusCode);
        if (status > 299)
        {
            var error = (await response.ReadJsonAsync()).GetProperty("error");
            Assert.Equal(code, error.GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task A_model_with_a_slash_is_found_encoded_or_not()
    {
        await using var server = await RunningServer.StartAsync(("Providers:fal:ApiKey", "fal-key"));

        foreach (var path in new[] { "/v1/models/fal%2Ffal-ai%2Fflux%2Fschnell", "/v1/models/fal/fal-ai/flux/schnell" })
        {
            using var response = await server.Client.GetAsync(path, Cancel);
            var model = await response.ReadJsonAsync();
            Assert.True(response.IsSuccessStatusCode, model.GetRawText());
            Assert.Equal("fal/fal-ai/flux/schnell", model.GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Checkpoints_of_a_web_UI_are_listed_and_found_by_their_own_name()
    {
        await using var webUi = await ScriptedServer.StartAsync();
        webUi.On("/sdapi/v1/sd-models", Scripts.Answer(200, """[{"title":"sdxl.safetensors [31e35c80fc]","model_name":"sdxl"}]"""));
        webUi.On("/sdapi/v1/upscalers", Scripts.Answer(200, """[{"name":"Lanczos"}]"""));
        await using var server = await RunningServer.StartAsync(("Providers:automatic1111:BaseUrl", webUi.Address.ToString()));

        using var all = await server.Client.GetAsync("/v1/models", Cancel);
        Assert.Equal(
            ["painter", "automatic1111", "automatic1111/sdxl"],
            (await all.ReadJsonAsync()).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        using var one = await server.Client.GetAsync("/v1/models/sdxl", Cancel);
        Assert.Equal("automatic1111", (await one.ReadJsonAsync()).GetProperty("owned_by").GetString());
    }

    [Fact]
    public async Task Several_images_and_odd_parts_of_a_form_arrive()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On("/v1/responses", ResponsesScript.Image(TestImages.SmallPng(4)));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        var body = new MemoryStream();
        Write("--a=b\r\nContent-Disposition: form-data; name=image[]; filename=\"C:\\x\\one.png\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.Write(TestImages.SmallPng(1));
        Write("\r\n--a=b\r\nContent-Disposition: form-data; name=\"image[1]\"; filename=two.png\r\n\r\n");
        body.Write(TestImages.SmallPng(2));
        Write("\r\n--a=b\r\nContent-Disposition: form-data; name=prompt\r\n\r\nmake it winter\r\n--a=b--\r\n");
        using var content = new ByteArrayContent(body.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=\"a=b\"");

        using var response = await server.Client.PostAsync("/v1/images/edits", content, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = service.Requests.Single(request => request.Method == "POST").Text;
        Assert.Contains(Convert.ToBase64String(TestImages.SmallPng(1)), sent, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(TestImages.SmallPng(2)), sent, StringComparison.Ordinal);

        void Write(string text) => body.Write(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("""{"prompt":"a fox","images":[{"image_url":"http://127.0.0.1/one.png"}]}""", "data URL")]
    [InlineData("""{"prompt":"a fox","images":[{"image_url":"https://127.0.0.1/one.png"}]}""", "could not be loaded")]
    [InlineData("""{"prompt":"a fox","images":[{"image_url":"https://localhost/one.png"}]}""", "could not be loaded")]
    [InlineData("""{"prompt":"a fox","images":[{"file_id":"file-123"}]}""", "data URL")]
    public async Task An_image_on_a_private_network_is_never_loaded(string body, string message)
    {
        using var response = await _server.Client.PostJsonAsync("/v1/images/edits", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await response.ReadJsonAsync()).GetProperty("error");
        Assert.Equal("invalid_image_file", error.GetProperty("code").GetString());
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "invalid_api_key", 502, "provider_authentication", "false")]
    [InlineData(429, "insufficient_quota", 429, "insufficient_quota", "false")]
    [InlineData(400, "moderation_blocked", 400, "moderation_blocked", null)]
    public async Task A_failure_of_the_provider_has_the_status_that_clients_act_on(int upstream, string type, int status, string code, string? retry)
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On("/v1/responses", Scripts.Answer(upstream, $$$"""{"error":{"message":"No.","type":"{{{type}}}","code":"{{{type}}}"}}"""));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        using var response = await server.Client.PostJsonAsync(Generations, """{"prompt":"a fox"}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await response.ReadJsonAsync()).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(retry, response.Headers.TryGetValues("x-should-retry", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task A_failure_that_may_have_been_charged_is_never_repeated_by_a_client()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On("/v1/responses", ResponsesScript.Image("not an image"u8.ToArray()));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));

        using var response = await server.Client.PostJsonAsync(Generations, """{"prompt":"a fox"}""");

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task A_request_whose_client_is_gone_is_answered_again_and_not_made_again()
    {
        var gate = new Gate();
        await using var service = await ScriptedServer.StartAsync();
        service.On("/v1/responses", async exchange =>
        {
            await gate.PassAsync(exchange.Gone);
            await ResponsesScript.Image(TestImages.SmallPng(4)).PlayAsync(exchange);
        });
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        using var gone = new CancellationTokenSource();
        var first = server.Client.PostAsync(Generations, Json("""{"prompt":"a fox"}"""), gone.Token);
        await gate.Reached.WaitAsync(Cancel);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await server.Log.HasAsync("left before its answer");
        gate.Open();

        using var second = await server.Client.PostAsync(Generations, Json("""{"prompt":"a fox"}"""), Cancel);
        using var third = await server.Client.PostAsync(Generations, Json("""{"prompt":"a fox"}"""), Cancel);

        Assert.Equal(TestImages.SmallPng(4), (await second.ReadJsonAsync()).GetProperty("data")[0].GetProperty("b64_json").GetBytesFromBase64());
        Assert.NotEqual(second.Headers.GetValues("x-darkroom-generation").Single(), third.Headers.GetValues("x-darkroom-generation").Single());
        Assert.Equal(2, service.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task Only_pages_of_allowed_origins_may_use_the_API()
    {
        await using var server = await RunningServer.StartAsync(("V1:AllowedOrigins", "https://chat.example.org"));

        using var preflight = await SendAsync(HttpMethod.Options, "https://chat.example.org");
        using var allowed = await SendAsync(HttpMethod.Post, "https://chat.example.org");
        using var other = await SendAsync(HttpMethod.Post, "https://evil.example.org");

        Assert.Equal((HttpStatusCode.NoContent, "https://chat.example.org"), (preflight.StatusCode, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string origin)
        {
            using var request = new HttpRequestMessage(method, Generations) { Headers = { { "Origin", origin } } };
            request.Content = method == HttpMethod.Post ? Json("""{"model":"painter","prompt":"a fox","size":"64x64"}""") : null;
            return await server.Client.SendAsync(request, Cancel);
        }
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
