using Darkroom.Tests.Providers;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The searchable list of models, and the settings that only some models have.</summary>
public sealed class ModelFieldTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override TimeProvider Clock { get; } = new DatedTime();

    [Fact]
    public async Task Typing_searches_and_keys_choose_a_model_whose_options_appear()
    {
        Service.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-2"},{"id":"gpt-image-9"}]}"""));
        var page = await OpenAsync();
        await page.SelectOptionAsync("#provider", "openai");
        var field = page.Locator("#model");
        await field.FocusAsync();

        await Expect(page.Locator("#model-list [role=option]").First).ToContainTextAsync("gpt-image-2up to $0.211 an image · up to 16 input images · mask · shows its progress");
        await Expect(field).ToHaveAttributeAsync("role", "combobox");
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(page.Locator("#model-list")).ToContainTextAsync("gpt-image-9");
        await page.Keyboard.TypeAsync("2.6 sun");
        await Expect(page.Locator("#model-list [role=option]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#model-list")).ToContainTextAsync("transparent background");
        await Expect(page.Locator("#model-list")).ToContainTextAsync("not in the provider’s list");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(field).ToHaveAttributeAsync("aria-activedescendant", "model-list-0");
        await page.Keyboard.PressAsync("Enter");

        await Expect(field).ToHaveValueAsync("gpt-image-2.6-sunburst");
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(page.Locator("#quality option[value=max]")).ToHaveCountAsync(1);
        await page.ClickAsync(".more-settings summary");
        await Expect(page.Locator("#background option")).ToHaveTextAsync(["Automatic", "opaque", "transparent"]);
        await Expect(page.Locator("#compression")).ToBeHiddenAsync();
        await page.SelectOptionAsync("#output-format", "webp");
        await Expect(page.Locator("#compression")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_model_that_only_the_service_lists_offers_what_the_newest_of_its_family_has()
    {
        Service.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-9"}]}"""));
        var page = await OpenAsync("/?provider=openai");
        await page.Locator("#model").ClickAsync();
        await page.Locator("#model-list [data-name='gpt-image-9']").ClickAsync();

        await Expect(page.Locator("#quality option[value=max]")).ToHaveCountAsync(1);
        await Expect(page.Locator("#background option[value=transparent]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Any_name_remains_possible_and_Escape_closes_the_list()
    {
        var page = await OpenAsync();
        await page.SelectOptionAsync("#provider", "openai");
        await page.Locator("#model").FocusAsync();
        await Expect(page.Locator("#model-list")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#model-list")).ToBeHiddenAsync();
        await page.Keyboard.TypeAsync("something-of-my-own");
        await page.Keyboard.PressAsync("Tab");

        await Expect(page.Locator("#model")).ToHaveValueAsync("something-of-my-own");
        await Expect(page.Locator("#model-list")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task The_list_fits_the_screen_works_by_touch_and_is_accessible(int width)
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await page.SelectOptionAsync("#provider", "gemini");
        await page.Locator("#model").ClickAsync();
        await Expect(page.Locator("#model-list")).ToBeVisibleAsync();

        var box = (await page.Locator("#model-list").BoundingBoxAsync())!;
        Assert.InRange(box.X, 0, width);
        Assert.InRange(box.X + box.Width, 0, width);
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        Assert.Empty((await page.Locator("#studio-form").RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
        await page.Locator("#model-list [role=option]").Nth(1).ClickAsync();

        await Expect(page.Locator("#model")).ToHaveValueAsync("gemini-3-pro-image");
        await Expect(page.Locator("#model")).ToBeFocusedAsync();
        await Expect(page.Locator("#model-list")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_chosen_settings_are_sent_and_used_again()
    {
        Service.On(ResponsesPath, ResponsesScript.Image(TestImages.NoisyPng(256, 256)));
        var page = await OpenAsync("/?provider=openai&model=gpt-image-2.6-flare&n=1");
        await page.FillAsync("#prompt", "a fox");
        await page.ClickAsync(".more-settings summary");
        await page.SelectOptionAsync("#output-format", "webp");
        await page.SelectOptionAsync("#background", "transparent");
        await page.FillAsync("#compression", "60");
        await page.SelectOptionAsync("#moderation", "low");
        await page.ClickAsync("#generate");
        await Expect(page.Locator("#sheet .tile[data-state=ready]")).ToHaveCountAsync(1);

        var tool = Service.Requests.Single(request => request.Path == ResponsesPath).Json.GetProperty("tools")[0];
        Assert.Equal(("webp", "transparent", 60, "low"), (
            tool.GetProperty("output_format").GetString(), tool.GetProperty("background").GetString(), tool.GetProperty("output_compression").GetInt32(), tool.GetProperty("moderation").GetString()));
        await page.SelectOptionAsync("#output-format", "");
        await page.SelectOptionAsync("#background", "");
        await page.Locator("#sheet [data-act=run]").ClickAsync();
        await page.Locator(".action-menu [data-do=settings]").ClickAsync();
        await Expect(page.Locator("#background")).ToHaveValueAsync("transparent");
        await Expect(page.Locator("#compression")).ToHaveValueAsync("60");
        await Expect(page.Locator("#output-format")).ToHaveValueAsync("webp");
    }
}
