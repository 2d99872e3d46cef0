using System.Collections.Concurrent;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>
/// A server, the service of its <c>openai</c> provider, and pages in a browser. Scripts of the service wait for gates, so a
/// test decides what happens when. Errors in a page fail the test.
/// </summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    protected const string ResponsesPath = "/v1/responses";
    protected const float Patience = 20_000;

    protected static readonly JsonSerializerOptions FromScript = new(JsonSerializerDefaults.Web);

    private readonly List<IBrowserContext> _contexts = [];
    private readonly ConcurrentQueue<string> _complaints = [];

    protected ScriptedServer Service { get; private set; } = null!;

    private protected RunningServer Server { get; private set; } = null!;

    /// <summary>The server's settings, in addition to the provider's address.</summary>
    protected virtual (string Key, string Value)[] Settings => [];

    /// <summary>The server's clock.</summary>
    protected virtual TimeProvider Clock => TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        Service = await ScriptedServer.StartAsync();
        Server = await RunningServer.StartAsync(
            Clock,
            [
                ("Providers:openai:BaseUrl", Service.BaseUrl.ToString()),
                ("Providers:openai:ApiKey", "sk-test-browser"),
                ("Providers:openai:MaxConcurrency", "4"),
                .. Settings,
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        await Server.DisposeAsync();
        await Service.DisposeAsync();
        Assert.Empty(_complaints);
    }

    /// <summary>Opens a page in a new context with the watch script.</summary>
    protected async Task<IPage> OpenAsync(string path = "/", BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = Server.Address.ToString();
        options.ViewportSize ??= new() { Width = 1280, Height = 900 };
        var context = await chromium.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        SetDefaultExpectTimeout(Patience);
        _contexts.Add(context);
        await context.AddInitScriptAsync(Watch.Script);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, line) =>
        {
            // The browser logs rejected and failed requests itself; tests that provoke them check the page.
            if (line.Type is "error" or "warning" && !line.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(line.Text);
            }
        };
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>Enters the prompt and presses Generate.</summary>
    protected static async Task GenerateAsync(IPage page, string prompt = "a lighthouse in a storm", int? count = null)
    {
        await page.FillAsync("#prompt", prompt);
        if (count is { } n)
        {
            await page.FillAsync("#count", $"{n}");
        }

        await page.ClickAsync("#generate");
    }

    protected static ILocator Tiles(IPage page, string state = "") =>
        page.Locator(state.Length == 0 ? "#sheet [data-image-index]" : $"#sheet [data-image-index][data-state={state}]");

    protected static Task StatusAsync(IPage page, string state) => Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", state);

    /// <summary>Starts a generation with the API and waits for its end.</summary>
    /// <param name="body">The request as JSON.</param>
    /// <returns>The generation's id.</returns>
    protected async Task<string> PaintAsync(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Server.Client.PostAsync(new Uri("/api/generations", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var id = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
        await EndOfAsync(id);
        return id;
    }

    /// <summary>Waits until a generation has ended, which ends its event stream.</summary>
    protected Task EndOfAsync(string id) =>
        Server.Client.GetStringAsync(new Uri($"/api/generations/{id}/events", UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Returns the frames of each tile that the watch recorded.</summary>
    protected static async Task<Dictionary<string, List<TileFrame>>> FramesAsync(IPage page) =>
        JsonSerializer.Deserialize<Dictionary<string, List<TileFrame>>>(
            await page.EvaluateAsync<string>("JSON.stringify(__watch.tiles)"), FromScript)!;

    /// <summary>Waits for two frames, so that everything that is ready is shown.</summary>
    protected static Task FramesPassAsync(IPage page) =>
        page.EvaluateAsync("new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)))");

    /// <summary>An image with detail in the size for 1:1.</summary>
    protected static byte[] TestImage(int seed = 1, int edge = 320) => TestImages.NoisyPng(edge, edge, seed, bytesAbout: edge * edge / 4);

    /// <summary>A response with an image and nothing before it.</summary>
    protected static Script Ready(int seed = 1) => ResponsesScript.Image(TestImage(seed));

    /// <summary>The service blocks the prompt.</summary>
    protected static Script Blocked() => Scripts.Answer(
        400, ResponsesScript.ErrorBody("moderation_blocked", "Your request was rejected by the safety system.", "image_generation_user_error"));

    /// <summary>The account has no credit: not retried automatically, but a manual retry is possible.</summary>
    protected static Script NoCredit() => Scripts.Answer(
        429, ResponsesScript.ErrorBody("insufficient_quota", "You exceeded your current quota.", "insufficient_quota"));
}

/// <summary>A tile in one frame.</summary>
/// <param name="At">Milliseconds since the page was opened.</param>
/// <param name="Blur">The computed blur in pixels.</param>
/// <param name="Zoom">The computed scale; 1 is none.</param>
/// <param name="Images">The layers, the lowest first.</param>
public sealed record TileFrame(double At, string State, double Blur, double Zoom, List<LayerFrame> Images);

/// <param name="Name">The partial image's index, or <c>final</c>.</param>
/// <param name="Painted">True if the image is loaded.</param>
public sealed record LayerFrame(string Name, bool Painted, double Opacity);
