using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Texts that are longer than the provider's maximum.</summary>
public sealed class LongTextTests(Chromium chromium) : SitePagesTest(chromium)
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("A long structured prompt. ", 240)) + "THE END";

    [Fact]
    public async Task A_long_paste_stays_complete_and_is_rejected_until_a_provider_accepts_it()
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync();
        await page.SelectOptionAsync("#provider", "painter");
        await page.FillAsync("#count", "1");
        await PasteAsync(page, "#prompt", Long);

        await Expect(page.Locator("#prompt")).ToHaveValueAsync(Long);
        await Expect(page.Locator(".composer > .limit")).ToHaveTextAsync("6,247 of 4,000 characters: 2,247 too many");
        await page.ClickAsync("#generate");
        await Expect(page.Locator("#form-problem")).ToContainTextAsync("Too long: 6,247 of 4,000 characters. Your text is kept");
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "idle");

        await page.SelectOptionAsync("#provider", "openai");
        await Expect(page.Locator(".composer > .limit")).ToHaveCountAsync(0);
        await page.ClickAsync("#generate");
        await StatusAsync(page, "completed");
        Assert.Contains("THE END", await page.Locator("#sheet .sheet-prompt").InnerTextAsync(), StringComparison.Ordinal);

        // The address would be too long for a server: the link refers to the image instead.
        await Tiles(page, "ready").Locator(".tile-image").ClickAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Remix" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync(Long);
    }

    [Fact]
    public async Task Without_scripts_a_long_prompt_is_returned_complete_with_a_message()
    {
        var page = await OpenAsync("/", new() { JavaScriptEnabled = false });
        await page.SelectOptionAsync("#provider", "painter");
        await page.FillAsync("#prompt", Long);
        await page.ClickAsync("#generate");

        await Expect(page.Locator("#problem-prompt")).ToHaveTextAsync("Too long: 6,247 of 4,000 characters.");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync(Long);
    }

    [Fact]
    public async Task No_field_of_any_page_truncates_pasted_text()
    {
        var page = await OpenAsync();
        await FillAsync(page);
        foreach (var address in await AddressesAsync(page))
        {
            await page.GotoAsync(address);
            Assert.Equal((address, 0), (address, await page.Locator("[maxlength]").CountAsync()));
        }
    }

    /// <summary>Inserts a text as a paste does.</summary>
    private static async Task PasteAsync(Microsoft.Playwright.IPage page, string field, string text)
    {
        await page.FocusAsync(field);
        await page.EvaluateAsync("(text) => document.execCommand('insertText', false, text)", text);
    }
}
