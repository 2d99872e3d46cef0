using System.Text.RegularExpressions;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server;
using Darkroom.Tests.Server.Campaigns;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>
/// A connection that dies without closing: nothing arrives and nothing fails. The test moves the page's clock. The browser's idle
/// connections are as dead as the one that carried the events.
/// </summary>
public sealed partial class SilenceTests(Chromium chromium) : CampaignTest(chromium)
{
    /// <summary>Counts the event streams that the page opens.</summary>
    private const string CountStreams = """
        globalThis.__streams = [];
        globalThis.EventSource = class extends EventSource {
          constructor(url) { super(url); __streams.push(this); }
        };
        """;

    private readonly Gate _final = new();

    [Fact]
    public async Task A_run_whose_connection_falls_silent_is_followed_to_its_end_within_45_seconds()
    {
        await using var proxy = SilentProxy.Start(Server.Address);
        var page = await RunAsync(proxy);
        proxy.FallSilent();
        await FinishAsync(page);
        await page.Clock.FastForwardAsync(30_000);
        await StatusAsync(page, "running");
        var before = await page.EvaluateAsync<int>("__streams.length");
        await page.Clock.FastForwardAsync(15_000);

        Assert.True(await page.EvaluateAsync<int>("__streams.length") > before, "The page waits on a dead connection.");
        await RecoverAsync(page, page.Locator("#status[data-state=completed]"));
        await Expect(Tiles(page, "ready").Locator("img")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData("document", "visibilitychange")]
    [InlineData("window", "focus")]
    [InlineData("window", "online")]
    [InlineData("window", "pageshow")]
    public async Task A_page_that_may_have_slept_checks_its_connection_at_once(string target, string type)
    {
        await using var proxy = SilentProxy.Start(Server.Address);
        var page = await RunAsync(proxy);
        proxy.FallSilent();
        await FinishAsync(page);
        await page.Clock.FastForwardAsync(2000);
        var opened = await page.EvaluateAsync<int>(
            $"() => {{ const before = __streams.length; {target}.dispatchEvent(new Event('{type}')); return __streams.length - before; }}");

        Assert.True(opened > 0, $"Nothing is checked on {type}.");
        await RecoverAsync(page, page.Locator("#status[data-state=completed]"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Owner_and_client_see_a_decision_although_their_connection_fell_silent(bool owner)
    {
        var id = await CampaignAsync();
        var link = (await SendAsync($"/api/campaigns/{id}/review-links", "{}")).GetProperty("url").GetString()!;
        await using var proxy = SilentProxy.Start(Server.Address);
        var page = await OpenBehindAsync(proxy, owner ? $"/campaigns/{id}" : new Uri(Server.Address, link).PathAndQuery);
        await page.WaitForFunctionAsync("() => __streams.some((one) => one.readyState === 1)");
        proxy.FallSilent();
        var key = await Tiles(page).First.GetAttributeAsync("data-creative");
        await Server.Client.CallAsync(
            HttpMethod.Patch, $"/api/campaigns/{id}/creatives/{key}", System.Net.HttpStatusCode.OK, new { approval = "rejected" });
        await page.Clock.FastForwardAsync(45_000);

        await RecoverAsync(page, page.Locator("#creatives [data-approval=rejected]"));
    }

    [Fact]
    public async Task A_decision_is_seen_although_the_connection_fell_silent_within_the_page_that_shows_it()
    {
        var id = await CampaignAsync();
        await using var proxy = SilentProxy.Start(Server.Address);
        var page = await OpenBehindAsync(proxy, $"/campaigns/{id}");
        await page.WaitForFunctionAsync("() => __streams.some((one) => one.readyState === 1)");
        var stalled = proxy.StallInAsync($"GET /campaigns/{id} ");
        var key = await Tiles(page).First.GetAttributeAsync("data-creative");

        // The page's clock moves only after the headers have arrived: a timeout before them is another case.
        await page.RunAndWaitForResponseAsync(
            () => Server.Client.CallAsync(
                HttpMethod.Patch, $"/api/campaigns/{id}/creatives/{key}", System.Net.HttpStatusCode.OK, new { approval = "rejected" }),
            answer => answer.Url == page.Url);
        await stalled.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        await RecoverAsync(page, page.Locator("#creatives [data-approval=rejected]"));
    }

    [Fact]
    public async Task When_the_tab_with_the_shared_stream_is_frozen_another_takes_over_and_misses_nothing()
    {
        var page = await OpenAsync("/health/live");
        await page.Clock.InstallAsync();
        await page.Context.AddInitScriptAsync(CountStreams);

        // A tab without the shared stream that holds the lock, answers at first, and is frozen then.
        await page.EvaluateAsync(
            """
            async (position) => {
              const channel = new BroadcastChannel('darkroom-events');
              channel.onmessage = ({ data }) => data.kind === 'hello' && !globalThis.frozen && channel.postMessage({ kind: 'alive', position });
              // The request fails when another tab takes the lock over.
              await new Promise((held) => navigator.locks.request('darkroom-events', () => new Promise(() => held())).catch(() => {}));
            }
            """,
            await PositionAsync());
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync("/");
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(_final).Final(TestImage(2)).Completed());
        await tab.SelectOptionAsync("#provider", "openai");

        // With this response the tab knows what it has missed; new events come over the shared stream.
        await tab.RunAndWaitForResponseAsync(
            () => GenerateAsync(tab, count: 1), answer => answer.Request.Method == "GET" && OneGeneration().IsMatch(answer.Url));
        await page.EvaluateAsync("globalThis.frozen = true");
        await FinishAsync(tab);
        await StatusAsync(tab, "running");
        await tab.Clock.FastForwardAsync(45_000);
        await tab.Clock.FastForwardAsync(2000);

        await StatusAsync(tab, "completed");
        Assert.Contains("/api/events", await tab.EvaluateAsync<string[]>("__streams.filter((one) => one.readyState !== 2).map((one) => new URL(one.url).pathname)"));
    }

    [Fact]
    public async Task The_stream_check_ends_even_if_its_connection_falls_silent()
    {
        await using var proxy = SilentProxy.Start(Server.Address);
        var page = await OpenBehindAsync(proxy, "/settings");
        await page.ClickAsync("#check-stream");
        await page.WaitForFunctionAsync("() => __streams.some((one) => one.readyState === 1)");
        proxy.FallSilent();
        await page.Clock.FastForwardAsync(120_000);

        await Expect(page.Locator("#check-stream")).ToBeEnabledAsync();
        await Expect(page.Locator("#findings [data-finding=good], #findings [data-finding=bad]").Last).ToContainTextAsync("cut off");
    }

    [GeneratedRegex("/api/generations/[^/?]+$")]
    private static partial Regex OneGeneration();

    private async Task<IPage> OpenBehindAsync(SilentProxy proxy, string path)
    {
        var page = await OpenAsync(new Uri(proxy.Address, "/health/live").ToString());
        await page.Clock.InstallAsync();
        await page.Context.AddInitScriptAsync(CountStreams);
        await page.GotoAsync(new Uri(proxy.Address, path).ToString());
        return page;
    }

    /// <summary>Opens a page with a run of one image and waits for its first partial image.</summary>
    private async Task<IPage> RunAsync(SilentProxy proxy)
    {
        var page = await OpenBehindAsync(proxy, "/");
        await BeginAsync(page);
        return page;
    }

    private async Task BeginAsync(IPage page)
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Partial(0, TestImage(1)).Wait(_final).Final(TestImage(2)).Completed());
        await page.SelectOptionAsync("#provider", "openai");
        await GenerateAsync(page, count: 1);
        await Expect(page.Locator("#sheet img[data-partial-image-index='0']")).ToHaveCountAsync(1);
    }

    /// <summary>Finishes the image without notifying the page.</summary>
    private async Task FinishAsync(IPage page)
    {
        var id = (await page.Locator("#sheet").GetAttributeAsync("data-generation"))!;
        _final.Open();
        await EndOfAsync(id);
    }

    private async Task<string> PositionAsync()
    {
        using var response = await Server.Client.OpenAsync("/api/events");
        await foreach (var one in response.ReadEventsAsync())
        {
            return $"{one.Id}";
        }

        throw new InvalidOperationException("The stream began with no snapshot.");
    }

    /// <summary>
    /// Moves the page's clock until something is shown. Each step waits in real time too, the later ones longer:
    /// the page's clock gives up dead connections, but a new one opens in real time.
    /// </summary>
    private static async Task RecoverAsync(IPage page, ILocator done)
    {
        const int Steps = 40;
        for (var step = 1; ; step++)
        {
            try
            {
                await done.First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 150 * step });
                return;
            }
            catch (TimeoutException) when (step < Steps)
            {
                await page.Clock.FastForwardAsync(3000);
            }
        }
    }
}
