using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Validation errors in the brief's form.</summary>
public sealed class CampaignBriefTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task A_headline_that_is_too_long_or_missing_is_reported_beside_its_line_until_it_is_fixed()
    {
        var page = await OpenAsync($"/campaigns/{await CampaignAsync(generate: false)}");
        var headline = page.GetByLabel("Headline 1", new() { Exact = true });
        await headline.FillAsync(new string('x', 300));
        await Expect(page.Locator("#form-problem")).ToHaveTextAsync("Headline 1: Too long: 300 of 120 characters.");
        await Expect(headline).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Locator("[data-wrong='headline.en.0']")).ToHaveTextAsync("Too long: 300 of 120 characters.");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Not saved");

        await headline.FillAsync("");
        await Expect(page.Locator("[data-wrong='headline.en']")).ToHaveTextAsync("Write at least one headline.");
        await page.FillAsync("#name", "");
        await Expect(page.Locator("[data-wrong=name]")).ToContainTextAsync("It is empty");
        await page.FillAsync("#name", "Small");
        await headline.FillAsync("Begin slowly");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await Expect(page.Locator("[data-wrong], [aria-invalid], #form-problem:not([hidden])")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_scripts_it_is_reported_too_and_the_input_is_kept()
    {
        var page = await OpenAsync("/campaigns/new", new() { JavaScriptEnabled = false });
        await page.FillAsync("[name='headline.en'] >> nth=1", new string('x', 300));
        await page.GetByText("Audience, tone and style").ClickAsync();
        await page.FillAsync("#avoid", "slowly");
        await page.ClickAsync("#generate-creatives");

        await Expect(page.Locator("[id='problem-headline.en.1']")).ToHaveTextAsync("Too long: 300 of 120 characters.");
        await Expect(page.Locator("[id='problem-headline.en.0']")).ToContainTextAsync("one of the words to avoid");
        await Expect(page.Locator("[name='headline.en'] >> nth=1")).ToHaveValueAsync(new string('x', 300));
    }
}
