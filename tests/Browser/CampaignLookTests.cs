using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Logos and brand kits in the browser.</summary>
public sealed partial class CampaignLookTests(Chromium chromium) : CampaignTest(chromium)
{
    private static readonly (string Name, byte[] Bytes, string Reason)[] Refused =
    [
        ("broken.png", TestImages.NoisyPng(64, 64, 1, 8000)[..4000], "damaged"),
        ("scripted.svg", """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>"""u8.ToArray(), "scripts"),
        ("notes.png", "not an image"u8.ToArray(), "A logo is a PNG, SVG or WebP file"),
        ("huge.png", TestImages.NoisyPng(1600, 1600, 1, 5_000_000), "a logo may have at most 4,194,304"),
    ];

    [Fact]
    public async Task A_logo_is_shown_when_it_is_saved_and_disappears_when_it_is_removed()
    {
        var id = await CampaignAsync(generate: false);
        var page = await OpenAsync($"/campaigns/{id}");
        await page.SetInputFilesAsync("input[name=logo]", File("logo.png", TestImages.NoisyPng(64, 32, 1, 3000)));
        await IsDrawnAsync(page.GetByAltText("The logo"));
        await page.FillAsync("#brand", "Halden");
        await page.Locator("#brand").BlurAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await IsDrawnAsync(page.GetByAltText("The logo"));

        await page.Locator("[data-kind=logo]").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.GetByAltText("The logo")).ToHaveCountAsync(0);
        await NothingMovedAsync(page);
    }

    [Fact]
    public async Task A_file_that_is_not_a_logo_is_rejected_beside_its_button_and_the_brief_is_kept()
    {
        var page = await OpenAsync("/campaigns/new");
        await page.FillAsync("#brand", "Written before");
        foreach (var (name, bytes, reason) in Refused)
        {
            await page.SetInputFilesAsync("input[name=logo]", File(name, bytes));
            await Expect(page.Locator("[data-kind=logo] .asset-problem")).ToContainTextAsync(reason);
        }

        await Expect(page).ToHaveURLAsync(Kept());
        await page.FillAsync("#product", "Written after");
        await page.Locator("#product").BlurAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();

        await Expect(page.Locator("#brand")).ToHaveValueAsync("Written before");
        await Expect(page.Locator("#product")).ToHaveValueAsync("Written after");
        await page.GotoAsync("/campaigns");
        await Expect(page.Locator(".campaign-card")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_stored_brand_kit_can_be_used_in_another_campaign()
    {
        var id = await CampaignAsync(generate: false);
        var page = await OpenAsync($"/campaigns/{id}");
        await page.FillAsync("#brand", "Halden");
        await page.FillAsync("#primary", "#224466");
        await page.SetInputFilesAsync("input[name=logo]", File("logo.png", TestImages.NoisyPng(64, 32, 1, 3000)));
        await page.GetByText("Audience, tone and style").ClickAsync();
        await page.FillAsync("#tone", "dry");
        await page.GetByText("Typeface and brand kits").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this look as a brand kit" }).ClickAsync();
        await Expect(page.Locator("#kit option")).ToHaveTextAsync(["None", "Halden"]);

        await page.GotoAsync("/campaigns/new");
        await page.FillAsync("#name", "The next one");
        await page.GetByText("Typeface and brand kits").ClickAsync();
        await page.SelectOptionAsync("#kit", "Halden");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        await Expect(page.Locator("#primary")).ToHaveValueAsync("#224466");
        await IsDrawnAsync(page.GetByAltText("The logo"));
        await page.ReloadAsync();

        await Expect(page.Locator("#primary")).ToHaveValueAsync("#224466");
        await Expect(page.Locator("#name")).ToHaveValueAsync("The next one");
        Assert.Equal("dry", await page.Locator("#tone").InputValueAsync());
    }

    [GeneratedRegex("/campaigns/[0-9a-f]{32}$")]
    private static partial Regex Kept();

    private static async Task IsDrawnAsync(ILocator image)
    {
        await Expect(image).ToBeVisibleAsync();
        await Expect(image).ToHaveJSPropertyAsync("naturalWidth", 64);
    }

    private static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "application/octet-stream", Buffer = bytes };
}
