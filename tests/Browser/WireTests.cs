using System.Collections.Concurrent;
using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class WireTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>The limit in bytes (400 kB) for the events, three previews and the display size of one image of 1024 x 1024, including headers.</summary>
    private const long Most = 400_000;

    [Fact]
    public async Task An_image_with_three_partial_images_costs_less_than_400_kB_on_the_wire()
    {
        var page = await OpenAsync("/?provider=painter");
        var received = new ConcurrentDictionary<string, long>();
        var network = await page.Context.NewCDPSessionAsync(page);
        network.Event("Network.dataReceived").OnEvent += (_, data) => Count(data, "dataLength", sum: true);
        network.Event("Network.loadingFinished").OnEvent += (_, data) => Count(data, "encodedDataLength", sum: false);
        await network.SendAsync("Network.enable");
        await GenerateAsync(page, "a lighthouse in a storm at sunset", count: 1);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await StatusAsync(page, "completed");

        var total = received.Values.Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"{received.Count} answers, {total} bytes");
        Assert.Equal(["0", "1", "2", "final"], (await FramesAsync(page))["0"].SelectMany(frame => frame.Images).Select(one => one.Name).Distinct());
        Assert.InRange(total, 20_000, Most);

        void Count(JsonElement? data, string length, bool sum)
        {
            var bytes = (long)data!.Value.GetProperty(length).GetDouble();
            received.AddOrUpdate(data.Value.GetProperty("requestId").GetString()!, bytes, (_, before) => sum ? before + bytes : bytes);
        }
    }
}
