using System.Net;
using System.Net.Http.Headers;

namespace Darkroom.Tests.Server.Gallery;

public sealed class ServeDerivativeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_format_follows_the_accept_header()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await GenerateAsync(server);

        Dictionary<string, string> expected = new()
        {
            [""] = "image/jpeg",
            ["*/*"] = "image/jpeg",
            ["image/*"] = "image/jpeg",
            ["text/html"] = "image/jpeg",
            ["image/webp"] = "image/webp",
            ["image/avif"] = "image/avif",
            ["image/avif,image/webp,image/*,*/*;q=0.8"] = "image/jpeg",
            ["image/avif;q=0,image/webp"] = "image/webp",
        };
        foreach (var (accept, mime) in expected)
        {
            using var response = await SendAsync(server, HttpMethod.Get, id, accept);
            Assert.Equal((accept, HttpStatusCode.OK, mime), (accept, response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Equal("Accept", response.Headers.Vary.Single());
        }
    }

    [Fact]
    public async Task A_known_tag_gets_304_a_range_its_part_and_head_no_body()
    {
        await using var server = await RunningServer.StartAsync();
        var id = await GenerateAsync(server);
        using var whole = await SendAsync(server, HttpMethod.Get, id, "image/avif");
        var bytes = await whole.Content.ReadAsByteArrayAsync(Token);

        using var same = await SendAsync(server, HttpMethod.Get, id, "image/avif", request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        using var part = await SendAsync(server, HttpMethod.Get, id, "image/avif", request => request.Headers.Range = new RangeHeaderValue(10, 19));
        using var head = await SendAsync(server, HttpMethod.Head, id, "image/avif");

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(bytes.Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    private static async Task<string> GenerateAsync(RunningServer server)
    {
        using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "a lighthouse", size = "256x256", seed = 1 });
        var events = await response.ReadEventsAsync().ToListAsync(Token);
        return events.Single(one => one.Type == "image").Text("id")!;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        RunningServer server, HttpMethod method, string id, string accept, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, $"/images/{id}/256");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        change?.Invoke(request);
        return await server.Client.SendAsync(request, Token);
    }
}
