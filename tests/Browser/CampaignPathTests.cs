using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class CampaignPathTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task One_click_generates_the_example_with_a_running_counter()
    {
        var page = await OpenAsync("/campaigns/new");
        await page.EvaluateAsync("""
            window.__said = [];
            new MutationObserver(() => __said.push(document.querySelector('#status').textContent)).observe(document.querySelector('#status'), { childList: true });
            """);
        await OnlySquareAsync(page);
        await page.FillAsync("#concepts", "2");
        await Expect(Tiles(page)).ToHaveCountAsync(4);
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await page.ClickAsync("#generate-creatives");
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = 3 * Patience });

        await Expect(Ready(page)).ToHaveCountAsync(4);
        var said = await page.EvaluateAsync<string[]>("__said");
        Assert.Contains(said, words => words.Contains(" of 2 images", StringComparison.Ordinal));
        Assert.Matches("/campaigns/[0-9a-f]{32}$", page.Url);
        await NothingMovedAsync(page);
    }

    [Fact]
    public async Task A_headline_edited_in_its_tile_is_drawn_again_without_a_generation()
    {
        var id = await CampaignAsync();
        var page = await OpenAsync($"/campaigns/{id}");
        var tile = Tiles(page).First;
        var before = await tile.GetAttributeAsync("data-look");
        var runs = await MadeAsync();
        await tile.Locator(".creative-headline").FillAsync("Slow mornings");

        await Expect(tile).Not.ToHaveAttributeAsync("data-look", before!);
        var look = await tile.GetAttributeAsync("data-look");
        await Expect(tile.Locator($"img[src$='v={look}']")).ToHaveCountAsync(1);
        Assert.Equal(runs, await MadeAsync());
    }

    [Fact]
    public async Task The_keys_A_and_R_decide_and_the_filters_are_updated()
    {
        var id = await CampaignAsync(concepts: 2);
        var page = await OpenAsync($"/campaigns/{id}");
        await Tiles(page).First.FocusAsync();
        await page.Keyboard.PressAsync("a");
        await Expect(Tiles(page).First).ToHaveAttributeAsync("data-approval", "approved");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("r");
        await Expect(Tiles(page).Nth(1)).ToHaveAttributeAsync("data-approval", "rejected");
        await page.Locator(".filters a", new() { HasText = "Approved" }).ClickAsync();

        await Expect(Tiles(page)).ToHaveCountAsync(1);
        Assert.EndsWith("?state=approved", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_export_contains_approved_creatives()
    {
        var id = await CampaignAsync(concepts: 2);
        var page = await OpenAsync($"/campaigns/{id}");
        await Tiles(page).First.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.Locator("[data-part=export-what]")).ToContainTextAsync("1 creative");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        var file = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#export-download"));

        Assert.EndsWith(".zip", file.SuggestedFilename, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_brief_is_saved_while_it_is_typed()
    {
        var id = await CampaignAsync(generate: false);
        var page = await OpenAsync($"/campaigns/{id}");
        await page.FillAsync("[name='headline.en'] >> nth=0", "Wake up gently");
        await page.Locator("[name='headline.en']").First.BlurAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await Expect(Tiles(page).First.Locator(".creative-headline")).ToHaveValueAsync("Wake up gently");
        await page.ReloadAsync();

        await Expect(page.Locator("[name='headline.en']").First).ToHaveValueAsync("Wake up gently");
    }

    [Fact]
    public async Task Another_client_s_change_is_not_overwritten()
    {
        var id = await CampaignAsync(generate: false);
        var (first, second) = (await OpenAsync($"/campaigns/{id}"), await OpenAsync($"/campaigns/{id}"));
        await first.FillAsync("#name", "First");
        await first.Locator("#name").BlurAsync();
        await Expect(first.Locator("#saved")).ToHaveAttributeAsync("data-state", "saved");
        await Expect(first.Locator("#campaign-title")).ToHaveTextAsync("First");
        await second.FillAsync("#name", "Second");
        await second.Locator("#name").BlurAsync();

        await Expect(second.Locator("#saved")).ToHaveAttributeAsync("data-state", "conflict");
    }
}
