using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Sharing in the browser: the owner's dialog, and the pages of visitors.</summary>
public sealed class ShareTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_dialog_creates_a_link_and_revokes_it()
    {
        var id = (await Server.PaintAsync(1, "a fox in the snow"))[0];
        var page = await OpenAsync($"/images/{id}/view");
        await page.Locator("a[data-share]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Share" });
        await dialog.GetByLabel("Works for").SelectOptionAsync("1");
        await dialog.GetByRole(AriaRole.Checkbox).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();
        var address = await dialog.GetByLabel("The new link").InputValueAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Copy" })).ToBeVisibleAsync();
        await Expect(dialog.Locator(".share-links li")).ToHaveCountAsync(1);

        var visitor = await OpenAsync(new Uri(address).AbsolutePath);
        await Expect(visitor.Locator("h1")).ToHaveTextAsync("a fox in the snow");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(dialog.Locator(".share-links li")).ToContainTextAsync("Revoked");
        await visitor.ReloadAsync();
        await Expect(visitor.Locator("h1")).ToHaveTextAsync("This link has ended");

        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(page.Locator("a[data-share]")).ToBeFocusedAsync();
        Assert.EndsWith("/view", page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task A_visitor_sees_a_run_develop_and_requests_nothing_but_what_is_shared(int width)
    {
        var (preview, final) = (new Gate(), new Gate());
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(preview).Partial(0, TestImage(1)).Wait(final).Partial(1, TestImage(2)).Final(TestImage(3)).Completed());
        var owner = await OpenAsync();
        await GenerateAsync(owner, "a secret lighthouse", count: 1);
        await preview.Reached;
        await Expect(owner.Locator("#sheet[data-generation]:not([data-generation=''])")).ToHaveCountAsync(1);
        var generation = await owner.Locator("#sheet").GetAttributeAsync("data-generation");
        await Expect(owner.Locator("#sheet .sheet-share")).ToHaveAttributeAsync("href", $"/shares?generation={generation}");
        var link = (await Server.CallAsync("POST", "/api/shares", new { generation }, 201)).GetProperty("url").GetString()!;

        var requests = new List<string>();
        var visitor = await OpenAsync("/health/live", new() { ViewportSize = new() { Width = width, Height = 844 } });
        visitor.Request += (_, request) => requests.Add(new Uri(request.Url).AbsolutePath);
        await visitor.GotoAsync(link);
        var tile = visitor.Locator("[data-image-index]");
        await Expect(tile).ToHaveAttributeAsync("data-state", "developing");
        await Expect(visitor.Locator("#status")).ToHaveTextAsync("0 of 1 ready");
        preview.Open();
        await Expect(tile.Locator("img[data-partial-image-index='0']")).ToBeVisibleAsync();
        final.Open();
        await Expect(tile).ToHaveAttributeAsync("data-state", "ready");
        await Expect(visitor.Locator("#status")).ToHaveTextAsync("1 of 1 ready");
        await Expect(visitor.Locator("#status")).ToHaveAttributeAsync("data-state", "completed");

        Assert.DoesNotContain("secret", await visitor.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await visitor.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await tile.Locator("a").ClickAsync();
        await Expect(visitor.Locator(".shared-stage img")).ToHaveJSPropertyAsync("complete", true);
        Assert.All(requests, path => Assert.True(path.StartsWith(link, StringComparison.Ordinal) || path.StartsWith("/assets/", StringComparison.Ordinal), path));
    }

    [Fact]
    public async Task Without_scripts_a_collection_is_a_grid_with_links()
    {
        var ids = await Server.PaintAsync(3);
        var collection = (await Server.CallAsync("POST", "/api/collections", new { name = "Three" }, 201)).GetProperty("id").GetString();
        await Server.EndOfAsync((await Server.CallAsync("POST", "/api/images/bulk", new { select = new { ids }, @do = new { collect = collection } }, 202)).GetProperty("id").GetString()!);
        var link = (await Server.CallAsync("POST", "/api/shares", new { collection }, 201)).GetProperty("url").GetString()!;

        var page = await OpenAsync(link, new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        await Expect(page.Locator(".gallery-tile")).ToHaveCountAsync(3);
        Assert.All(
            await page.Locator(".gallery-tile img").EvaluateAllAsync<double[]>("(images) => images.map((image) => image.clientWidth / image.clientHeight / (image.getAttribute('width') / image.getAttribute('height')))"),
            stretched => Assert.InRange(stretched, 0.93, 1.07));
        await page.Locator(".gallery-tile").Nth(1).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Newer image" })).ToHaveAttributeAsync("href", $"{link}/images/{ids[0]}/view");
        await page.GetByRole(AriaRole.Link, new() { Name = "All images" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Three");
    }
}
