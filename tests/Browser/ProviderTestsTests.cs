using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The test buttons of the settings page.</summary>
public sealed class ProviderTestsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_test_shows_its_result_at_the_provider_without_leaving_the_page()
    {
        Service.On("/v1/models", Scripts.Answer(401, "{}"), Scripts.Answer(200, """{"data":[{"id":"gpt-image-2"}]}"""));
        var page = await OpenAsync("/settings");
        var openAi = page.Locator("[data-provider=openai]");
        var button = openAi.GetByRole(AriaRole.Button);

        await button.ClickAsync();
        await Expect(openAi.Locator(".test-result")).ToHaveAttributeAsync("data-result", "failed");
        await Expect(openAi.Locator(".test-result")).ToContainTextAsync("OPENAI_API_KEY");
        await button.ClickAsync();
        await Expect(openAi.Locator(".test-result")).ToHaveAttributeAsync("data-result", "passed");

        await Expect(page).ToHaveURLAsync(new Uri(Server.Address, "settings").ToString());
        Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
    }

    [Fact]
    public async Task Providers_that_are_not_configured_are_collapsed_and_name_their_setting()
    {
        var page = await OpenAsync("/settings");

        await Expect(page.Locator("[data-provider=gemini]")).ToBeHiddenAsync();
        await page.Locator(".more-providers > summary").ClickAsync();
        await Expect(page.Locator("[data-provider=gemini]")).ToContainTextAsync("GEMINI_API_KEY=…");
    }
}
