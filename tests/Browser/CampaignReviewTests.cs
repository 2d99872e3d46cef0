using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class CampaignReviewTests(Chromium chromium) : CampaignTest(chromium)
{
    [Fact]
    public async Task A_client_approves_by_a_link_and_the_owner_sees_who_said_so()
    {
        var id = await CampaignAsync();
        var owner = await OpenAsync($"/campaigns/{id}");
        var client = await OpenAsync(await LinkAsync(owner));
        await client.FillAsync("#reviewer", "Maria");
        await client.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(Tiles(client)).ToHaveAttributeAsync("data-approval", "approved");
        await Expect(client.Locator("#status")).ToContainTextAsync("Thank you");
        await Tiles(client).GetByText("Comment").ClickAsync();
        await client.FillAsync("textarea[name=comment]", "Lovely");
        await client.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(Tiles(client)).ToHaveAttributeAsync("data-approval", "approved");
        await NothingMovedAsync(client);
        await owner.ReloadAsync();

        await Expect(owner.Locator(".creative-comment")).ToContainTextAsync("Maria");
    }

    [Fact]
    public async Task A_revoked_link_says_that_it_has_ended()
    {
        var id = await CampaignAsync(generate: false);
        var owner = await OpenAsync($"/campaigns/{id}");
        var link = await LinkAsync(owner);
        await owner.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(owner.Locator(".share-links")).ToContainTextAsync("Revoked");
        var client = await OpenAsync(link);

        await Expect(client.Locator("h1")).ToHaveTextAsync("This link has ended");
    }

    private static async Task<string> LinkAsync(IPage owner)
    {
        await owner.GetByRole(AriaRole.Button, new() { Name = "Share for review" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Create a link" }).ClickAsync();
        return new Uri(await owner.Locator("#review-link").InputValueAsync()).AbsolutePath;
    }
}
