using System.Net;
using System.Text;
using Darkroom.Keys;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Darkroom.Tests.Server.Mcp;

/// <summary>Who may call the tools.</summary>
public sealed class McpAccessTests
{
    private const string Key = "correct horse battery staple";
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_the_right_key_the_answer_is_401_and_names_the_scheme(string? key)
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));

        foreach (var method in new[] { "GET", "POST", "DELETE" })
        {
            using var request = Request(method);
            request.Headers.Authorization = key is null ? null : new("Bearer", key);
            using var response = await server.Client.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.Contains("401", (await Assert.ThrowsAnyAsync<Exception>(() => server.ConnectAsync(key: key))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_key_the_address_of_an_original_is_signed_and_works_without_it()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        await using var client = await server.ConnectAsync(key: Key);

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", size = "64x64" });

        var link = Assert.Single(result.Content.OfType<ResourceLinkBlock>());
        Assert.Equal(link.Size, (await server.Client.GetByteArrayAsync(link.Uri, Cancel)).Length);
        using var plain = await server.Client.GetAsync($"/images/{result.Content().GetProperty("images")[0].Text("id")}", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, plain.StatusCode);
    }

    [Fact]
    public async Task A_limit_of_the_key_is_reported_as_such_and_only_its_models_are_listed()
    {
        await using var server = await RunningServer.StartAsync(("Providers:openai:ApiKey", "sk-test"));
        var (_, secret, _) = await server.Services.GetRequiredService<ApiKeys>()
            .CreateAsync("test", KeyScope.Generate, new KeyLimits { ImagesPerDay = 0, Models = ["painter"] }, null, Cancel);
        await using var client = await server.ConnectAsync(key: secret);

        var used = (await client.CallAsync("generate_image", new { prompt = "a fox", model = "painter" })).Refusal();
        var other = (await client.CallAsync("generate_image", new { prompt = "a fox", model = "openai" })).Refusal();
        var models = (await client.CallAsync("list_models", new { })).Content().GetProperty("models");

        Assert.StartsWith("The limit of this API key is 0 for images in a day", used, StringComparison.Ordinal);
        Assert.EndsWith("\nNothing was started.", used, StringComparison.Ordinal);
        Assert.EndsWith("\nNothing was started. list_models lists the models that this key may use.", other, StringComparison.Ordinal);
        Assert.Equal("painter", Assert.Single(models.EnumerateArray()).Text("model"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_page_of_another_site_is_rejected_whatever_the_method(string method)
    {
        await using var server = await RunningServer.StartAsync(("V1:AllowedOrigins", "https://chat.example.org"));
        foreach (var origin in new[] { "https://chat.example.org", "http://localhost:6274", "null" })
        {
            using var request = Request(method);
            request.Headers.TryAddWithoutValidation("Origin", origin);
            using var response = await server.Client.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_own_origin_and_programs_are_accepted_and_other_host_names_are_not()
    {
        await using var server = await RunningServer.StartAsync();
        using var own = Request("POST");
        own.Headers.TryAddWithoutValidation("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        using var rebound = Request("POST");
        rebound.Headers.Host = "darkroom.example.org";
        using var listening = Request("GET");

        Assert.Equal(HttpStatusCode.OK, (await server.Client.SendAsync(own, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Client.SendAsync(rebound, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.Client.SendAsync(listening, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Links_use_the_public_address()
    {
        await using var server = await RunningServer.StartAsync(("Access:PublicUrl", "https://images.example.org/darkroom"), ("Http:PathBase", "/darkroom"), ("DARKROOM_ACCESS_KEY", Key));
        await using var client = await server.ConnectAsync(key: Key);

        var result = await client.CallAsync("generate_image", new { prompt = "a red fox", size = "64x64" });

        Assert.StartsWith("https://images.example.org/darkroom/v1/files/", Assert.Single(result.Content.OfType<ResourceLinkBlock>()).Uri, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Request(string method)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "/mcp");
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", McpConnection.Oldest);
        request.Content = method == "POST" ? new StringContent(Ping, Encoding.UTF8, "application/json") : null;
        return request;
    }
}
