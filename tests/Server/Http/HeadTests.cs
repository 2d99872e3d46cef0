using System.Net;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Server.Http;

/// <summary>HEAD for files returns the headers of GET.</summary>
public sealed class HeadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HEAD_on_files_returns_the_headers_of_GET()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var image = (await server.GetAsync("/api/images")).GetProperty("images")[0].GetProperty("id").GetString();
        var review = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created)).GetProperty("url").GetString();
        var creative = (await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives")[0].GetProperty("preview_url").GetString()!;

        foreach (var path in new[]
        {
            $"/images/{image}", $"/images/{image}?download", $"/images/{image}/512", "/images/nope", "/images/nope/512", "/previews/nope",
            creative, $"{review}/{creative[creative.IndexOf("creatives", StringComparison.Ordinal)..]}", $"{campaign}/assets/nope",
            "/api/generations/nope/inputs/0", "/health/live", "/health/ready", "/login", "/assets/x/darkroom.css",
        })
        {
            using var get = await server.Client.GetAsync(path, Cancel);
            using var request = new HttpRequestMessage(HttpMethod.Head, path);
            using var head = await server.Client.SendAsync(request, Cancel);

            Assert.True(get.StatusCode == head.StatusCode, $"{path}: GET {get.StatusCode}, HEAD {head.StatusCode}");
            Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Equal((get.Headers.ETag, get.Headers.CacheControl), (head.Headers.ETag, head.Headers.CacheControl));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));

            // Only headers that were sent: the client computes a length if the header is missing.
            if (get.IsSuccessStatusCode && head.Content.Headers.NonValidated.TryGetValues("Content-Length", out var length))
            {
                Assert.Equal($"{get.Content.Headers.ContentLength}", length.ToString());
            }
        }
    }
}
