using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The forms of the settings page.</summary>
public sealed class SettingsTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>No provider has a key at first.</summary>
    protected override (string Key, string Value)[] Settings =>
        [("Providers:openai:ApiKey", ""), ("Providers:openai:BaseUrl", ""), ("Providers:openai:MaxConcurrency", "")];

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_key_that_is_added_works_in_the_studio_without_a_restart(int width)
    {
        Service.On("/v1/models", Scripts.Answer(200, """{"data":[{"id":"gpt-image-2"}]}"""));
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a key" }).ClickAsync();
        await page.ClickAsync("#settings-openai > summary");
        var form = page.Locator("#settings-openai form");
        await form.GetByLabel("Key").FillAsync("sk-0123456789abcdefWXYZ");
        await form.GetByLabel("Base URL").FillAsync(Service.BaseUrl.ToString());
        await form.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();

        await Expect(page.Locator("#provider-openai .test-result")).ToHaveAttributeAsync("data-result", "passed");
        await Expect(page.Locator("#settings-status")).ToHaveTextAsync("Saved.");
        await Expect(page.Locator("#settings-openai > summary")).ToBeFocusedAsync();
        await page.ClickAsync("#settings-openai > summary");
        await Expect(page.Locator("#settings-openai")).ToContainTextAsync("…WXYZ, set on");
        await Expect(page.Locator("#settings-openai form").GetByLabel("Key")).ToHaveValueAsync("");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));

        await page.GotoAsync("/");
        await Expect(page.Locator("#add-key")).ToHaveCountAsync(0);
        await GenerateAsync(page, count: 1);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
    }

    [Fact]
    public async Task A_wrong_value_is_shown_at_its_field_and_what_was_typed_elsewhere_stays()
    {
        var page = await OpenAsync("/settings");
        await page.FillAsync("#Gallery-TrashDays", "12");
        await page.FillAsync("#Costs-DailyCapUsd", "-4");
        await page.ClickAsync("#save-spending");

        await Expect(page.Locator("#Costs-DailyCapUsd")).ToBeFocusedAsync();
        await Expect(page.Locator("#spending [role=alert]")).ToHaveTextAsync("Choose 0 to 1000000.");
        await Expect(page.Locator("#Costs-DailyCapUsd")).ToHaveValueAsync("-4");
        await Expect(page.Locator("#Gallery-TrashDays")).ToHaveValueAsync("12");
        await page.FillAsync("#Costs-DailyCapUsd", "4");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("#spending")).ToContainTextAsync("The daily limit for paid providers is $4.");
        await Expect(page.Locator("#settings-status")).ToHaveTextAsync("Saved.");
        await Expect(page.Locator("#Gallery-TrashDays")).ToHaveValueAsync("12");
    }

    [Fact]
    public async Task A_theme_is_chosen_without_a_page_load_and_the_next_page_begins_with_it()
    {
        var page = await OpenAsync("/settings", new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal("rgb(20, 17, 15)", await GroundAsync(page));
        await page.GetByLabel("Light").CheckAsync();
        await Expect(page.Locator("#settings-status")).ToHaveTextAsync("Saved.");
        Assert.Equal("rgb(250, 248, 245)", await GroundAsync(page));

        await page.GotoAsync("/gallery");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        Assert.Equal("rgb(250, 248, 245)", await GroundAsync(page));
        await page.GotoAsync("/settings");
        await page.GetByLabel("Use system setting").CheckAsync();
        await Expect(page.Locator("#settings-status")).ToHaveTextAsync("Saved.");
        Assert.Equal("rgb(20, 17, 15)", await GroundAsync(page));
    }

    [Fact]
    public async Task Without_scripts_a_key_is_saved_and_removed()
    {
        var page = await OpenAsync("/settings", new() { JavaScriptEnabled = false });
        await page.ClickAsync("#settings-xai > summary");
        await page.FillAsync("#Providers-xai-ApiKey", "xai-0123456789abcdefWXYZ");
        await page.FillAsync("#Providers-xai-BaseUrl", Service.BaseUrl.ToString());
        await page.ClickAsync("#save-xai");

        await Expect(page.Locator("#provider-xai")).ToContainTextAsync("…WXYZ, set on");
        await page.ClickAsync("#settings-xai > summary");
        await page.ClickAsync("#remove-xai");
        await Expect(page.Locator("#settings-status")).ToHaveTextAsync("The key was removed.");
        await Expect(page.Locator("#provider-xai")).Not.ToContainTextAsync("WXYZ");
    }

    private static Task<string> GroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
}
