using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Darkroom.Generations;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Http;

/// <summary>Errors name the field and the right value, and nothing is started.</summary>
public sealed partial class BadInputTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> BadFields => new()
    {
        { """{"prompt":""}""", "prompt", "1 to 4,000 characters" },
        { """{"prompt":"   "}""", "prompt", "1 to 4,000 characters" },
        { "{}", "prompt", "1 to 4,000 characters" },
        { $$"""{"prompt":"{{new string('x', 5000)}}"}""", "prompt", "Too long: 5,000 of 4,000 characters" },
        { """{"prompt":"a\u0000b"}""", "prompt", "not text" },
        { """{"prompt":"a\ud800b"}""", "prompt", "valid Unicode" },
        { """{"prompt":"x","n":0}""", "n", "from 1 to 16" },
        { """{"prompt":"x","n":17}""", "n", "from 1 to 16" },
        { """{"prompt":"x","n":"four"}""", "n", "whole number" },
        { """{"prompt":"x","n":1.5}""", "n", "whole number" },
        { """{"prompt":5}""", "prompt", "text" },
        { """{"prompt":"x","size":"9999x9999"}""", "size", "64 to 2048" },
        { """{"prompt":"x","size":"big"}""", "size", "such as 1024x1024" },
        { """{"prompt":"x","size":"1024x1024","aspect_ratio":"1:1"}""", "aspect_ratio", "not both" },
        { """{"prompt":"x","aspect_ratio":"wide"}""", "aspect_ratio", "such as 16:9" },
        { """{"prompt":"x","provider":"nobody"}""", "provider", "painter" },
        { """{"prompt":"x","quality":"high"}""", "quality", "leave it out" },
        { """{"prompt":"x","model":"gpt"}""", "model", "leave it out" },
        { """{"prompt":"x","negative_prompt":"y"}""", "negative_prompt", "leave it out" },
        { """{"prompt":"x","seed":-1}""", "seed", "from 0 to" },
        { """{"prompt":"x","partial_images":4}""", "partial_images", "0 to 3" },
        { """{"prompt":"x","output_format":"bmp"}""", "output_format", "png, jpeg or webp" },
        { """{"prompt":"x","images":["00000000000000000000000000000000"]}""", "images", "generates from text only" },
        { """{"prompt":"x","mask":"00000000000000000000000000000000"}""", "mask", "generates from text only" },
        { """{"prompt":"x","images":"data:image/png;base64,AAAA"}""", "images", "a list of texts" },
        { """{"prompt":"x","images":[5]}""", "images[0]", "text in quotes" },
        { """{"prompt":"x","images":[null]}""", "images[0]", "text in quotes" },
        { """{"prompt":"x","mask":{"url":"x"}}""", "mask", "text in quotes" },
        { """{"prompt":"x","colour":"red"}""", "colour", "Known fields: prompt, n" },
        { """{"prompt":"x","keep_partials":true}""", "keep_partials", "no such field" },
        { """{"prompt":"x","options":5}""", "options", "Write an object" },
        { """{"prompt":"x","options":{"steps":"20"}}""", "options.steps", "a whole number, without quotes" },
        { """{"prompt":"x","options":{"guidance":[]}}""", "options.guidance", "a number, without quotes" },
        { """{"prompt":"x","options":{"loras":"film"}}""", "options.loras", "Write a list" },
        { """{"prompt":"x","options":{"loras":[{"name":"film","weight":"1"}]}}""", "options.loras[0].weight", "a number, without quotes" },
        { """{"prompt":"x","output_compression":"80"}""", "output_compression", "a whole number, without quotes" },
        { """{"prompt":"x",""", "body", "JSON" },
        { "[]", "body", "JSON" },
        { "null", "body", "JSON" },
        { "", "body", "JSON" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task An_invalid_field_is_named_together_with_the_right_value(string body, string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/api/generations", "/api/generate-images" })
        {
            using var response = await server.Client.PostJsonAsync(path, body);
            var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
            Assert.Contains(advice, reasons[0].GetString(), StringComparison.Ordinal);
        }

        Assert.Empty(await server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel));
    }

    [Theory]
    [InlineData("POST", "/api/keys", """{"name":"x","limits":{"images_per_day":"2"}}""", "limits.images_per_day", "Write a whole number, without quotes.")]
    [InlineData("POST", "/api/keys", """{"name":"x","limits":{"usd_per_day":"2"}}""", "limits.usd_per_day", "Write a number, without quotes.")]
    [InlineData("POST", "/api/keys", """{"name":"x","limits":{"models":"painter"}}""", "limits.models", "Write a list of texts.")]
    [InlineData("POST", "/api/keys", """{"name":"x","limits":[]}""", "limits", "Write an object, or leave it out.")]
    [InlineData("POST", "/api/keys", """{"name":"x","scope":"god"}""", "scope", "Write one of these as a text: read, generate or admin.")]
    [InlineData("POST", "/api/keys", """{"name":"x","expires_at":"soon"}""", "expires_at", "Write a time such as")]
    [InlineData("POST", "/api/keys", """{"name":5}""", "name", "Write a text in quotes")]
    [InlineData("PATCH", "/api/webhooks/0", """{"enabled":"yes"}""", "enabled", "Write true or false, without quotes.")]
    [InlineData("PATCH", "/api/webhooks/0", """{"events":"image.ready"}""", "events", "Write a list of texts.")]
    [InlineData("PATCH", "/api/webhooks/0", """{"events":[5]}""", "events[0]", "Write a text in quotes")]
    [InlineData("PATCH", "/api/images/0", """{"favorite":"yes"}""", "favorite", "Write true or false, without quotes.")]
    [InlineData("POST", "/api/shares", """{"image":"0","parameters":"yes"}""", "parameters", "Write true or false, without quotes.")]
    [InlineData("POST", "/api/queue/cancel", """{"ids":"x"}""", "ids", "Write a list of texts.")]
    [InlineData("POST", "/api/generations/batch", """{"request":{"prompt":"x"},"runs":5}""", "runs", "Write a list.")]
    [InlineData("POST", "/api/generations", """{"prompt":"x","options":{"strength":"1"}}""", "options.strength", "Write a number from 0 to 1, without quotes.")]
    [InlineData("PUT", "/api/campaigns/0/prompts/0/square", """{"prompt":"x","focus":{"x":"0","y":0}}""", "focus.x", "Write a number from 0 to 1, without quotes.")]
    [InlineData("POST", "/api/campaigns", """{"kind":"ghost"}""", "kind", "thing, food, place, person, event or app.")]
    [InlineData("POST", "/api/campaigns", """{"custom_sizes":["big"]}""", "custom_sizes[0]", "Write a size")]
    [InlineData("POST", "/api/imports", """{"folder":5}""", "folder", "Write a text in quotes")]
    [InlineData("POST", "/api/imports", """{"folder":"x","tags":"a"}""", "tags", "Write a list of texts.")]
    public async Task A_value_of_the_wrong_type_is_reported_with_the_right_type(string method, string path, string body, string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await server.Client.SendAsync(request, Cancel);
        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
        Assert.Contains(advice, reasons[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/generations")]
    [InlineData("/v1/images/generations")]
    public async Task A_body_that_does_not_arrive_is_408(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{\"promp"), Cancel);

        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("The body did not arrive in time.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_errors_of_a_request_are_reported_together()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generations", """{"prompt":"","n":99,"size":"x","seed":-5}""");
        var errors = (await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request")).GetProperty("errors");
        Assert.Equivalent(new[] { "prompt", "n", "size", "seed" }, errors.EnumerateObject().Select(one => one.Name));
    }

    [Theory]
    [InlineData("-4294967295")]
    [InlineData("4294967297")]
    [InlineData("one")]
    public async Task A_number_in_the_form_is_never_changed(string n)
    {
        await using var server = await RunningServer.StartAsync();
        using var form = new FormUrlEncodedContent([new("prompt", "a red fox"), new("n", n)]);

        using var response = await server.Client.PostAsync(new Uri("/start", UriKind.Relative), form, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/generations")]
    [InlineData("/api/generate-images")]
    public async Task A_body_that_is_not_JSON_is_415(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var text = await server.Client.PostAsync(path, new StringContent("prompt=x", Encoding.UTF8, "text/plain"), Cancel);
        await ProblemAsync(text, HttpStatusCode.UnsupportedMediaType, "invalid_request");
        using var nothing = await server.Client.PostAsync(path, null, Cancel);
        Assert.InRange((int)nothing.StatusCode, 400, 415);
        Assert.Equal("application/problem+json", nothing.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_huge_body_is_413()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generations", $$"""{"prompt":"{{new string('x', 2_000_000)}}"}""");
        var problem = await ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "invalid_request");
        Assert.Contains("at most 1,048,576 bytes are accepted here", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("The configured providers generate from text only", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/generations/nope", 404)]
    [InlineData("GET", "/api/generations/00000000000000000000000000000000", 404)]
    [InlineData("GET", "/api/generations/00000000000000000000000000000000/events", 404)]
    [InlineData("GET", "/api/generations/00000000000000000000000000000000/events?after=x", 400)]
    [InlineData("GET", "/api/generations/00000000000000000000000000000000/events?inline=some", 400)]
    [InlineData("POST", "/api/generations/nope/cancel", 404)]
    [InlineData("POST", "/api/generations/00000000000000000000000000000000/images/0/cancel", 404)]
    [InlineData("POST", "/api/generations/00000000000000000000000000000000/images/x/retry", 404)]
    [InlineData("GET", "/api/images?limit=0", 400)]
    [InlineData("GET", "/api/images?limit=201", 400)]
    [InlineData("GET", "/api/images?cursor=x", 400)]
    [InlineData("GET", "/api/images/nope", 404)]
    [InlineData("GET", "/images/nope", 404)]
    [InlineData("GET", "/images/00000000000000000000000000000000/512", 404)]
    [InlineData("GET", "/images/00000000000000000000000000000000/513", 404)]
    [InlineData("GET", "/previews/..%2f..%2fdarkroom.db", 404)]
    [InlineData("GET", "/assets/x/../../darkroom.db", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("DELETE", "/api/generations", 405)]
    [InlineData("GET", "/api/generate-images", 405)]
    public async Task Unknown_addresses_and_invalid_parameters_return_problems(string method, string path, int status)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await server.Client.SendAsync(request, Cancel);
        await ProblemAsync(response, (HttpStatusCode)status, "invalid_request");
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404, "image/webp")]
    [InlineData("DELETE", "/api/generations", 405, "text/html")]
    [InlineData("PUT", "/images/0", 405, "image/webp,image/*")]
    [InlineData("POST", "/api/generations", 415, "text/html")]
    [InlineData("GET", "/api/images/nope", 404, "text/html")]
    [InlineData("GET", "/images/nope", 404, "image/avif,image/webp")]
    [InlineData("GET", "/api/images?limit=0", 400, "text/plain")]
    public async Task A_problem_is_complete_whatever_the_client_accepts(string method, string path, int status, string accept)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Content = method == "POST" ? new StringContent("x", Encoding.UTF8, "text/plain") : null;
        using var response = await server.Client.SendAsync(request, Cancel);
        await ProblemAsync(response, (HttpStatusCode)status, "invalid_request");
    }

    [Fact]
    public async Task An_unknown_charset_is_415()
    {
        await using var server = await RunningServer.StartAsync();
        using var content = new ByteArrayContent("""{"prompt":"x"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=bogus");
        using var response = await server.Client.PostAsync("/api/generations", content, Cancel);
        var problem = await ProblemAsync(response, HttpStatusCode.UnsupportedMediaType, "invalid_request");
        Assert.Contains("UTF-8", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_endpoint_with_a_body_rejects_an_invalid_one()
    {
        await using var server = await RunningServer.StartAsync();
        var document = await (await server.Client.GetAsync("/openapi/v1.json", Cancel)).ReadJsonAsync();
        var withBody = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(verb => verb.Value.TryGetProperty("requestBody", out _)).Select(verb => (verb.Name, path.Name)))
            .ToList();
        Assert.Superset(new HashSet<(string, string)> { ("post", "/api/generations"), ("post", "/api/generate-images"), ("put", "/api/campaigns/{id}") }, withBody.ToHashSet());
        foreach (var (verb, path) in withBody.Where(one => !one.Item2.StartsWith("/v1/", StringComparison.Ordinal)))
        {
            using var request = new HttpRequestMessage(new HttpMethod(verb.ToUpperInvariant()), PathParts().Replace(path, "0"))
            {
                Content = new StringContent("""{"nonsense":true}""", Encoding.UTF8, "application/json"),
            };
            using var response = await server.Client.SendAsync(request, Cancel);
            var expected = path switch
            {
                "/api/campaigns/{id}/assets" or "/api/campaigns/{id}/import" or "/api/images/parameters" => HttpStatusCode.UnsupportedMediaType,
                _ when path.Contains("{token}", StringComparison.Ordinal) => HttpStatusCode.NotFound,
                _ => HttpStatusCode.BadRequest,
            };
            await ProblemAsync(response, expected, "invalid_request");
        }
    }

    [Fact]
    public async Task A_provider_without_its_key_names_the_setting()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", provider = "openai" });
        var problem = await ProblemAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("OPENAI_API_KEY", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idempotency_key_starts_one_generation_and_rejects_another_body()
    {
        await using var server = await RunningServer.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var response = await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", size = "64x64" }, ("Idempotency-Key", "k1"));
            return (response.StatusCode, Id: (await response.ReadJsonAsync()).GetProperty("id").GetString());
        }));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());

        using var other = await server.Client.PostJsonAsync("/api/generations", new { prompt = "y", size = "64x64" }, ("Idempotency-Key", "k1"));
        await ProblemAsync(other, HttpStatusCode.Conflict, "invalid_request");
    }

    [Fact]
    public async Task A_full_queue_is_429_with_a_retry_time()
    {
        await using var server = await RunningServer.StartAsync(("Jobs:QueueLimit", "16"), ("Providers:painter:Pace", "60"));
        using var first = await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", n = 16, size = "64x64" });
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        using var second = await server.Client.PostJsonAsync("/api/generations", new { prompt = "x", n = 1, size = "64x64" });
        await ProblemAsync(second, HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal(TimeSpan.FromSeconds(30), second.Headers.RetryAfter!.Delta);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\{\w+\}")]
    private static partial System.Text.RegularExpressions.Regex PathParts();

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("type").GetString()!);
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
