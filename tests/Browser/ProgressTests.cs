using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Progress, fallback and differences from the request in a tile's text.</summary>
public sealed class ProgressTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override (string Key, string Value)[] Settings => [("Generation:Fallback", "painter")];

    [Fact]
    public async Task A_tile_names_the_fallback_provider_also_after_a_reload()
    {
        Service.On(ResponsesPath, NoCredit());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 1);
        await Service.RequestsAsync(1);
        await EndOfAsync((await Server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel))[0].Id);

        await StatusAsync(page, "completed");
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("Made by Painter because OpenAI had no credit left.");
        await page.ReloadAsync();
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("Made by Painter because OpenAI had no credit left.");
        await page.Locator("#sheet .tile-image").ClickAsync();
        await Expect(page.Locator("#remarks")).ToHaveTextAsync("Made by Painter because OpenAI had no credit left.");
        await Expect(page.Locator(".facts")).ToContainTextAsync("Painter");
    }

    [Fact]
    public async Task A_tile_counts_down_to_any_moment_now_and_continues_after_a_reload()
    {
        var (page, lease, queue) = await RunningAsync();

        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, Remaining: TimeSpan.FromSeconds(200)), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("about 3 min left");
        await page.Clock.FastForwardAsync(150_000);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("about 50 s left");
        await page.Clock.FastForwardAsync(60_000);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("any moment now");

        await page.ReloadAsync();
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("about 3 min left");
        await page.Clock.FastForwardAsync(190_000);
        await Expect(page.Locator("#sheet .tile-text")).ToContainTextAsync("about");
    }

    [Fact]
    public async Task The_position_in_the_providers_queue_and_a_real_fraction_are_shown()
    {
        var (page, lease, queue) = await RunningAsync();

        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, QueuePosition: 2), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("position 3 in the provider's queue");
        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.457), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("45 %");
        await page.ReloadAsync();
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("45 %");
        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Finishing), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task The_reason_of_a_wait_is_shown_after_a_reload()
    {
        var (page, lease, queue) = await RunningAsync();
        await queue.PostponeAsync(lease, new Failure(FailureCode.RateLimited, "Too many."), TimeSpan.FromSeconds(100), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("Too many. Retrying in 100 s.");

        await page.ReloadAsync();

        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("Too many. Retrying in 100 s.");
    }

    [Fact]
    public async Task The_status_line_is_not_written_again_with_the_same_text()
    {
        var (page, lease, queue) = await RunningAsync();
        await Expect(page.Locator("#sheet [data-state=developing]")).ToHaveCountAsync(1);
        await page.EvaluateAsync(
            "window.__said = 0; new MutationObserver((all) => (window.__said += all.length)).observe(document.querySelector('#status'), { childList: true })");

        foreach (var fraction in new[] { 0.1, 0.2, 0.3 })
        {
            await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, fraction), Cancel);
        }

        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("30 %");
        Assert.Equal(0, await page.EvaluateAsync<int>("window.__said"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a page with one running image and a clock that the test moves; returns the lease to report progress.</summary>
    private async Task<(Microsoft.Playwright.IPage Page, SlotLease Lease, ISlotQueue Store)> RunningAsync()
    {
        Service.On(ResponsesPath, new ResponsesScript().Created().Hang());
        var page = await OpenAsync();
        await page.Clock.InstallAsync();
        await GenerateAsync(page, count: 1);
        await Service.RequestsAsync(1);
        var state = (await Server.Services.GetRequiredService<IGenerationStore>().RecentAsync(1, Cancel))[0];
        var slot = state.Slots[0];
        return (page, new SlotLease(state.Id, 0, slot.Attempt, slot.Tries, slot.LeaseOwner!, state.Request, slot.StartedAt!.Value), Server.Services.GetRequiredService<ISlotQueue>());
    }
}
