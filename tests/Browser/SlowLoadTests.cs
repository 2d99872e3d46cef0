using Microsoft.Playwright;

namespace Darkroom.Tests.Browser;

/// <summary>Pages on a slow device behind a slow network, where a page is painted long before all of it has arrived.</summary>
public sealed class SlowLoadTests(Chromium chromium) : SitePagesTest(chromium)
{
    /// <summary>About a tenth of a mobile connection: a page arrives in several pieces, and scripts long after it.</summary>
    private static readonly Dictionary<string, object> SlowNetwork = new()
    {
        ["offline"] = false,
        ["latency"] = 60,
        ["downloadThroughput"] = 60_000,
        ["uploadThroughput"] = 60_000,
    };

    [Theory]
    [InlineData(360)]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1440)]
    public async Task No_page_shifts_while_it_loads_slowly(int width)
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await FillAsync(page);
        var addresses = await AddressesAsync(page);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", SlowNetwork);
        await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 6 });
        var shifts = new List<string>();
        foreach (var address in addresses)
        {
            await session.SendAsync("Network.clearBrowserCache");
            await page.GotoAsync(address, new() { Timeout = 180_000 });
            await FramesPassAsync(page);
            var seen = await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)");
            if (seen != "[]")
            {
                shifts.Add($"{address}: {seen}");
            }
        }

        Assert.Equal("", string.Join('\n', shifts));
    }
}
