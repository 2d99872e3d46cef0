using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class CampaignWithoutScriptsTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task The_brief_s_form_generates_and_buttons_decide()
    {
        var page = await OpenAsync("/campaigns/new", new() { JavaScriptEnabled = false });
        await page.FillAsync("#concepts", "1");
        await OnlySquareAsync(page);

        await page.ClickAsync("#generate-creatives");
        foreach (var one in await page.Locator("[data-base-image]").AllAsync())
        {
            await EndOfAsync((await one.GetAttributeAsync("data-generation"))!);
        }

        await page.ReloadAsync();
        await StatusAsync(page, "completed");
        await Tiles(page).First.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(Tiles(page).First).ToHaveAttributeAsync("data-approval", "approved");
    }

    [Fact]
    public async Task Problems_are_shown_next_to_their_field_and_the_input_is_kept()
    {
        var page = await OpenAsync("/campaigns/new", new() { JavaScriptEnabled = false });
        await page.FillAsync("#brand", "Kept");
        await page.FillAsync("#concepts", "17");
        await page.ClickAsync("#generate-creatives");

        await Expect(page.Locator("#problem-concepts")).ToBeVisibleAsync();
        await Expect(page.Locator("#brand")).ToHaveValueAsync("Kept");
    }
}
