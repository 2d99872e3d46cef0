using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The typeface of the pages, and the application that they can be installed as.</summary>
public sealed class TypefaceTests(Chromium chromium) : SitePagesTest(chromium)
{
    [Fact]
    public async Task Pages_use_the_shipped_typeface()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync("document.fonts.ready");

        Assert.True(await page.EvaluateAsync<bool>("[...document.fonts].some((one) => one.family === 'Geist' && one.status === 'loaded')"));
    }

    /// <summary>A browser shows the page with another font first, and replaces it.</summary>
    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task A_typeface_that_comes_late_moves_nothing(int width)
    {
        var page = await OpenAsync("/commands", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await FillAsync(await OpenAsync());
        foreach (var address in new[] { "/", "/gallery", "/campaigns", "/settings" })
        {
            var gate = new TaskCompletionSource();
            await page.RouteAsync("**/geist.woff2", async route =>
            {
                await gate.Task;
                await route.ContinueAsync();
            });
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Commit });
            await Expect(page.Locator("#page-end")).ToBeAttachedAsync();
            await FramesPassAsync(page);
            gate.SetResult();
            await page.EvaluateAsync("document.fonts.ready");
            await FramesPassAsync(page);
            await page.UnrouteAllAsync();

            Assert.InRange(await page.EvaluateAsync<double>("__watch.shifts.reduce((sum, one) => sum + one.value, 0)"), 0, 0.01);
        }
    }

    [Fact]
    public async Task The_site_can_be_installed_and_takes_what_is_shared_with_it()
    {
        var page = await OpenAsync();
        var address = await page.Locator("link[rel=manifest]").GetAttributeAsync("href");
        var manifest = JsonElement.Parse(await Server.Client.GetStringAsync(new Uri(address!, UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal("/", manifest.GetProperty("start_url").GetString());
        Assert.Equal("/", manifest.GetProperty("scope").GetString());
        foreach (var icon in manifest.GetProperty("icons").EnumerateArray())
        {
            using var response = await Server.Client.GetAsync(new Uri(icon.GetProperty("src").GetString()!, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(icon.GetProperty("type").GetString(), response.Content.Headers.ContentType?.MediaType);
        }

        var share = manifest.GetProperty("share_target");
        Assert.Equal(("/share-target", "POST", "multipart/form-data"), (share.GetProperty("action").GetString(), share.GetProperty("method").GetString(), share.GetProperty("enctype").GetString()));
        Assert.Equal("prompt", share.GetProperty("params").GetProperty("text").GetString());
        Assert.Equal("""[{"name":"images","accept":["image/*"]}]""", share.GetProperty("params").GetProperty("files").GetRawText());
    }
}
