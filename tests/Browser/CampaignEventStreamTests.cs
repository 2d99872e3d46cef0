using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class CampaignEventStreamTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task Owner_and_client_see_each_other_s_changes_without_reloading()
    {
        var id = await CampaignAsync();
        var link = (await SendAsync($"/api/campaigns/{id}/review-links", "{}")).GetProperty("url").GetString()!;
        var (owner, client) = (await OpenAsync($"/campaigns/{id}"), await OpenAsync(link));
        await owner.EvaluateAsync("window.loadedOnce = true");
        await client.EvaluateAsync("window.loadedOnce = true");

        await client.FillAsync("#reviewer", "Maria");
        await Expect(Tiles(client).Locator(".creative-decision")).ToHaveTextAsync("To review", new() { UseInnerText = true });
        await client.GetByRole(AriaRole.Button, new() { Name = "Request changes" }).ClickAsync();
        await Expect(Tiles(client).Locator(".creative-decision")).ToHaveTextAsync("Changes wanted", new() { UseInnerText = true });
        await Expect(client.Locator(".filter")).ToHaveTextAsync(["All 1", "To review 0", "Approved 0", "Changes wanted 1"]);
        await Expect(Tiles(owner)).ToHaveAttributeAsync("data-approval", "rejected");
        var look = (await Tiles(client).GetAttributeAsync("data-look"))!;
        await owner.FillAsync(".creative-headline", "Take your time");

        await Expect(Tiles(client)).Not.ToHaveAttributeAsync("data-look", look);
        await Expect(Tiles(client)).ToHaveAttributeAsync("data-approval", "pending");
        await Expect(Tiles(client).Locator("img")).ToHaveAttributeAsync("src", new Regex("v=" + await Tiles(owner).GetAttributeAsync("data-look")));
        Assert.True(await owner.EvaluateAsync<bool>("window.loadedOnce === true"));
        Assert.True(await client.EvaluateAsync<bool>("window.loadedOnce === true"));
    }

    [Fact]
    public async Task A_new_headline_is_drawn_even_if_its_event_arrives_before_the_response()
    {
        var page = await OpenAsync($"/campaigns/{await CampaignAsync()}");
        var look = (await Tiles(page).GetAttributeAsync("data-look"))!;
        var heard = new TaskCompletionSource();
        await page.RouteAsync("**/api/campaigns/*/creatives/*", async route =>
        {
            var answer = await route.FetchAsync();
            await heard.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await page.FillAsync(".creative-headline", "Take your time");
        await Expect(Tiles(page)).Not.ToHaveAttributeAsync("data-look", look);
        heard.SetResult();

        await Expect(Tiles(page).Locator($"img[src$='v={await Tiles(page).GetAttributeAsync("data-look")}']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Pages_change_without_reloading_and_all_creatives_are_approved_at_once()
    {
        var texts = string.Join(',', Enumerable.Range(1, 8).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"Number {number}\"")));
        var body = $$"""
            {"name": "Many", "concepts": 1, "formats": ["instagram-square", "google-300x250"], "provider": "painter",
             "copy": [{"language": "en", "headlines": [{{texts}}], "calls_to_action": ["One", "Two", "Three", "Four", "Five"]}]}
            """;
        var id = (await SendAsync("/api/campaigns", body)).GetProperty("id").GetString()!;
        var started = (await SendAsync($"/api/campaigns/{id}/generate", "{}")).GetProperty("generations")[0];
        await EndOfAsync(started.GetProperty("generation_id").GetString()!);
        var page = await OpenAsync($"/campaigns/{id}");
        await Expect(Tiles(page)).ToHaveCountAsync(60);

        await page.GetByRole(AriaRole.Link, new() { Name = "More" }).ClickAsync();
        await Expect(Tiles(page)).ToHaveCountAsync(20);
        await Expect(page.Locator(".pages-here")).ToHaveTextAsync("61 to 80 of 80");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve all 80" }).ClickAsync();

        await Expect(page.Locator("#creatives [data-approval=approved]")).ToHaveCountAsync(20);
        await Expect(page.Locator("[data-filter]", new() { HasText = "Approved" }).Locator(".filter-count")).ToHaveTextAsync("80");
        await page.GoBackAsync();
        await Expect(page.Locator("#creatives [data-approval=approved]")).ToHaveCountAsync(60);
    }
}
