using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Buttons that cost money: one intended press is one request. The page's clock stands still unless the test moves it.</summary>
public sealed class PressTests(Chromium chromium) : CampaignTest(chromium)
{
    private readonly List<IRequest> _posts = [];

    [Fact]
    public async Task A_double_click_on_Generate_starts_one_run()
    {
        var page = await StudioAsync();
        await page.Locator("#generate").DblClickAsync();

        await StatusAsync(page, "completed");
        Assert.Single(_posts);
    }

    [Fact]
    public async Task A_second_press_right_after_a_start_has_no_effect_and_a_later_one_starts_another_run()
    {
        var page = await StudioAsync();
        await page.ClickAsync("#generate");
        await StatusAsync(page, "completed");
        await PressAsync(page);
        Assert.Single(_posts);

        await page.Clock.RunForAsync(1500);
        await PressAsync(page);
        await Expect(page.Locator("darkroom-sheet")).ToHaveCountAsync(2);
        await StatusAsync(page, "completed");
        Assert.Equal(2, (await Task.WhenAll(_posts.Select(post => post.HeaderValueAsync("idempotency-key")))).Distinct().Count());
    }

    [Fact]
    public async Task Another_prompt_can_be_started_without_waiting()
    {
        var page = await StudioAsync();
        await page.ClickAsync("#generate");
        await StatusAsync(page, "completed");
        await page.FillAsync("#prompt", "another");
        await PressAsync(page);

        await Expect(page.Locator("darkroom-sheet")).ToHaveCountAsync(2);
        await StatusAsync(page, "completed");
        Assert.Equal(2, _posts.Count);
    }

    [Theory]
    [InlineData("#generate", false)]
    [InlineData("#count", false)]
    [InlineData("#prompt", true)]
    public async Task A_held_key_starts_one_run(string field, bool control)
    {
        var page = await StudioAsync();
        await page.FocusAsync(field);
        if (control)
        {
            await page.Keyboard.DownAsync("Control");
        }

        await page.Keyboard.DownAsync("Enter");
        await StatusAsync(page, "completed");
        await page.Clock.RunForAsync(1500);
        await page.Keyboard.DownAsync("Enter");
        await page.Keyboard.DownAsync("Enter");
        await page.Keyboard.UpAsync("Enter");

        await RoundTripAsync(page);
        Assert.Single(_posts);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_after_a_lost_response_starts_once()
    {
        var page = await StudioAsync();
        var lost = false;
        await page.RouteAsync("**/api/generations", async route =>
        {
            if (lost)
            {
                await route.ContinueAsync();
                return;
            }

            lost = true;
            await route.FetchAsync();
            await route.AbortAsync();
        });
        await page.ClickAsync("#generate");
        await Expect(page.Locator("#form-problem")).ToContainTextAsync("cannot be reached");
        await page.Clock.RunForAsync(10);
        await page.ClickAsync("#generate");

        await StatusAsync(page, "completed");
        Assert.Equal(2, _posts.Count);
        Assert.Single(Service.Requests);
    }

    [Fact]
    public async Task A_double_click_on_Retry_retries_once()
    {
        var page = await StudioAsync(NoCredit());
        await page.ClickAsync("#generate");
        await StatusAsync(page, "failed");
        await Tiles(page, "failed").Locator(".tile-retry button").DblClickAsync();
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(1);
        await RoundTripAsync(page);

        Assert.Single(_posts, post => post.Url.EndsWith("/retry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_double_click_on_Generate_Creatives_or_New_image_sends_one_request()
    {
        var id = await CampaignAsync();
        var page = await StudioAsync(path: $"/campaigns/{id}");
        await page.Locator("#generate-creatives").DblClickAsync();
        await Expect(page.Locator("#generate-creatives")).Not.ToHaveAttributeAsync("aria-busy", "true");
        Assert.Single(_posts);
        _posts.Clear();
        await page.Locator("[data-regenerate]").First.EvaluateAsync(
            "(button) => { button.click(); button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 })); button.click(); }");
        await Expect(Ready(page)).ToHaveCountAsync(1);

        Assert.Single(_posts, post => post.Url.EndsWith("/regenerate", StringComparison.Ordinal));
    }

    /// <summary>Opens the studio with a prompt and a stopped clock.</summary>
    private async Task<IPage> StudioAsync(Script? answer = null, string path = "/")
    {
        Service.On(ResponsesPath, answer ?? Ready());
        var page = await OpenAsync("/health/live");
        await page.Clock.InstallAsync(new() { TimeDate = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) });
        await page.GotoAsync(path);
        await page.Clock.PauseAtAsync(new DateTime(2026, 1, 1, 1, 0, 0, DateTimeKind.Utc));
        page.Request += (_, request) =>
        {
            if (request.Method == "POST")
            {
                _posts.Add(request);
            }
        };
        if (path == "/")
        {
            await page.SelectOptionAsync("#provider", "openai");
            await page.FillAsync("#prompt", "a lighthouse in a storm");
            await page.FillAsync("#count", "1");
        }

        return page;
    }

    /// <summary>Waits until all requests of the page have been recorded.</summary>
    private static async Task RoundTripAsync(IPage page) => await page.EvaluateAsync("fetch('/health/live').then((answer) => answer.text())");

    /// <summary>Presses Generate from a script, without waiting until it is enabled.</summary>
    private static async Task PressAsync(IPage page) => await page.EvaluateAsync("document.querySelector('#generate').click()");
}
