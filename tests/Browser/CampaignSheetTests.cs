using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Imports a sheet with the form on the campaign's page.</summary>
public sealed class CampaignSheetTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task A_sheet_replaces_the_texts_and_wrong_columns_are_reported()
    {
        var id = await CampaignAsync();
        var page = await OpenAsync($"/campaigns/{id}");
        await ImportAsync(page, "hedline;cta\nWake up;Buy\n");
        await Expect(page.Locator(".import-said")).ToContainTextAsync("“hedline”");
        await Expect(Tiles(page)).ToHaveCountAsync(1);

        await ImportAsync(page, "headline;cta;language\nWake up;Buy;en\nSit down;Buy;en\nAufwachen;Kaufen;de\nHinsetzen;Kaufen;de\n");
        await Expect(Tiles(page)).ToHaveCountAsync(4);
        await Expect(Ready(page)).ToHaveCountAsync(4);
        Assert.Equal(
            ["Aufwachen", "Hinsetzen", "Sit down", "Wake up"],
            (await Tiles(page).Locator(".creative-headline").EvaluateAllAsync<string[]>("all => all.map((one) => one.value)")).Order(StringComparer.Ordinal));
        Assert.Equal(1, await MadeAsync());
    }

    private static async Task ImportAsync(IPage page, string sheet)
    {
        if (!await page.Locator("#import").IsVisibleAsync())
        {
            await page.Locator("#brief").GetByRole(AriaRole.Button, new() { Name = "Import CSV…" }).ClickAsync();
        }

        await page.SetInputFilesAsync("input[name=sheet]", new FilePayload { Name = "words.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(sheet) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
    }
}
