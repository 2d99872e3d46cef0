using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>How far an image is, who made it and where it differs from what was asked for, in a tile's own words.</summary>
public sealed class ProgressTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override (string Key, string Value)[] Settings => [("Generation:Fallback", "painter")];

    [Fact]
    public async Task A_tile_says_who_made_the_image_instead_and_still_does_after_a_reload()
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
        await page.Locator("#sheet .tile-picture").ClickAsync();
        await Expect(page.Locator("#remarks")).ToHaveTextAsync("Made by Painter because OpenAI had no credit left.");
        await Expect(page.Locator(".facts")).ToContainTextAsync("Painter");
    }

    [Fact]
    public async Task A_tile_counts_down_to_any_moment_now_and_goes_on_after_a_reload()
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
    public async Task A_place_in_the_providers_queue_and_a_real_fraction_are_said_as_they_are()
    {
        var (page, lease, queue) = await RunningAsync();

        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, QueuePosition: 2), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("3rd in the provider's queue");
        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Generating, 0.457), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("45 %");
        await page.ReloadAsync();
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("45 %");
        await queue.ReportProgressAsync(lease, new SlotStep(ProgressStage.Finishing), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task Why_an_image_waits_is_still_there_after_a_reload()
    {
        var (page, lease, queue) = await RunningAsync();
        await queue.PostponeAsync(lease, new Failure(FailureCode.RateLimited, "Too many."), TimeSpan.FromSeconds(100), Cancel);
        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("Too many. Trying again in 100 s.");

        await page.ReloadAsync();

        await Expect(page.Locator("#sheet .tile-text")).ToHaveTextAsync("Too many. Trying again in 100 s.");
    }

    [Fact]
    public async Task The_status_line_is_not_written_again_while_it_says_the_same()
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

    /// <summary>A page with one image that the service is making, on a clock that the test can move, and the right to report about it.</summary>
    private async Task<(Microsoft.Playwright.IPage Page, SlotLease Lease, ISlotQueue Queue)> RunningAsync()
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
