using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A blank start, and a product that is replaced.</summary>
public sealed class CampaignStartTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task A_blank_brief_is_saved_as_soon_as_it_is_complete_without_red_marks_before()
    {
        var page = await OpenAsync("/campaigns");
        await page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/campaigns/blank$"));
        await Expect(page.Locator("main :not(:defined)")).ToHaveCountAsync(0);
        await page.FillAsync("#product", "a small hotel on a frozen lake");
        await page.SelectOptionAsync("#kind", "place");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Not saved yet: fill in Name, Headline 1, Call to action 1");
        await Expect(page.Locator("[data-wrong], #form-problem:not([hidden])")).ToHaveCountAsync(0);

        await page.FillAsync("#name", "Winter");
        await page.GetByLabel("Headline 1", new() { Exact = true }).FillAsync("Stay for the snow");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Not saved yet: fill in Call to action 1");
        await page.ClickAsync("#generate-creatives");
        await Expect(page.Locator("[data-wrong='call_to_action.en']")).ToHaveTextAsync("Write at least one call to action.");
        await Expect(page.Locator("#form-problem")).ToHaveTextAsync("Call to action 1: Write at least one call to action.");
        await Expect(page.GetByLabel("Call to action 1", new() { Exact = true })).ToBeFocusedAsync();
        await page.GetByLabel("Call to action 1", new() { Exact = true }).FillAsync("Book now");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await Expect(page.Locator("[data-starts], [data-wrong]")).ToHaveCountAsync(0);

        await page.FillAsync("#concepts", "1");
        await page.ClickAsync("#generate-creatives");
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = Patience });
        await page.ReloadAsync();
        await Expect(page.Locator("#kind")).ToHaveValueAsync("place");
        await page.GetByText("Prompts and images").ClickAsync();
        await Expect(page.Locator("[id='prompt-0.square']")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("of a small hotel on a frozen lake, shown as a place"));
    }

    [Fact]
    public async Task An_empty_brief_is_rejected_with_an_error_at_each_field_and_the_first_one_is_shown()
    {
        var page = await OpenAsync("/campaigns/blank");
        await Expect(page.Locator("main :not(:defined)")).ToHaveCountAsync(0);
        await page.Locator("#generate-creatives").ScrollIntoViewIfNeededAsync();
        await page.ClickAsync("#generate-creatives");

        await Expect(page.Locator("[data-wrong='headline.en']")).ToHaveTextAsync("Write at least one headline.");
        await Expect(page.Locator("[data-wrong='call_to_action.en']")).ToHaveTextAsync("Write at least one call to action.");
        await Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
        await Expect(page.Locator("#form-problem")).ToHaveTextAsync("Correct these fields: Name, Headline 1, Call to action 1");
        await Expect(page.Locator("#name")).ToBeFocusedAsync();
        await Expect(page.Locator("#name")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task Replacing_the_product_offers_to_clear_what_describes_the_earlier_one_and_that_can_be_undone()
    {
        var page = await OpenAsync("/campaigns/new");
        var offer = page.Locator("[data-clear-rest]");
        await page.FillAsync("#product", "a bag of single-origin coffee beans and two freshly brewed cups");
        await page.Locator("#product").BlurAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await Expect(offer).ToBeHiddenAsync();

        await page.GetByText("Audience, tone and style").ClickAsync();
        await page.FillAsync("#tone", "crisp");
        await page.FillAsync("#product", "a small hotel on a frozen lake");
        await page.Locator("#product").BlurAsync();
        await Expect(offer).ToBeVisibleAsync();
        await Expect(offer).ToContainTextAsync("Name, Brand, Message, Audience, Visual style, Season or occasion, Headlines, Calls to action");
        await Expect(page.Locator("#occasion")).ToHaveValueAsync("autumn");

        await offer.GetByRole(AriaRole.Button, new() { Name = "Clear the rest" }).ClickAsync();
        await Expect(offer).ToBeHiddenAsync();
        foreach (var field in new[] { "#name", "#brand", "#message", "#audience", "#visual-style", "#occasion" })
        {
            await Expect(page.Locator(field)).ToHaveValueAsync("");
        }

        await Expect(page.Locator("#tone")).ToHaveValueAsync("crisp");
        await Expect(page.Locator("[name='headline.en']")).ToHaveCountAsync(1);
        await Expect(page.Locator("#saved")).ToContainTextAsync("Not saved yet: fill in Name");
        await Expect(page.Locator("[data-wrong]")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#occasion")).ToHaveValueAsync("autumn");
        await Expect(page.GetByLabel("Headline 2", new() { Exact = true })).ToHaveValueAsync("Coffee worth waking up for");
        await Expect(page.Locator("#product")).ToHaveValueAsync("a small hotel on a frozen lake");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(page.Locator("#message")).ToHaveValueAsync("A good day begins slowly.");
        await Expect(page.GetByLabel("Headline 2", new() { Exact = true })).ToHaveValueAsync("Coffee worth waking up for");
    }

    [Fact]
    public async Task What_describes_the_earlier_product_is_kept_if_the_offer_is_declined()
    {
        var page = await OpenAsync("/campaigns/new");
        await page.FillAsync("#product", "a small hotel on a frozen lake");
        await page.Locator("#product").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(page.Locator("[data-clear-rest]")).ToBeHiddenAsync();
        await Expect(page.Locator("#message")).ToHaveValueAsync("A good day begins slowly.");
        await page.GetByText("Audience, tone and style").ClickAsync();
        await page.FillAsync("#occasion", "");
        await Expect(page.Locator("summary:has-text('Audience, tone and style') [data-values]")).Not.ToContainTextAsync("autumn");
    }
}
