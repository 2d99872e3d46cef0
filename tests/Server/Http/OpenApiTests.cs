using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Microsoft.OpenApi;

namespace Darkroom.Tests.Server.Http;

/// <summary>The OpenAPI document and its reference page.</summary>
public sealed class OpenApiTests
{
    private static readonly string[] Described = ["/api/", "/v1/", "/health/"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_is_valid_OpenAPI_3_1_without_warnings()
    {
        await using var server = await RunningServer.StartAsync();
        await using var stream = await server.Client.GetStreamAsync("/openapi/v1.json", Cancel);
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(stream, "json", cancellationToken: Cancel);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic!.SpecificationVersion);
        Assert.Empty(diagnostic.Errors.Concat(diagnostic.Warnings).Select(problem => $"{problem.Pointer}: {problem.Message}"));
        Assert.NotNull(document);
    }

    [Fact]
    public async Task Every_route_of_the_APIs_is_described_with_parameters_answers_and_examples()
    {
        await using var server = await RunningServer.StartAsync();
        var document = await (await server.Client.GetAsync("/openapi/v1.json", Cancel)).ReadJsonAsync();
        var paths = document.GetProperty("paths");
        var missing = new List<string>();
        foreach (var (method, pattern) in EveryEndpoint.Of(server).Where(one => Array.Exists(Described, prefix => one.Pattern.StartsWith(prefix, StringComparison.Ordinal))))
        {
            // Everything else below /v1 is one error, and an image of an answer has its address from that answer.
            if (pattern is "/v1/{rest}" or "/v1/files/{token}")
            {
                continue;
            }

            var name = $"{method} {pattern}";
            if (!paths.TryGetProperty(pattern.TrimEnd('/'), out var path) || !path.TryGetProperty(method.ToLowerInvariant(), out var operation))
            {
                missing.Add($"{name}: no description");
                continue;
            }

            missing.AddRange(MissingIn(operation).Select(what => $"{name}: {what}"));
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Fact]
    public async Task Event_streams_have_the_schema_of_each_event_and_images_their_content_types()
    {
        await using var server = await RunningServer.StartAsync();
        var paths = (await (await server.Client.GetAsync("/openapi/v1.json", Cancel)).ReadJsonAsync()).GetProperty("paths");
        var events = paths.GetProperty("/api/generations/{id}/events").GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content")
            .GetProperty("text/event-stream").GetProperty("schema");
        Assert.StartsWith("event: progress\ndata: {\"generation_id\":", paths.GetProperty("/api/generations/{id}/events").GetProperty("get").GetProperty("responses")
            .GetProperty("200").GetProperty("content").GetProperty("text/event-stream").GetProperty("example").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["ProgressEvent", "PartialImageEvent", "ImageEvent", "ErrorEvent", "CompleteEvent"],
            events.GetProperty("oneOf").EnumerateArray().Select(one => one.GetProperty("$ref").GetString()!.Split('/')[^1]));
        var image = paths.GetProperty("/images/{id}").GetProperty("get");
        Assert.Equal(["image/png", "image/jpeg", "image/webp"], image.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Select(one => one.Name));
        Assert.Equal(0, paths.GetProperty("/s/{token}/events").GetProperty("get").GetProperty("security").GetArrayLength());
    }

    [Theory]
    [InlineData("post", "/v1/images/generations", "400 401 403 404 409 413 429 502 503 504")]
    [InlineData("get", "/v1/models", "400 401 404 429 503")]
    [InlineData("post", "/v1/responses/{id}/cancel", "400 401 403 404 429 503")]
    [InlineData("post", "/api/keys", "400 401 403 413 415")]
    [InlineData("post", "/api/webhooks", "400 401 403 413 415")]
    [InlineData("get", "/api/webhooks", "401 403")]
    [InlineData("get", "/api/images", "400 401")]
    [InlineData("post", "/api/queue/cancel", "400 401 403 413 415")]
    public async Task Operations_list_the_errors_that_occur(string method, string path, string errors)
    {
        await using var server = await RunningServer.StartAsync();
        var paths = (await (await server.Client.GetAsync("/openapi/v1.json", Cancel)).ReadJsonAsync()).GetProperty("paths");
        var answers = paths.GetProperty(path).GetProperty(method).GetProperty("responses").EnumerateObject().Select(answer => answer.Name);
        Assert.Equal(errors, string.Join(' ', answers.Where(status => status[0] is '4' or '5').Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task The_reference_page_needs_nothing_from_elsewhere_and_changes_the_policy_of_no_other_page()
    {
        await using var server = await RunningServer.StartAsync();
        using var page = await server.Client.GetAsync("/docs/", Cancel);
        var html = await page.Content.ReadAsStringAsync(Cancel);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.DoesNotContain("//", html.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", policy, StringComparison.Ordinal);

        using var studio = await server.Client.GetAsync("/", Cancel);
        Assert.DoesNotContain("unsafe-inline", Assert.Single(studio.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip, br")]
    [InlineData("identity")]
    public async Task The_script_of_the_reference_page_is_sent_compressed_and_cacheable_forever(string accepted)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs/scalar.js") { Headers = { { "Accept-Encoding", accepted } } };
        using var response = await server.Client.SendAsync(request, Cancel);

        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.Equal(accepted == "identity" ? [] : ["gzip"], response.Content.Headers.ContentEncoding);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        using var script = new StreamReader(accepted == "identity" ? body : new GZipStream(body, CompressionMode.Decompress));
        Assert.Contains("createApiReference", await script.ReadToEndAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reference_page_is_behind_the_access_key()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "a-long-secret-of-the-test-0123456789"));
        using var page = await server.Client.GetAsync("/docs/", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
    }

    private static IEnumerable<string> MissingIn(JsonElement operation)
    {
        if (!Has(operation, "summary"))
        {
            yield return "no summary";
        }

        foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
        {
            if (!Has(parameter, "description"))
            {
                yield return $"no description of {parameter.GetProperty("name")}";
            }
        }

        foreach (var content in operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject() : default)
        {
            if (content.Name == "application/json" && !content.Value.TryGetProperty("example", out _))
            {
                yield return "no example of the body";
            }
        }

        var answers = operation.GetProperty("responses").EnumerateObject().ToList();
        if (!answers.Exists(answer => answer.Name[0] == '2'))
        {
            yield return "no answer";
        }

        foreach (var answer in answers)
        {
            if (answer.Name != "204" && !answer.Value.TryGetProperty("content", out _))
            {
                yield return $"no content of {answer.Name}";
            }

            foreach (var content in answer.Value.TryGetProperty("content", out var contents) ? contents.EnumerateObject() : default)
            {
                var text = content.Name.EndsWith("json", StringComparison.Ordinal) || content.Name.StartsWith("text/", StringComparison.Ordinal);
                if (!content.Value.TryGetProperty("schema", out _) || (text && !content.Value.TryGetProperty("example", out _)))
                {
                    yield return $"no schema or example of {answer.Name} {content.Name}";
                }
            }
        }
    }

    private static bool Has(JsonElement element, string property) => element.TryGetProperty(property, out var text) && text.GetString() is { Length: > 0 };
}
