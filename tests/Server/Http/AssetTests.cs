using System.IO.Compression;
using System.Net;
using AngleSharp.Html.Parser;
using Darkroom.Server.Http;

namespace Darkroom.Tests.Server.Http;

/// <summary>The scripts and the style sheet that pages load.</summary>
public sealed class AssetTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Assets.Bundle)]
    [InlineData(Assets.Modules)]
    public async Task Every_file_is_cacheable_forever_and_the_same_in_every_encoding(string form)
    {
        Assert.SkipUnless(Assets.Exist(form), "The build made no bundle: npm ci --prefix src/Darkroom.Server/Browser");
        await using var server = await RunningServer.StartAsync((RunningServer.Scripts, form));
        foreach (var address in await AddressesAsync(server))
        {
            var plain = await ReadAsync(server, address, "identity");
            Assert.NotEmpty(plain);
            Assert.DoesNotContain("sourceMappingURL", plain, StringComparison.Ordinal);
            Assert.Equal(plain, await ReadAsync(server, address, "br"));
            Assert.Equal(plain, await ReadAsync(server, address, "gzip"));
            Assert.Equal(plain, await ReadAsync(server, address, "gzip;q=0.5, br;q=0"));
        }
    }

    [Fact]
    public async Task The_bundle_is_small()
    {
        Assert.SkipUnless(Assets.Exist(Assets.Bundle), "The build made no bundle: npm ci --prefix src/Darkroom.Server/Browser");
        await using var server = await RunningServer.StartAsync((RunningServer.Scripts, Assets.Bundle));
        var addresses = await AddressesAsync(server);

        Assert.InRange(addresses.Count, 1, 7);
        var bytes = 0;
        foreach (var address in addresses)
        {
            bytes += (await SendAsync(server, address, "br")).Length;
        }

        Assert.InRange(bytes, 1, 40_000);
    }

    [Fact]
    public async Task The_typeface_is_preloaded_small_and_cacheable_forever()
    {
        await using var server = await RunningServer.StartAsync();
        using var page = new HtmlParser().ParseDocument(await server.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel));
        var link = page.QuerySelector("link[rel=preload][as=font]")!;

        using var response = await server.Client.GetAsync(new Uri(link.GetAttribute("href")!, UriKind.Relative), Cancel);
        Assert.Equal("font/woff2", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.InRange((await response.Content.ReadAsByteArrayAsync(Cancel)).Length, 1, 45_000);
    }

    /// <summary>Returns the addresses of the scripts and style sheets that the studio loads.</summary>
    private static async Task<List<string>> AddressesAsync(RunningServer server)
    {
        using var page = new HtmlParser().ParseDocument(await server.Client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel));
        return [.. page.QuerySelectorAll("link[href^='/assets/']:not([as=font], [rel=apple-touch-icon]), script[src]").Select(one => one.GetAttribute("href") ?? one.GetAttribute("src")!).Distinct()];
    }

    private static async Task<string> ReadAsync(RunningServer server, string address, string accepted)
    {
        var body = new MemoryStream(await SendAsync(server, address, accepted));
        await using Stream unpacked = accepted switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "identity" => body,
            _ => new GZipStream(body, CompressionMode.Decompress),
        };
        using var reader = new StreamReader(unpacked);
        return await reader.ReadToEndAsync(Cancel);
    }

    private static async Task<byte[]> SendAsync(RunningServer server, string address, string accepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept-Encoding", accepted } } };
        using var response = await server.Client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl?.ToString());
        Assert.Equal(accepted is "identity" ? [] : [accepted[..2] is "br" ? "br" : "gzip"], response.Content.Headers.ContentEncoding);
        return await response.Content.ReadAsByteArrayAsync(Cancel);
    }
}
