using System.Globalization;
using System.Text.Json;
using Darkroom.Bench.Perception;
using Microsoft.Playwright;

namespace Darkroom.Bench.Gallery;

/// <summary>What Chromium needs while a user scrolls through 5,000 images of a large gallery, moves to five dates, opens an image and goes back.</summary>
internal static class GalleryScroll
{
    private const int Scrolled = 5_000;
    private const int WheelPixels = 600;

    /// <summary>As fast as a hand turns a wheel.</summary>
    private static readonly TimeSpan WheelPause = TimeSpan.FromMilliseconds(80);

    private static readonly double[] Dates = [0.9, 0.3, 0.6, 0.05, 0.5];

    /// <summary>
    /// Records long tasks, and in each frame the number of tiles, the images in the window, and how long a place in it was blank: not while a date is
    /// chosen, when nothing is loaded.
    /// </summary>
    private const string Look =
        """
        (() => {
          const look = (window.__look = { most: 0, seen: new Set(), blank: 0, tasks: [], choosing: false });
          new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => look.tasks.push(duration))).observe({ type: 'longtask' });
          let since = 0;
          const frame = (now) => {
            const tiles = [...document.querySelectorAll('#gallery a[data-image-id]')];
            const inWindow = (element) => { const box = element.getBoundingClientRect(); return box.bottom > 56 && box.top < innerHeight; };
            const shown = tiles.filter(inWindow);
            const isBlank = !look.choosing && ([...document.querySelectorAll('.grid-pending')].some(inWindow) ||
              shown.some((tile) => !tile.style.backgroundImage && !tile.parentElement.hasAttribute('data-loaded')));
            look.most = Math.max(look.most, tiles.length);
            shown.forEach((tile) => look.seen.add(tile.dataset.imageId));
            since = isBlank ? since || now : 0;
            look.blank = Math.max(look.blank, isBlank ? now - since : 0);
            requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        })();
        """;

    public static async Task<int> MeasureAsync(CancellationToken cancellationToken)
    {
        if (ChromiumSession.FindInstalled() is not { } chromium)
        {
            Console.Error.WriteLine("Chromium is not installed.");
            return 1;
        }

        var (libraries, isKept) = GalleryCost.OpenFolder();
        var vocabulary = new Vocabulary();
        foreach (var images in GalleryCost.Sizes)
        {
            var folder = GalleryCost.FolderIn(libraries, images);
            GalleryCost.Fill(folder, images, vocabulary);
            await using var server = await GalleryCost.StartAsync(folder);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{images:N0} images"));
            await MeasureAsync(browser, server.Address, Math.Min(Scrolled, images * 9 / 10), cancellationToken);
        }

        if (!isKept)
        {
            Directory.Delete(libraries, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(IBrowser browser, Uri server, int scrolled, CancellationToken cancellationToken)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        var requests = 0;
        page.Request += (_, request) => requests += request.Url.Contains("/api/images/tiles?", StringComparison.Ordinal) ? 1 : 0;
        await page.AddInitScriptAsync(Look);
        await page.GotoAsync(new Uri(server, "/gallery").ToString());
        await LoadedAsync(page);
        var before = await RendererMemoryAsync(browser);

        await page.Mouse.MoveAsync(700, 500);
        for (var seen = 0; seen < scrolled; seen = await page.EvaluateAsync<int>("__look.seen.size"))
        {
            await page.Mouse.WheelAsync(0, WheelPixels);
            await Task.Delay(WheelPause, TimeProvider.System, cancellationToken);
        }

        await LoadedAsync(page);
        var (scrolledMemory, scrolledRequests, seenImages) = (await RendererMemoryAsync(browser), requests, await page.EvaluateAsync<int>("__look.seen.size"));
        await ReportAsync(page, "scrolled");

        var timeline = (await page.Locator("darkroom-timeline").BoundingBoxAsync())!;
        foreach (var date in Dates)
        {
            await page.Mouse.MoveAsync(timeline.X + (timeline.Width / 2), timeline.Y + 1);
            await page.EvaluateAsync("__look.choosing = true");
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(timeline.X + (timeline.Width / 2), timeline.Y + (float)(timeline.Height * date), new() { Steps = 10 });
            await page.Mouse.UpAsync();
            await page.EvaluateAsync("__look.choosing = false");
            await LoadedAsync(page);
        }

        await ReportAsync(page, "moved to five dates");
        await page.Mouse.MoveAsync(700, 500);
        var tile = await page.EvaluateAsync<string>(
            "[...document.querySelectorAll('#gallery a[data-image-id]')].find((one) => one.getBoundingClientRect().top > 200).dataset.imageId");
        var place = await TopAsync(page, tile);
        await page.ClickAsync($"a[data-image-id='{tile}']");
        await page.Locator("#frames, .viewer-side h2, .viewer-side .facts").First.WaitForAsync();
        await page.ReloadAsync();
        await page.GoBackAsync();
        await LoadedAsync(page);
        Print("place after an image, a reload and back: moved by", Math.Abs(await TopAsync(page, tile) - place), "px, goal 0");
        Print("memory of the renderer: more by", scrolledMemory - before, "MB, goal ≤ 60");
        Print("requests for 200 images", scrolledRequests * 200.0 / seenImages, "goal ≤ 1");
        await page.CloseAsync();
    }

    private static Task<double> TopAsync(IPage page, string id) =>
        page.EvaluateAsync<double>($"document.querySelector(\"a[data-image-id='{id}']\")?.getBoundingClientRect().top ?? NaN");

    /// <summary>Waits until all places in the window have their placeholder or image.</summary>
    private static Task<IJSHandle> LoadedAsync(IPage page) => page.WaitForFunctionAsync(
        """
        () => {
          const inWindow = (element) => { const box = element.getBoundingClientRect(); return box.bottom > 56 && box.top < innerHeight; };
          const tiles = [...document.querySelectorAll('#gallery a[data-image-id]')].filter(inWindow);
          return tiles.length > 0 && ![...document.querySelectorAll('.grid-pending')].some(inWindow) &&
            tiles.every((tile) => tile.style.backgroundImage || tile.parentElement.hasAttribute('data-loaded'));
        }
        """);

    private static async Task ReportAsync(IPage page, string step)
    {
        var look = await page.EvaluateAsync<JsonElement>(
            "(() => { const { most, blank, tasks } = __look; __look.tasks = []; __look.blank = 0; return { most, blank, count: tasks.length, longest: Math.max(0, ...tasks) }; })()");
        Print($"{step}: tiles at most", look.GetProperty("most").GetDouble(), "goal ≤ 400");
        Print($"{step}: a place in the window blank for at most", look.GetProperty("blank").GetDouble(), "ms, goal ≤ 300");
        Print($"{step}: longest task", look.GetProperty("longest").GetDouble(), "ms, goal ≤ 50");
        Print($"{step}: tasks over 50 ms", look.GetProperty("count").GetDouble(), "goal 0");
    }

    /// <summary>Returns the resident memory of the largest renderer that no file backs, in megabytes of 10⁶ bytes, after a collection.</summary>
    private static async Task<double> RendererMemoryAsync(IBrowser browser)
    {
        var page = browser.Contexts[0].Pages[0];
        var line = await browser.Contexts[0].NewCDPSessionAsync(page);
        await line.SendAsync("HeapProfiler.collectGarbage");
        await line.DetachAsync();
        var session = await browser.NewBrowserCDPSessionAsync();
        var processes = (await session.SendAsync("SystemInfo.getProcessInfo"))!.Value.GetProperty("processInfo");
        await session.DetachAsync();
        return processes.EnumerateArray().Where(one => one.GetProperty("type").GetString() == "renderer").Max(one => PrivateMemory(one.GetProperty("id").GetInt32()));
    }

    private static double PrivateMemory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private static void Print(string what, double value, string goal) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-60} {value,8:0.0}  {goal}"));
}
