using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class CampaignWithoutScriptsTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task The_brief_is_a_form_that_generates_and_creatives_are_judged_by_buttons()
    {
        var page = await OpenAsync("/campaigns/new", new() { JavaScriptEnabled = false });
        await page.FillAsync("#concepts", "1");
        await OnlySquareAsync(page);

        await page.ClickAsync("#generate-creatives");
        foreach (var one in await page.Locator("[data-picture]").AllAsync())
        {
            await EndOfAsync((await one.GetAttributeAsync("data-generation"))!);
        }

        await page.ReloadAsync();
        await StatusAsync(page, "completed");
        await Tiles(page).First.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(Tiles(page).First).ToHaveAttributeAsync("data-approval", "approved");
    }

    [Fact]
    public async Task What_is_wrong_stands_next_to_its_field_and_nothing_typed_is_lost()
    {
        var page = await OpenAsync("/campaigns/new", new() { JavaScriptEnabled = false });
        await page.FillAsync("#brand", "Kept");
        await page.FillAsync("#concepts", "17");
        await page.ClickAsync("#generate-creatives");

        await Expect(page.Locator("#problem-concepts")).ToBeVisibleAsync();
        await Expect(page.Locator("#brand")).ToHaveValueAsync("Kept");
    }
}
