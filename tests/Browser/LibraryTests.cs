using Darkroom.Tests.Server.Gallery;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Tags, collections, saved searches and the trash, from the gallery and its pages.</summary>
public sealed class LibraryTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Images = "#gallery a[data-image-id]";

    [Fact]
    public async Task An_image_over_the_gallery_is_tagged_without_closing_it()
    {
        await Shelf.FillAsync(Server, 4, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        await page.Locator(Images).Nth(1).ClickAsync();
        var tag = page.GetByLabel("New tag");
        await tag.FillAsync("harbour");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#labels .label")).ToHaveTextAsync(["harbour×"]);
        await Expect(tag).ToBeFocusedAsync();
        await tag.FillAsync("sea");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#labels .label")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove tag harbour" }).ClickAsync();
        await Expect(page.Locator("#labels .label")).ToHaveTextAsync(["sea×"]);
        await Expect(page.Locator(".lightbox-position")).ToHaveTextAsync("2 of 4");
        await page.Keyboard.PressAsync("Escape");

        await page.FillAsync("#search", "tag:sea");
        await Expect(page.Locator(Images)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_search_is_saved_and_found_among_the_collections()
    {
        await Shelf.FillAsync(Server, 6, i => i % 2 == 0 ? $"barn {i}" : $"sea {i}");
        var page = await OpenAsync("/gallery");
        await Expect(page.GetByText("Save search")).ToHaveCountAsync(0);
        await page.FillAsync("#search", "barn");
        await Expect(page.Locator(Images)).ToHaveCountAsync(3);
        await page.GetByText("Save search").ClickAsync();
        await page.GetByLabel("Name").FillAsync("Barns");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Collections");
        await page.GetByRole(AriaRole.Link, new() { Name = "Barns" }).ClickAsync();
        await Expect(page.Locator(Images)).ToHaveCountAsync(3);
        Assert.EndsWith("/gallery?q=barn", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trash_is_emptied_after_a_question()
    {
        await Shelf.FillAsync(Server, 3, i => $"image {i}");
        var page = await OpenAsync("/gallery");
        await page.Locator(Images).First.ClickAsync();
        await page.Keyboard.PressAsync("Delete");
        await Expect(page.Locator(".lightbox-position")).ToHaveTextAsync("1 of 2");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "Trash" }).ClickAsync();
        await Expect(page.Locator(Images)).ToHaveCountAsync(1);
        await Expect(page.Locator("#library [aria-current]")).ToHaveTextAsync("Trash");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Trash");
        var place = await page.Locator(Images).First.BoundingBoxAsync();
        await page.GetByText("Empty trash").ClickAsync();
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Delete all images in the trash" });
        await Expect(button).ToBeVisibleAsync();
        await Expect(button).ToHaveClassAsync(new System.Text.RegularExpressions.Regex(@"\bdanger\b"));
        Assert.Equal(place!.Y, (await page.Locator(Images).First.BoundingBoxAsync())!.Y);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete all images in the trash" }).ClickAsync();
        await Expect(page.Locator(Images)).ToHaveCountAsync(0);
        await Expect(page.Locator(".gallery-notice h2")).ToHaveTextAsync("The trash is empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "All images" }).ClickAsync();
        await Expect(page.Locator(Images)).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_search_in_the_trash_stays_there_and_the_field_shows_only_what_was_typed()
    {
        await Shelf.FillAsync(Server, 4, i => i % 2 == 0 ? $"barn {i}" : $"sea {i}");
        foreach (var id in (await Server.ShownAsync())[..2])
        {
            await Server.CallAsync("DELETE", $"/api/images/{id}", status: 204);
        }

        var page = await OpenAsync("/gallery");
        await page.GetByRole(AriaRole.Link, new() { Name = "Trash" }).ClickAsync();
        await Expect(page.Locator(Images)).ToHaveCountAsync(2);
        await Expect(page.Locator("#search")).ToHaveValueAsync("");
        await Expect(page.Locator("#filters .chip")).ToHaveCountAsync(0);

        await page.FillAsync("#search", "barn");
        await Expect(page.Locator(Images)).ToHaveCountAsync(1);
        await Expect(page.Locator("#library [aria-current]")).ToHaveTextAsync("Trash");
        await page.ReloadAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Trash");
        await Expect(page.Locator("#search")).ToHaveValueAsync("barn");
        await Expect(page.Locator(Images)).ToHaveCountAsync(1);
    }
}
