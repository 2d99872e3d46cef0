using System.Net.Http.Headers;
using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A client's browser with a link and no login, beside the owner's browser with a login.</summary>
public sealed class CampaignReviewTests(Chromium chromium) : CampaignTest(chromium)
{
    private const string AccessKey = "open-sesame-please";

    private readonly LaterTime _clock = new();

    protected override TimeProvider Clock => _clock;

    protected override (string Key, string Value)[] Settings => [.. base.Settings, ("DARKROOM_ACCESS_KEY", AccessKey)];

    [Fact]
    public async Task A_client_approves_through_a_link_and_the_owner_sees_the_name()
    {
        var owner = await OwnerAsync();
        var client = await OpenAsync(await LinkAsync(owner));
        await Expect(client.Locator(".review-name")).ToHaveTextAsync("You are reviewing as Maria.");
        await client.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(Tiles(client)).ToHaveAttributeAsync("data-approval", "approved");
        await Expect(client.Locator("#status")).ToContainTextAsync("Thank you");
        await Tiles(client).GetByText("Comment").ClickAsync();
        await client.FillAsync("textarea[name=comment]", "Lovely");
        await client.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(Tiles(client)).ToHaveAttributeAsync("data-approval", "approved");
        await NothingMovedAsync(client);
        await owner.ReloadAsync();

        await Expect(owner.Locator(".creative-comment")).ToHaveTextAsync("Lovely – Maria");
    }

    [Fact]
    public async Task A_client_sees_creatives_appear_and_decides_while_others_are_generated()
    {
        var (first, second) = (new Gate(), new Gate());
        SdxlMakes((first, TestImage(1)), (second, TestImage(2)));
        var owner = await OwnerAsync(concepts: 2, provider: "huggingface", generate: false);
        await owner.ClickAsync("#generate-creatives");
        var client = await OpenAsync(await LinkAsync(owner));
        await Expect(client.Locator("#status")).ToContainTextAsync("0 of 2 creatives are here; more are being made");
        await Expect(Ready(client)).ToHaveCountAsync(0);
        await Expect(Tiles(client).First.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToBeDisabledAsync();

        first.Open();
        await Expect(Ready(client)).ToHaveCountAsync(1);
        await Expect(client.Locator("#status")).ToContainTextAsync("1 of 2 creatives are here");
        await Tiles(client).First.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(Tiles(client).First).ToHaveAttributeAsync("data-approval", "approved");
        second.Open();
        await Expect(Ready(client)).ToHaveCountAsync(2);
        await Tiles(client).Nth(1).GetByText("Comment").ClickAsync();
        await Tiles(client).Nth(1).Locator("textarea[name=comment]").FillAsync("Too dark");
        await client.RunAndWaitForResponseAsync(
            () => Tiles(client).Nth(1).GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync(), answer => answer.Request.Method == "PATCH" && answer.Ok);

        await owner.ReloadAsync();
        await Expect(Tiles(owner).First).ToHaveAttributeAsync("data-approval", "approved");
        await Expect(Tiles(owner).Nth(1).Locator(".creative-comment")).ToHaveTextAsync("Too dark – Maria");
        await NothingMovedAsync(client);
    }

    [Fact]
    public async Task A_revoked_link_says_that_it_has_ended()
    {
        var owner = await OwnerAsync(generate: false);
        var link = await LinkAsync(owner);
        await Expect((await OpenAsync(link)).Locator("h1")).ToHaveTextAsync("Small");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(owner.Locator(".share-links")).ToContainTextAsync("Revoked");
        var client = await OpenAsync(link);

        await Expect(client.Locator("h1")).ToHaveTextAsync("This link has ended");
    }

    [Fact]
    public async Task An_expired_link_says_that_it_has_ended()
    {
        var owner = await OwnerAsync(generate: false);
        var link = await LinkAsync(owner);
        var client = await OpenAsync(link);
        await Expect(client.Locator("h1")).ToHaveTextAsync("Small");
        _clock.Later = TimeSpan.FromDays(8);
        await client.ReloadAsync();

        await Expect(client.Locator("h1")).ToHaveTextAsync("This link has ended");
        await Expect(client.Locator("main")).ToContainTextAsync("Ask the person who sent it for a new one");
    }

    /// <summary>Logs in and opens a campaign's page.</summary>
    private async Task<IPage> OwnerAsync(int concepts = 1, bool generate = true, string provider = "painter")
    {
        Server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessKey);
        var page = await OpenAsync($"/campaigns/{await CampaignAsync(concepts, generate: generate, provider: provider)}");
        await page.FillAsync("#key", AccessKey);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#campaign-title")).ToHaveTextAsync("Small");
        return page;
    }

    private static async Task<string> LinkAsync(IPage owner)
    {
        await owner.GetByRole(AriaRole.Button, new() { Name = "Share for review" }).ClickAsync();
        await owner.GetByLabel("Who is it for?").FillAsync("Maria");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Create a link" }).ClickAsync();
        return new Uri(await owner.Locator("#review-link").InputValueAsync()).AbsolutePath;
    }

    /// <summary>The system's clock, moved forward.</summary>
    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Later;
    }
}
