using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Campaigns among the runs of the studio.</summary>
public sealed class CampaignRunTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task The_runs_of_a_campaign_are_one_line_that_can_be_hidden()
    {
        await PaintAsync("""{ "prompt": "before", "provider": "painter", "size": "64x64" }""");
        var id = await CampaignAsync(concepts: 2);
        await PaintAsync("""{ "prompt": "after", "provider": "painter", "size": "64x64" }""");
        var page = await OpenAsync();
        var line = page.Locator(".campaign-line");
        await Expect(line).ToHaveCountAsync(1);
        await Expect(line).ToContainTextAsync("Campaign · 2 runs");
        await Expect(line.Locator("img")).ToHaveCountAsync(2);
        await Expect(page.Locator(".runs :is(.sheet-prompt, .campaign-line h2)")).ToHaveTextAsync(["after", "Small", "before"]);

        // The button is where the campaigns are, shown or not.
        const string Order = ".runs :is(.sheet-prompt, .campaign-switch, .campaign-line h2)";
        await Expect(page.Locator(Order)).ToHaveTextAsync(["after", "Hide campaigns", "Small", "before"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Hide campaigns" }).ClickAsync();
        await Expect(line).ToHaveCountAsync(0);
        await Expect(page.Locator(Order)).ToHaveTextAsync(["after", "Show campaigns", "before"]);
        await page.ReloadAsync();
        await Expect(line).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show campaigns" }).ClickAsync();
        await line.GetByRole(AriaRole.Link, new() { Name = "Small" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"/campaigns/{id}");
    }
}
