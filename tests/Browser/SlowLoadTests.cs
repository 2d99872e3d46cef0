using Microsoft.Playwright;

namespace Darkroom.Tests.Browser;

/// <summary>Pages on a slow device and a slow network, which are painted long before they have arrived completely.</summary>
public sealed class SlowLoadTests(Chromium chromium) : SitePagesTest(chromium)
{
    /// <summary>About a tenth of a mobile connection: a page arrives in several pieces, and its scripts long after it.</summary>
    private static readonly Dictionary<string, object> SlowNetwork = new()
    {
        ["offline"] = false,
        ["latency"] = 60,
        ["downloadThroughput"] = 60_000,
        ["uploadThroughput"] = 60_000,
    };

    private static readonly int[] Widths = [360, 768, 1440];

    [Fact]
    public async Task No_page_shifts_while_it_loads_slowly()
    {
        var page = await OpenAsync();
        await FillAsync(page);

        // Other queries show the same pages. The widths are tested together, because most of the time is spent waiting for the network.
        var addresses = (await AddressesAsync(page)).Where(address => !address.Contains('?', StringComparison.Ordinal)).ToList();
        var shifts = await Task.WhenAll(Widths.Select(width => ShiftsAsync(width, addresses)));

        Assert.Equal("", string.Join('\n', shifts.SelectMany(some => some)));
    }

    /// <returns>The layout shifts during the first load of each address.</returns>
    private async Task<List<string>> ShiftsAsync(int width, List<string> addresses)
    {
        var page = await OpenAsync("/health/live", new() { ViewportSize = new() { Width = width, Height = 844 } });
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", SlowNetwork);
        if (width == Widths[0])
        {
            // A phone has a slow CPU too. Chromium simulates that by keeping a core busy: one page at a time, because other tests run in parallel.
            await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 6 });
        }

        var shifts = new List<string>();
        foreach (var address in addresses)
        {
            await session.SendAsync("Network.clearBrowserCache");
            await page.GotoAsync(address, new() { Timeout = 180_000 });
            await FramesPassAsync(page);
            var seen = await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)");
            if (seen != "[]")
            {
                shifts.Add($"{address} at {width} px: {seen}");
            }
        }

        return shifts;
    }
}
