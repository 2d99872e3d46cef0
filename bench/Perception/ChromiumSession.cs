using System.Text.Json;
using Microsoft.Playwright;

namespace Darkroom.Bench.Perception;

/// <summary>A Chromium with a slow network connection, whose frames are recorded.</summary>
internal sealed class ChromiumSession : IAsyncDisposable
{
    private const int BytesPerSecond = 10_000_000 / 8;
    private const int LatencyMs = 40;
    public const int Width = 1280;
    public const int Height = 1000;
    private const float TimeoutMs = 180_000;

    /// <summary>The time for the last animations to end.</summary>
    private static readonly TimeSpan AnimationTime = TimeSpan.FromSeconds(2);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--force-color-profile=srgb"];

    /// <summary>Collects metrics from the start of the page.</summary>
    private const string CollectMetrics =
        """
        (() => {
          const watch = (window.__watch = { clicked: 0, longTasks: [], shift: 0, paint: 0 });
          addEventListener('click', (event) => (watch.clicked ||= performance.timeOrigin + event.timeStamp), { capture: true });
          const observe = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
          observe('longtask', (entry) => performance.timeOrigin + entry.startTime >= watch.clicked && watch.clicked && watch.longTasks.push(entry.duration));
          observe('layout-shift', (entry) => entry.hadRecentInput || (watch.shift += entry.value));
          observe('paint', (entry) => (watch.paint = entry.startTime));
        })();
        """;

    private const string ReportMetrics =
        """
        (tiles) => {
          const { clicked, longTasks, shift, paint } = window.__watch;
          const scripts = performance.getEntriesByType('resource').filter((entry) => entry.initiatorType === 'script' || entry.name.endsWith('.js'));
          return JSON.stringify({
            clicked,
            shift,
            paint,
            longTasks: longTasks.length,
            longest: Math.max(0, ...longTasks),
            scripts: Math.max(0, ...scripts.map((entry) => entry.responseEnd)),
            tiles: [...document.querySelectorAll(tiles)].map((tile) => {
              const { x, y, width, height } = tile.getBoundingClientRect();
              return { x, y, width, height };
            }),
          });
        }
        """;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ChromiumSession(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Returns the path of the installed Chromium, or null.</summary>
    public static string? FindInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin")
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static async Task<ChromiumSession> StartAsync(string chromium)
    {
        var playwright = await Playwright.CreateAsync();
        return new ChromiumSession(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments }));
    }

    /// <summary>Generates images and records until they are complete and no longer animated.</summary>
    public async Task<Recording> RecordAsync(Uri server, Candidate candidate, string prompt, int images, CancellationToken cancellationToken)
    {
        await using var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = Width, Height = Height } });
        context.SetDefaultTimeout(TimeoutMs);
        await context.AddInitScriptAsync(CollectMetrics);
        var page = await context.NewPageAsync();
        var line = await context.NewCDPSessionAsync(page);
        await line.SendAsync("Network.enable");
        await line.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false,
            ["latency"] = LatencyMs,
            ["downloadThroughput"] = BytesPerSecond,
            ["uploadThroughput"] = BytesPerSecond,
        });
        await page.GotoAsync(server.ToString());
        await page.FillAsync(Candidate.Prompt, prompt);
        await page.FillAsync(Candidate.Count, $"{images}");
        var film = await ScreenRecorder.StartAsync(line, Width, Height);
        await page.ClickAsync(Candidate.Generate);
        await page.WaitForSelectorAsync(candidate.Ended);
        await Task.Delay(AnimationTime, TimeProvider.System, cancellationToken);
        var marks = await page.EvaluateAsync<string>(ReportMetrics, candidate.Tiles);
        return new Recording(JsonSerializer.Deserialize<PageMetrics>(marks, JsonSerializerOptions.Web)!, await film.StopAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
