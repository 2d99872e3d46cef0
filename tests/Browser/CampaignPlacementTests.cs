using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The place of the texts on an image.</summary>
public sealed class CampaignPlacementTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task The_editor_shows_where_the_texts_stand_and_moves_them()
    {
        var id = await CampaignAsync(formats: "\"instagram-square\"");
        var page = await OpenAsync($"/campaigns/{id}/creatives/0.instagram-square.0.0.en");
        var automatic = page.Locator("[name=placement][value='']");
        var editor = page.Locator("darkroom-editor");
        var look = await editor.GetAttributeAsync("data-look");

        await Expect(automatic).ToBeCheckedAsync();
        await Expect(page.Locator(".placement-automatic")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"Automatic \(now: \w+\)"));
        await page.Locator("[name=placement][value=top]").CheckAsync();
        await Expect(editor).Not.ToHaveAttributeAsync("data-look", look!);
        await Expect(page.Locator(".placement-automatic")).ToHaveTextAsync("Automatic");
        await page.ReloadAsync();
        await Expect(page.Locator("[name=placement][value=top]")).ToBeCheckedAsync();

        await page.Locator("[name=template][value=editorial]").CheckAsync(new() { Force = true });
        await Expect(page.Locator(".placement")).ToBeHiddenAsync();
        await page.Locator("[name=template][value=centred]").CheckAsync(new() { Force = true });
        await Expect(page.Locator("[name=placement][value=middle]")).ToBeVisibleAsync();
        await automatic.CheckAsync();
        await Expect(editor).ToHaveAttributeAsync("data-look", new System.Text.RegularExpressions.Regex("."));
    }
}
