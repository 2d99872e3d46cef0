using System.Net.Http.Json;
using Darkroom.Bench.Perception;
using Darkroom.Tests.Server;
using Microsoft.Playwright;

namespace Darkroom.Bench.Recordings;

/// <summary>Records the running product for the README: images developing, the gallery, and a campaign.</summary>
internal static class ProductRecordings
{
    private const int Width = 1200;
    private const int Height = 750;
    private const string Prompt = "a lighthouse in a storm at sunset";

    /// <summary>How long the painter takes for an image, in seconds: long enough to watch.</summary>
    private const string Pace = "5";

    private const float TimeoutMs = 120_000;

    private static readonly TimeSpan End = TimeSpan.FromSeconds(1.5);

    private static readonly (string Prompt, string Ratio)[] Library =
    [
        ("a red fox in a snowy forest", "3:2"), ("misty mountains at dawn, pine forest", "16:9"), ("night city skyline, neon in the rain", "9:16"),
        ("calm sea, sailing boat, golden hour", "3:2"), ("desert dunes under a huge moon", "1:1"), ("a lighthouse in a storm at sunset", "2:3"),
        ("autumn forest, fog and a deer", "4:5"), ("a hot air balloon over green hills", "16:9"), ("northern lights over a frozen lake", "3:2"),
        ("an old castle on a cliff at dusk", "2:3"), ("cherry blossoms beside a quiet pond", "1:1"), ("a lone tree in a wheat field, thunderstorm", "16:9"),
    ];

    public static async Task<int> RecordAsync(string folder, CancellationToken cancellationToken)
    {
        if (ChromiumSession.FindInstalled() is not { } chromium)
        {
            Console.Error.WriteLine("Chromium is not installed.");
            return 1;
        }

        Directory.CreateDirectory(folder);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"] });
        var data = Directory.CreateTempSubdirectory("darkroom-recording-").FullName;
        try
        {
            await using (var server = await ServerProcess.StartAsync(data, ("Providers__painter__Pace", Pace), ("Providers__painter__MaxConcurrency", "4")))
            {
                await WriteAsync(browser, server, Path.Combine(folder, "studio.webp"), "/", DevelopAsync, cancellationToken);
            }

            // Two at a time, so that some are finished while others develop.
            await using (var server = await ServerProcess.StartAsync(
                Directory.CreateDirectory(Path.Combine(data, "still")).FullName, ("Providers__painter__Pace", Pace), ("Providers__painter__MaxConcurrency", "2")))
            {
                await StillAsync(browser, server, Path.Combine(folder, "studio.png"));
            }

            await using (var server = await ServerProcess.StartAsync(data, ("Providers__painter__Pace", "0")))
            {
                foreach (var (prompt, ratio) in Library.Concat(Library))
                {
                    using var answer = await server.Client.PostAsJsonAsync("/api/generate-images", new { prompt, aspect_ratio = ratio, n = 2 }, cancellationToken);
                    await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                }

                await WriteAsync(browser, server, Path.Combine(folder, "gallery.webp"), "/gallery", BrowseAsync, cancellationToken);
            }

            await using (var server = await ServerProcess.StartAsync(data, ("Providers__painter__Pace", "2"), ("Providers__painter__MaxConcurrency", "4")))
            {
                await WriteAsync(browser, server, Path.Combine(folder, "campaign.webp"), "/campaigns/new", CampaignAsync, cancellationToken);
            }
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        return 0;
    }

    /// <summary>Records what an act does on a page.</summary>
    private static async Task WriteAsync(
        IBrowser browser, ServerProcess server, string file, string path, Func<IPage, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = Width, Height = Height }, ColorScheme = ColorScheme.Dark });
        var page = await context.NewPageAsync();
        await OpenAsync(page, server, path);
        var recorder = await ScreenRecorder.StartAsync(await context.NewCDPSessionAsync(page), Width, Height);
        await act(page, cancellationToken);
        await Task.Delay(End, TimeProvider.System, cancellationToken);
        var bytes = AnimatedWebp.Encode(await recorder.StopAsync());
        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
        Console.WriteLine($"{file}: {bytes.Length / 1000:N0} kB");
    }

    private static async Task DevelopAsync(IPage page, CancellationToken cancellationToken)
    {
        await page.Locator("#prompt").PressSequentiallyAsync(Prompt, new() { Delay = 25 });
        await page.ClickAsync("#generate");
        await page.Locator("#status[data-state=completed]").WaitForAsync(new() { Timeout = TimeoutMs });
    }

    /// <summary>The studio while its images develop.</summary>
    private static async Task StillAsync(IBrowser browser, ServerProcess server, string file)
    {
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 860 }, ColorScheme = ColorScheme.Dark });
        var page = await context.NewPageAsync();
        await OpenAsync(page, server, "/");
        await page.FillAsync("#prompt", Prompt);
        await page.ClickAsync("#generate");
        await page.Locator("#sheet [data-state=ready]").Nth(1).WaitForAsync(new() { Timeout = TimeoutMs });
        await page.Locator("#sheet [data-state=developing] img[data-partial-image-index='1']").First.WaitForAsync(new() { Timeout = TimeoutMs });
        await page.ScreenshotAsync(new() { Path = file });
        await page.Locator("#status[data-state=completed]").WaitForAsync(new() { Timeout = TimeoutMs });
    }

    /// <summary>Opens a page twice: the typeface is there from the second time on.</summary>
    private static async Task OpenAsync(IPage page, ServerProcess server, string path)
    {
        await page.GotoAsync(new Uri(server.Client.BaseAddress!, path).ToString());
        await page.ReloadAsync();
    }

    private static async Task BrowseAsync(IPage page, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(1100);
        await page.Mouse.MoveAsync(Width / 2, Height / 2);
        for (var step = 0; step < 8; step++)
        {
            await page.Mouse.WheelAsync(0, 120);
            await Task.Delay(TimeSpan.FromMilliseconds(90), TimeProvider.System, cancellationToken);
        }

        await Task.Delay(pause, TimeProvider.System, cancellationToken);
        await page.Keyboard.PressAsync("/");
        await page.Locator("#search").PressSequentiallyAsync("lake", new() { Delay = 70 });
        await page.Keyboard.PressAsync("Enter");
        await Task.Delay(pause, TimeProvider.System, cancellationToken);
        await page.Locator("#gallery a[data-image-id]").First.ClickAsync();
        await page.Locator(".lightbox .facts").First.WaitForAsync();
        foreach (var key in (string[])["ArrowRight", "ArrowRight", "ArrowLeft"])
        {
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
            await page.Keyboard.PressAsync(key);
        }

        await Task.Delay(pause, TimeProvider.System, cancellationToken);
        await page.Keyboard.PressAsync("Escape");
    }

    private static async Task CampaignAsync(IPage page, CancellationToken cancellationToken)
    {
        await page.ClickAsync("#generate-creatives");
        await page.Mouse.MoveAsync(Width * 2 / 3, Height / 2);
        await page.Locator("#creatives [data-creative][data-state=ready] img").Nth(5).WaitForAsync(new() { Timeout = TimeoutMs });
        await Task.Delay(End, TimeProvider.System, cancellationToken);
        for (var step = 0; step < 16; step++)
        {
            await page.Mouse.WheelAsync(0, 60);
            await Task.Delay(TimeSpan.FromMilliseconds(120), TimeProvider.System, cancellationToken);
        }
    }
}
