using Darkroom.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A campaign's page while its server dies and comes back.</summary>
public sealed class CampaignInterruptionTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task After_a_kill_in_mid_run_and_a_new_start_the_open_page_ends_with_every_creative()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        IPage page;
        Uri address;
        await using (var server = await ServerProcess.StartAsync(folder, ("Providers__painter__Pace", "60"), ("Providers__painter__MaxConcurrency", "1")))
        {
            address = server.Client.BaseAddress!;
            page = await OpenAsync(new Uri(address, "/campaigns/new").ToString());
            await page.FillAsync("#concepts", "2");
            await page.ClickAsync("#generate-creatives");
            await Expect(page.Locator("#status")).ToContainTextAsync("Generating 1 of 2 images");
            server.Kill();
            await server.Exited;
        }

        await using var again = await ServerProcess.StartAsync(folder, ("ASPNETCORE_URLS", address.ToString()), ("Providers__painter__Pace", "0"));
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = 3 * Patience });
        await Expect(Ready(page)).ToHaveCountAsync(8);
        await page.ReloadAsync();

        await Expect(Ready(page)).ToHaveCountAsync(8);
        Assert.Equal("Begin the day slowly", await Tiles(page).First.Locator(".creative-headline").InputValueAsync());
    }
}
