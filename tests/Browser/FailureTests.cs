using Darkroom.Tests.Providers;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class FailureTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_failed_tile_says_why_and_what_to_do_while_the_others_continue()
    {
        var gate = new Gate();
        Service.On(ResponsesPath, NoCredit(), new ResponsesScript().Begin().Wait(gate).Final(TestImage()).Completed());
        var page = await OpenAsync();
        await GenerateAsync(page);

        var failed = Tiles(page, "failed");
        await Expect(failed.Locator(".tile-text")).ToHaveTextAsync("You exceeded your current quota.");
        await Expect(failed.Locator(".tile-advice")).ToHaveTextAsync("Add credit to the provider's account, or raise the limit that the message names, then retry.");
        await StatusAsync(page, "running");
        gate.Open();
        await StatusAsync(page, "partial");
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(3);
        await Expect(page.Locator("#status")).ToHaveTextAsync("3 of 4 images are ready.");
    }

    [Fact]
    public async Task Retry_makes_the_image()
    {
        Service.On(ResponsesPath, NoCredit(), Ready());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 2);
        await StatusAsync(page, "partial");
        await Tiles(page, "failed").Locator(".tile-retry button").ClickAsync();

        await StatusAsync(page, "completed");
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(2);
        await Expect(page.Locator("#status")).ToHaveTextAsync("All 2 images are ready.");
    }

    [Fact]
    public async Task A_retry_during_a_run_loses_no_other_image()
    {
        var gate = new Gate();
        Script slow = new ResponsesScript().Begin().Wait(gate).Partial(0, TestImage(2)).Final(TestImage(3)).Completed();
        Service.On(ResponsesPath, NoCredit(), slow, slow, slow, Ready());
        var page = await OpenAsync();
        await GenerateAsync(page);
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(1);
        await Service.RequestsAsync(4);
        await Tiles(page, "failed").Locator(".tile-retry button").ClickAsync();
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        gate.Open();

        await Expect(Tiles(page, "ready")).ToHaveCountAsync(4);
        await StatusAsync(page, "completed");
    }

    [Fact]
    public async Task Images_that_fail_for_the_same_reason_are_lines_that_say_it_once()
    {
        Service.On(ResponsesPath, NoCredit(), NoCredit(), NoCredit(), Ready());
        var page = await OpenAsync();
        await GenerateAsync(page);
        await StatusAsync(page, "partial");

        await ShownOnceAsync();
        await page.ReloadAsync();
        await ShownOnceAsync();
        Assert.InRange((await Tiles(page, "failed").First.BoundingBoxAsync())!.Height, 44, 120);

        async Task ShownOnceAsync()
        {
            await Expect(Tiles(page, "failed")).ToHaveCountAsync(3);
            await Expect(Tiles(page, "failed").Locator(".tile-text:visible")).ToHaveTextAsync(["You exceeded your current quota."]);
            await Expect(page.Locator("#sheet .tile-repeated:visible")).ToHaveTextAsync(["Failed for the same reason", "Failed for the same reason"]);
        }
    }

    [Fact]
    public async Task A_retry_that_does_not_reach_the_server_says_so()
    {
        Service.On(ResponsesPath, NoCredit());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 1);
        await StatusAsync(page, "failed");
        await Expect(page.Locator("#status")).ToHaveTextAsync("No image could be made.");
        await page.Context.SetOfflineAsync(true);
        await page.Locator("#sheet .tile-retry button").ClickAsync();

        await Expect(page.Locator("#sheet .tile-advice")).ToContainTextAsync("cannot be reached");
        await Expect(page.Locator("#sheet .tile-retry button")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Late_partial_images_never_make_an_image_blurrier_and_the_newest_can_be_downloaded_after_a_failure()
    {
        var gate = new Gate();
        Service.On(
            ResponsesPath,
            new ResponsesScript().Begin().Partial(2, TestImage(3)).Partial(0, TestImage(1)).Partial(1, TestImage(2)).Wait(gate).Error("server_error", "It broke."));
        var page = await OpenAsync();
        await GenerateAsync(page, count: 1);
        await Expect(page.Locator("#sheet .tile-layers img")).ToHaveAttributeAsync("data-partial-image-index", "2");
        gate.Open();
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(1);

        var frames = (await FramesAsync(page))["0"];
        Assert.DoesNotContain(frames.SelectMany(frame => frame.Images), image => image.Name is "0" or "1");
        await Expect(page.Locator("#sheet .tile-unfinished")).ToHaveTextAsync("Download unfinished image");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#sheet .tile-unfinished").ClickAsync());
        Assert.StartsWith("unfinished-", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal(TestImage(3), await File.ReadAllBytesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken));
        await page.ReloadAsync();
        await Expect(page.Locator("#sheet .tile-unfinished")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_moderated_image_is_named_as_such_and_offers_no_retry()
    {
        Service.On(ResponsesPath, Blocked());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 2);
        await StatusAsync(page, "failed");

        await Expect(Tiles(page, "failed")).ToHaveCountAsync(2);
        await Expect(page.Locator("#sheet .tile-text").First).ToContainTextAsync("safety system");
        await Expect(page.Locator("#sheet .tile-advice").First).ToContainTextAsync("Change the prompt");
        await Expect(page.Locator("#sheet .tile-retry:visible")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator("#sheet .tile-text").First).ToContainTextAsync("safety system");
        await Expect(page.Locator("#sheet .tile-retry:visible")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_retried_image_shows_nothing_of_its_earlier_try()
    {
        var gate = new Gate();
        Service.On(
            ResponsesPath,
            new ResponsesScript().Begin().Partial(0, TestImage(1)).Wait(gate).Error("insufficient_quota", "You exceeded your current quota."),
            new ResponsesScript().Begin().Hang());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 1);
        await Expect(page.Locator("#sheet .tile-layers img")).ToHaveCountAsync(1);
        gate.Open();
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(1);
        await page.Locator("#sheet .tile-retry button").ClickAsync();

        await Expect(Tiles(page, "developing")).ToHaveCountAsync(1);
        await Expect(page.Locator("#sheet .tile-layers img")).ToHaveCountAsync(0);
    }
}
