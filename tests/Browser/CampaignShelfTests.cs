using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Duplicating, archiving and deleting a campaign in the browser, and the page of the brand kits.</summary>
public sealed partial class CampaignShelfTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task A_campaign_is_duplicated_archived_deleted_and_restored()
    {
        var page = await OpenAsync($"/campaigns/{await CampaignAsync()}");
        await ManageAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Duplicate" }).ClickAsync();
        await Expect(page.Locator("#name")).ToHaveValueAsync("Small (copy)");
        await Expect(Ready(page)).ToHaveCountAsync(1);
        Assert.Equal(1, await MadeAsync());

        await ManageAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Archive" }).ClickAsync();
        await Expect(page.Locator(".campaign-card")).ToHaveTextAsync([new Regex(@"^\s*Small\s")]);
        await page.GetByRole(AriaRole.Link, new() { Name = "Archived" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Small (copy)" }).ClickAsync();
        await ManageAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Put back" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(CampaignUrl());

        await ManageAsync(page);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete this campaign" })).ToBeHiddenAsync();
        await page.GetByText("Delete…").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this campaign" }).ClickAsync();
        await Expect(page.Locator(".undo-note")).ToContainTextAsync("The campaign was deleted.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#name")).ToHaveValueAsync("Small (copy)");
        await Expect(Ready(page)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Deleting_a_campaign_cancels_its_running_image()
    {
        var page = await OpenAsync($"/campaigns/{await CampaignAsync(concepts: 3, generate: false)}");
        await page.FillAsync("#brand", "Halden");
        await page.ClickAsync("#generate-creatives");
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "running");
        await ManageAsync(page);
        await page.GetByText("Delete…").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this campaign" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#status")).Not.ToHaveAttributeAsync("data-state", "running");
    }

    [Fact]
    public async Task Templates_are_drawn_with_the_real_brand_and_follow_its_colours()
    {
        var page = await OpenAsync($"/campaigns/{await CampaignAsync(generate: false)}");
        var block = page.Locator("[data-look-template=block]");
        await block.ScrollIntoViewIfNeededAsync();
        await DrawnAsync(block);
        var before = await block.GetAttributeAsync("src");
        await page.FillAsync("#primary", "#00ff00");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await Expect(block).Not.ToHaveAttributeAsync("src", before!);
        await DrawnAsync(block);
        Assert.Equal("0,255,0", await page.EvaluateAsync<string>(
            """
            () => {
              const image = document.querySelector('[data-look-template=block]');
              const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 160 });
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0, 160, 160);
              const counts = new Map();
              const { data } = context.getImageData(0, 0, 160, 160);
              for (let at = 0; at < data.length; at += 4) {
                const key = [data[at], data[at + 1], data[at + 2]].map((value) => (value < 12 ? 0 : value > 243 ? 255 : value)).join();
                counts.set(key, (counts.get(key) ?? 0) + 1);
              }
              return [...counts].sort((one, other) => other[1] - one[1])[0][0];
            }
            """));
        await NothingMovedAsync(page);

        await page.GotoAsync("/campaigns/blank");
        await page.Locator("[data-look-template=split]").ScrollIntoViewIfNeededAsync();
        await DrawnAsync(page.Locator("[data-look-template=split]"));
    }

    [Fact]
    public async Task A_brand_kit_is_created_edited_with_a_logo_and_deleted_on_its_page()
    {
        var page = await OpenAsync("/campaigns");
        await page.GetByRole(AriaRole.Link, new() { Name = "Brand kits" }).ClickAsync();
        await page.GetByLabel("New brand kit").FillAsync("Halden <b>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        var kit = page.Locator(".kit");
        await Expect(kit.Locator("h2")).ToHaveTextAsync("Halden <b>");
        await Expect(kit.Locator("[data-look-template]")).ToHaveCountAsync(9);
        foreach (var sample in await kit.Locator("[data-look-template]").AllAsync())
        {
            await sample.ScrollIntoViewIfNeededAsync();
            await DrawnAsync(sample);
        }

        await kit.GetByText("Edit", new() { Exact = true }).ClickAsync();
        await kit.Locator("[name=words_to_avoid]").FillAsync(new string('x', 61));
        await kit.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(kit.Locator("[id=problem-words_to_avoid]")).ToContainTextAsync("Too long");
        await kit.Locator("[name=words_to_avoid]").FillAsync("cheap, bargain");
        await kit.Locator("[name=primary]").FillAsync("#00aa00");
        await kit.Locator("[name=typeface]").SelectOptionAsync("classic");
        await kit.Locator("[name=logo]").SetInputFilesAsync(new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = TestImages.NoisyPng(64, 32, 1, 3000) });
        await kit.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await DrawnAsync(kit.GetByAltText("The logo"));
        await Expect(kit.Locator(".kit-head")).ToContainTextAsync("Classic");
        var stored = (await ReadAsync("/api/brand-kits"))[0];
        Assert.Equal(("#00aa00", 2), (stored.GetProperty("look").GetProperty("primary").GetString(), stored.GetProperty("words_to_avoid").GetArrayLength()));

        await kit.GetByText("Edit", new() { Exact = true }).ClickAsync();
        await kit.GetByText("Delete…").ClickAsync();
        await kit.GetByRole(AriaRole.Button, new() { Name = "Delete this brand kit" }).ClickAsync();
        await Expect(kit).ToHaveCountAsync(0);
    }

    private async Task<System.Text.Json.JsonElement> ReadAsync(string path)
    {
        using var answer = await Server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task ManageAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();

    /// <summary>Waits until an image is loaded, and fails if it cannot be shown.</summary>
    private static async Task DrawnAsync(ILocator image)
    {
        await Expect(image).ToHaveJSPropertyAsync("complete", true);
        await image.EvaluateAsync("async (image) => { await image.decode(); if (!image.naturalWidth) throw new Error('not drawn'); }");
    }

    [GeneratedRegex("/campaigns/[0-9a-f]{32}$")]
    private static partial Regex CampaignUrl();
}
