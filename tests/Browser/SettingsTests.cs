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

    [Fact]
    public async Task A_list_leads_to_each_section_and_stays_beside_them_or_is_a_row_on_a_narrow_screen()
    {
        var page = await OpenAsync("/settings", new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        var links = await page.Locator(".settings-nav a").EvaluateAllAsync<string[]>("all => all.map((one) => one.getAttribute('href'))");
        var sections = await page.Locator(".settings > section").EvaluateAllAsync<string[]>("all => all.map((one) => `#${one.id}`)");
        Assert.Equal(sections, links);

        await page.ClickAsync(".settings-nav a[href='#storage']");
        await Expect(page.Locator("#storage h2")).ToBeInViewportAsync();
        await Expect(page.Locator(".settings-nav a").First).ToBeInViewportAsync();

        await page.SetViewportSizeAsync(390, 800);
        Assert.Single((await page.Locator(".settings-nav a").EvaluateAllAsync<double[]>("all => all.map((one) => one.offsetTop)")).Distinct());
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.settings-nav').scrollWidth > innerWidth && document.documentElement.scrollWidth === innerWidth"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_provider_is_one_line_until_it_is_opened(bool scripts)
    {
        var page = await OpenAsync("/settings", new() { JavaScriptEnabled = scripts });
        var painter = page.Locator("#provider-painter");
        await Expect(painter.Locator(".provider-state")).ToHaveTextAsync("Ready");
        await Expect(painter.GetByRole(AriaRole.Button, new() { Name = "Test Painter" })).ToBeVisibleAsync();
        await Expect(painter.Locator(".facts")).ToBeHiddenAsync();
        Assert.InRange((await painter.BoundingBoxAsync())!.Height, 44, 64);

        await painter.Locator("summary").ClickAsync();
        await Expect(painter.Locator(".facts")).ToBeVisibleAsync();
        await Expect(page.Locator("#provider-openai .provider-state")).ToHaveTextAsync("Not set up");
    }

    private static Task<string> GroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
}
