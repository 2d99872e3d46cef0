using System.Text.Json;
using Microsoft.Playwright;

namespace Darkroom.Bench.Perception;

/// <summary>Somebody with a Chromium at the end of a slow line, of whose screen every frame is kept.</summary>
internal sealed class Looker : IAsyncDisposable
{
    private const int BytesPerSecond = 10_000_000 / 8;
    private const int LatencyMs = 40;
    public const int Width = 1280;
    public const int Height = 1000;
    private const float Patience = 180_000;

    /// <summary>After the last picture a fade or a falling blur still goes on.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--force-color-profile=srgb"];

    /// <summary>Looks on from the page's first moment.</summary>
    private const string Watch =
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

    private const string Report =
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

    private Looker(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>The installed Chromium, or null.</summary>
    public static string? Installed() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin")
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static async Task<Looker> StartAsync(string chromium)
    {
        var playwright = await Playwright.CreateAsync();
        return new Looker(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments }));
    }

    /// <summary>Asks for pictures and looks until they are there and still.</summary>
    public async Task<Recording> LookAsync(Uri server, Candidate candidate, string prompt, int images, CancellationToken cancellationToken)
    {
        await using var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = Width, Height = Height } });
        context.SetDefaultTimeout(Patience);
        await context.AddInitScriptAsync(Watch);
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
        var film = await Film.StartAsync(line, Width, Height);
        await page.ClickAsync(Candidate.Generate);
        await page.WaitForSelectorAsync(candidate.Ended);
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);
        var marks = await page.EvaluateAsync<string>(Report, candidate.Tiles);
        return new Recording(JsonSerializer.Deserialize<Marks>(marks, JsonSerializerOptions.Web)!, await film.StopAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
