using System.Globalization;
using Darkroom.Tests.Server.Gallery;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Times on pages are in the time zone of the browser.</summary>
public sealed class LocalTimeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Times_are_shown_in_the_time_zone_of_the_browser()
    {
        await Shelf.FillAsync(Server, 1, i => $"image number {i}");
        var id = (await Server.ShownAsync())[0];
        var link = await Server.CallAsync("POST", "/api/shares", new { image = id }, 201);
        var there = TimeZoneInfo.ConvertTime(link.GetProperty("expires_at").GetDateTimeOffset(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));

        var page = await OpenAsync("/shares", new() { TimezoneId = "Asia/Tokyo" });
        await Expect(page.Locator(".share-links")).ToContainTextAsync($"valid until {there.ToString("MMM d, yyyy, h:mm", CultureInfo.InvariantCulture)}");
        await Expect(page.Locator(".share-links")).Not.ToContainTextAsync("UTC");

        await page.GotoAsync($"/images/{id}/view");
        await Expect(page.Locator("time").First).Not.ToContainTextAsync("UTC");
    }

    [Fact]
    public async Task Without_scripts_times_are_in_UTC()
    {
        await Shelf.FillAsync(Server, 1, i => $"image number {i}");
        var id = (await Server.ShownAsync())[0];

        var page = await OpenAsync($"/images/{id}/view", new() { JavaScriptEnabled = false });
        await Expect(page.Locator("time")).ToContainTextAsync(" UTC");
    }
}
