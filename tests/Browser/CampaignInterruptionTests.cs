using Darkroom.Tests.Providers;
using Darkroom.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A campaign's page while its server crashes and restarts.</summary>
public sealed class CampaignInterruptionTests(Chromium chromium) : CampaignTest(chromium)
{
    private (string Key, string Value)[] Process =>
    [
        ("Providers__huggingface__BaseUrl", Service.Address.ToString()), ("Providers__huggingface__HubUrl", Service.Address.ToString()),
        ("Providers__huggingface__ApiKey", "hf_test"), ("Providers__huggingface__MaxConcurrency", "1"), ("Jobs__OnInterrupted", "Retry"),
    ];

    [Fact]
    public async Task After_a_crash_and_a_restart_the_open_page_shows_every_creative()
    {
        var never = new Gate();
        SdxlMakes((Opened(), TestImage(1)), (never, TestImage(2)), (Opened(), TestImage(3)));
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        IPage page;
        Uri address;
        string? first;
        await using (var server = await ServerProcess.StartAsync(folder, Process))
        {
            address = server.Client.BaseAddress!;
            page = await OpenAsync(new Uri(address, "/campaigns/new").ToString());
            await page.SelectOptionAsync("#provider", "huggingface");
            await page.FillAsync("#concepts", "2");
            await page.ClickAsync("#generate-creatives");
            await never.Reached;
            await Expect(page.Locator("#status")).ToContainTextAsync("Generating 1 of 2 images, 1 ready");
            await Expect(Ready(page)).ToHaveCountAsync(4);
            first = await Tiles(page).First.GetAttributeAsync("data-look");
            server.Kill();
            await server.Exited;
        }

        await using var again = await ServerProcess.StartAsync(folder, [.. Process, ("ASPNETCORE_URLS", address.ToString())]);
        await StatusAsync(page, "completed");
        await Expect(Ready(page)).ToHaveCountAsync(8);
        await page.ReloadAsync();

        await Expect(Ready(page)).ToHaveCountAsync(8);
        await Expect(Tiles(page).First).ToHaveAttributeAsync("data-look", first!);
        Assert.Equal(3, Service.Requests.Count(request => request.Path == Sdxl));
    }

    private static Gate Opened()
    {
        var gate = new Gate();
        gate.Open();
        return gate;
    }
}
