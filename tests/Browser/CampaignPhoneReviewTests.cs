using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A brief goes through a review on a phone to a package on disk.</summary>
public sealed class CampaignPhoneReviewTests(Chromium chromium) : CampaignTest(chromium)
{
    private const string Key = "0.instagram-square.0.0.en";

    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true };

    [Fact]
    public async Task A_client_reviews_on_a_phone_and_every_exported_file_is_as_approved()
    {
        var id = await CampaignAsync(concepts: 2, formats: "\"instagram-square\", \"google-300x250\"");
        var review = (await SendAsync($"/api/campaigns/{id}/review-links", """{"name": "Maria"}""")).GetProperty("url").GetString()!;
        var studio = await OpenAsync($"/campaigns/{id}");
        var client = await OpenAsync(review, new(Phone));

        // Every creative is at least 320 px wide, and nothing is wider than the screen.
        await Expect(Ready(client)).ToHaveCountAsync(4);
        Assert.All(await client.Locator("#creatives .creative-image").EvaluateAllAsync<double[]>("all => all.map(one => one.getBoundingClientRect().width)"), width => Assert.InRange(width, 320, 390));
        Assert.Equal(390, await client.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        // A comment is pinned with a tap, and moved with the keyboard.
        await client.Locator($"[data-creative='{Key}'] a.creative-image").ClickAsync();
        await Expect(client.Locator("h1")).ToHaveTextAsync("Instagram Square post");
        await Expect(client.Locator(".decision-now")).ToHaveTextAsync("To review", new() { UseInnerText = true });
        Assert.All(
            await client.Locator("darkroom-review-viewer :is(.rv-bar, .rv-tools, .decision) :is(a, button)").EvaluateAllAsync<string[]>("all => all.map((one) => one.innerText.trim())"),
            words => Assert.NotEmpty(words));
        await client.GetByRole(AriaRole.Button, new() { Name = "Pin to a spot" }).ClickAsync();
        var draft = client.Locator(".pin-draft");
        await Expect(draft).ToBeFocusedAsync();
        var box = (await client.Locator(".pins").BoundingBoxAsync())!;
        await client.Mouse.ClickAsync(box.X + (box.Width * 0.25f), box.Y + (box.Height * 0.75f));
        await client.Keyboard.PressAsync("ArrowRight");
        await client.FillAsync("#comment-text", "Move this up");
        await client.GetByRole(AriaRole.Button, new() { Name = "Send comment" }).ClickAsync();
        var pin = client.Locator(".pin[data-comment]");
        await Expect(pin).ToHaveTextAsync("1");
        Assert.InRange(await ShareAsync(client, pin, "left"), 0.25, 0.27);

        // The pin stays where it is in the image when that is zoomed.
        await client.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await Expect(client.Locator("#stage")).ToHaveAttributeAsync("data-zoomed", "");
        Assert.InRange(await ShareAsync(client, pin, "left"), 0.25, 0.27);
        Assert.InRange(await ShareAsync(client, pin, "top"), 0.74, 0.76);
        await client.GetByRole(AriaRole.Button, new() { Name = "Zoom out" }).ClickAsync();

        await client.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(client.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(client.Locator(".decision-now")).ToHaveTextAsync("Approved", new() { UseInnerText = true });

        // The studio replies and changes the headline: the decision was about another version.
        await studio.Locator($"[data-creative='{Key}'] a.creative-image").ClickAsync();
        var editor = studio.Locator("darkroom-editor");
        await Expect(editor.Locator(".pin[data-comment]")).ToHaveCountAsync(1);
        await editor.GetByText("Reply", new() { Exact = true }).ClickAsync();
        await editor.Locator(".reply-form textarea").FillAsync("Done");
        await editor.Locator(".reply-form button").ClickAsync();
        await Expect(editor.Locator(".reply .said-text")).ToHaveTextAsync("Done");
        await Expect(client.Locator(".reply .said-text")).ToHaveTextAsync("Done");
        await editor.Locator("#edit-headline").FillAsync("Begin the day at ease");
        await Expect(client.Locator(".rv-new")).ToBeVisibleAsync();
        await client.GetByRole(AriaRole.Link, new() { Name = "Show the new version" }).ClickAsync();
        await Expect(client.Locator(".rv-changed")).ToContainTextAsync("Version 1 was decided on");
        await Expect(client.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveAttributeAsync("aria-pressed", "false");
        await client.Locator(".rv-changed a").ClickAsync();
        await Expect(client.Locator(".compare-changes del")).ToHaveTextAsync("Begin the day slowly");
        await Expect(client.Locator(".compare-changes ins")).ToHaveTextAsync("Begin the day at ease");
        await Expect(client.Locator(".compare")).ToHaveAttributeAsync("data-mode", "slider");

        // The rest is approved together, after the number was confirmed.
        await client.GotoAsync(new Uri(Server.Address, review).ToString());
        await client.GetByRole(AriaRole.Link, new() { Name = "Approve all 4 remaining" }).ClickAsync();
        await Expect(client.GetByRole(AriaRole.Dialog)).ToContainTextAsync("This approves 4 creatives");
        await client.GetByRole(AriaRole.Button, new() { Name = "Approve 4 creatives" }).ClickAsync();
        await Expect(client.Locator("#status")).ToContainTextAsync("Thank you");
        await client.GetByRole(AriaRole.Link, new() { Name = "Summary" }).ClickAsync();
        await Expect(client.Locator("textarea.summary")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("Approved: 4 of 4"));

        await studio.GotoAsync(new Uri(Server.Address, $"/campaigns/{id}").ToString());
        await studio.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Expect(studio.Locator(".name-examples")).ToContainTextAsync("small_1_google-300x250_en_v1.jpg");
        var download = await studio.RunAndWaitForDownloadAsync(() => studio.ClickAsync("#export-download"));
        using var package = await CampaignPackage.OfAsync(download, Server);
        await package.IsWholeAsync(id);
        Assert.Equal(4, package.Files.Count);
        Assert.All(package.Files, file => Assert.Equal(("approved", "Maria"), (file.GetProperty("approval").GetString(), file.GetProperty("decided_by").GetString())));
        Assert.Equal(
            "instagram/small_1_instagram-square_en_v2.jpg",
            Assert.Single(package.Files, file => file.GetProperty("headline").GetString() == "Begin the day at ease").GetProperty("file").GetString());
        Assert.Empty(await client.EvaluateAsync<string[]>("__watch.breaches"));
    }

    [Fact]
    public async Task A_swipe_and_the_arrow_keys_lead_to_the_neighbours()
    {
        var id = await CampaignAsync(concepts: 2);
        var review = (await SendAsync($"/api/campaigns/{id}/review-links", """{"name": "Maria"}""")).GetProperty("url").GetString()!;
        var client = await OpenAsync($"{review}/creatives/{Key}", new(Phone));
        await Expect(client.Locator(".rv-position")).ToHaveTextAsync("1 of 2");

        await client.Keyboard.PressAsync("ArrowRight");
        await Expect(client.Locator(".rv-position")).ToHaveTextAsync("2 of 2");
        await client.Keyboard.PressAsync("ArrowLeft");
        await Expect(client.Locator(".rv-position")).ToHaveTextAsync("1 of 2");
        await client.EvaluateAsync("""
            const stage = document.querySelector('#stage');
            for (const [type, x] of [['pointerdown', 300], ['pointermove', 120], ['pointerup', 120]]) {
              stage.dispatchEvent(new PointerEvent(type, { pointerId: 1, pointerType: 'touch', isPrimary: true, button: 0, clientX: x, clientY: 300, bubbles: true, cancelable: true }));
            }
            """);
        await Expect(client.Locator(".rv-position")).ToHaveTextAsync("2 of 2");
        await client.Keyboard.PressAsync("Escape");
        await Expect(Tiles(client)).ToHaveCountAsync(2);
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(320, 568)]
    public async Task The_brief_and_the_creatives_are_two_tabs_on_a_small_screen(int width, int height)
    {
        var id = await CampaignAsync(formats: "\"instagram-square\", \"facebook\", \"google-300x250\", \"pinterest\"");
        var page = await OpenAsync($"/campaigns/{id}", new() { ViewportSize = new() { Width = width, Height = height } });
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Creatives" })).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(page.Locator("#brief")).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Tab, new() { Name = "Creatives" }).PressAsync("ArrowLeft");
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Brief" })).ToBeFocusedAsync();
        await Expect(page.Locator("#brief")).ToBeVisibleAsync();
        await Expect(page.Locator("#results")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("#brief")).ToBeVisibleAsync();
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        // What sticks to the edges of the window.
        await page.EvaluateAsync("scrollTo(0, 600)");
        var sticky = await page.EvaluateAsync<double>("""
            [...document.querySelectorAll('*')].filter((one) => ['sticky', 'fixed'].includes(getComputedStyle(one).position))
              .map((one) => one.getBoundingClientRect()).filter((box) => box.height && box.bottom > 0 && box.top < innerHeight && box.width > innerWidth / 2)
              .reduce((sum, box) => sum + Math.min(box.bottom, innerHeight) - Math.max(box.top, 0), 0)
            """);
        Assert.InRange(sticky, 1, height / 4.0);

        // The filters are one row that scrolls, with the button for all below.
        await page.GotoAsync(new Uri(Server.Address, $"/campaigns/{id}").ToString());
        await page.GetByRole(AriaRole.Tab, new() { Name = "Creatives" }).ClickAsync();
        var row = await page.Locator(".filters-row").EvaluateAsync<double[]>("(row) => [row.clientHeight, row.scrollWidth - row.clientWidth, row.parentElement.clientHeight]");
        Assert.InRange(row[0], 44, 50);
        Assert.InRange(row[1], 1, 2000);
        Assert.InRange(row[2], 44, 104);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

        await page.SetViewportSizeAsync(1280, 800);
        await Expect(page.Locator("#brief")).ToBeVisibleAsync();
        await Expect(page.Locator("#results")).ToBeVisibleAsync();
    }

    /// <summary>Returns where the middle of a pin is in the image, as a share of its size.</summary>
    private static async Task<double> ShareAsync(IPage page, ILocator pin, string side) => await pin.EvaluateAsync<double>(
        $$"""
        (pin) => {
          const [box, image] = [pin.getBoundingClientRect(), document.querySelector('#stage img').getBoundingClientRect()];
          return '{{side}}' === 'left' ? (box.left + box.width / 2 - image.left) / image.width : (box.top + box.height / 2 - image.top) / image.height;
        }
        """);
}
