using System.Net;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Campaigns;
using Darkroom.Tests.Server.Gallery;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>A site with content on every page, and the addresses of all pages.</summary>
public abstract class SitePagesTest(Chromium chromium) : BrowserTest(chromium)
{
    private const string Sdxl = "/hf-inference/models/stabilityai/stable-diffusion-xl-base-1.0";

    private List<string> _campaigns = [];
    private List<string> _shares = [];
    private string _webhook = "";

    protected override (string Key, string Value)[] Settings =>
    [
        ("Providers:huggingface:BaseUrl", Service.Address.ToString()), ("Providers:huggingface:HubUrl", Service.Address.ToString()),
        ("Providers:huggingface:ApiKey", "hf_test"), ("Providers:huggingface:MaxConcurrency", "1"),
    ];

    /// <summary>Creates a run with every result, a running one, and a gallery.</summary>
    protected async Task FillAsync(IPage page)
    {
        await Shelf.FillAsync(Server, 12, i => $"image number {i}");
        Service.On(ResponsesPath, ResponsesScript.Image(TestImage(5), TestImage(4)), Blocked(), NoCredit(), new ResponsesScript().Begin().Hang());
        await GenerateAsync(page, "a lighthouse in a storm at sunset, waves breaking over the rocks", count: 5);
        await Expect(Tiles(page, "failed")).ToHaveCountAsync(2);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        _campaigns = await CampaignsAsync();
        _webhook = await WebhookAsync();
        _shares = await SharesAsync(await page.Locator("#sheet").GetAttributeAsync("data-generation") ?? "");
    }

    /// <summary>Adds an endpoint with a delivery that failed: the name is that of this machine, which is not allowed.</summary>
    /// <returns>Its page.</returns>
    private async Task<string> WebhookAsync()
    {
        var body = new { url = "https://localhost:1/a/long/path/of/an/endpoint/that/does/not/fit/on/the/line/of/a/phone", events = new[] { "image.ready", "generation.completed" } };
        var id = (await Server.CallAsync("POST", "/api/webhooks", body, 201)).GetProperty("id").GetString();
        await Server.CallAsync("POST", $"/api/webhooks/{id}/test");
        return $"/settings/webhooks/{id}";
    }

    /// <summary>Shares an image, a collection and a running generation, revokes another link, and creates an API key.</summary>
    private async Task<List<string>> SharesAsync(string generation)
    {
        var ids = await Server.ShownAsync();
        var collection = (await Server.CallAsync("POST", "/api/collections", new { name = "Lighthouses and other images for the client" }, 201)).GetProperty("id").GetString()!;
        await Server.CallAsync("POST", "/api/images/bulk", new { select = new { ids }, @do = new { collect = collection } }, 202);
        var links = new List<string>();
        foreach (var body in new object[] { new { image = ids[0], parameters = true }, new { collection }, new { generation }, new { image = ids[1] } })
        {
            links.Add((await Server.CallAsync("POST", "/api/shares", body, 201)).GetProperty("url").GetString()!);
        }

        await Server.CallAsync("DELETE", $"/api/shares/{links[^1]["/s/".Length..][..32]}", status: 204);
        await Server.CallAsync("POST", "/api/keys", new { name = "A chat program of the client", limits = new { images_per_day = 50 } }, 201);
        return ["/settings/keys", "/shares", $"/shares?image={ids[0]}", $"{links[1]}/images/{ids[3]}/view", .. links];
    }

    /// <summary>Creates a running campaign with a finished and decided image, and everything that belongs to it.</summary>
    private async Task<List<string>> CampaignsAsync()
    {
        var gate = new Gate();
        Service.On(Sdxl, Scripts.Bytes(TestImage(6), "image/png"), new Script(exchange => gate.PassAsync(exchange.Gone)));
        var campaign = await Server.Client.CampaignAsync(new
        {
            provider = "huggingface",
            concepts = 2,
            formats = new[] { "instagram-square", "google-300x250" },
            copy = new[]
            {
                new { language = "en", headlines = new[] { "Begin the day slowly" }, calls_to_action = new[] { "Order now" } },
                new { language = "ar", headlines = new[] { "ابدأ يومك بهدوء" }, calls_to_action = new[] { "اطلب الآن" } },
            },
        });
        await Server.Client.CallAsync(HttpMethod.Post, $"{campaign}/generate", HttpStatusCode.Accepted);
        await gate.Reached;
        const string Creative = "creatives/0.instagram-square.0.0.en";
        await Server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/{Creative}", HttpStatusCode.OK, new { approval = "approved", comment = "lovely" });
        var (open, ended) = (await LinkAsync(campaign), await LinkAsync(campaign));
        await Server.Client.CallAsync(HttpMethod.Delete, $"{campaign}/review-links/{ended["/review/".Length..][..32]}", HttpStatusCode.NoContent);
        var page = campaign["/api".Length..];
        await Server.Client.CallAsync(HttpMethod.Post, $"{campaign}/{Creative}/comments", HttpStatusCode.Created, new { text = "Move this up", pin = new { x = 0.5, y = 0.5 } });
        var look = (await Server.Client.CallAsync(HttpMethod.Get, $"{campaign}/{Creative}/review", HttpStatusCode.OK)).GetProperty("decisions")[0].GetProperty("look").GetString();
        return
        [
            "/campaigns", "/campaigns/new", "/campaigns/brand-kits", page, $"{page}/{Creative}", $"{page}/{Creative}/versions/{look}",
            open, $"{open}/{Creative}", $"{open}/{Creative}/versions/{look}", $"{open}/approvals", $"{open}/summary", ended,
        ];
    }

    private async Task<string> LinkAsync(string campaign) =>
        (await Server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created, new { })).GetProperty("url").GetString()!;

    /// <summary>Returns the address of every kind of page. Call <see cref="FillAsync"/> first.</summary>
    protected async Task<List<string>> AddressesAsync(IPage page) =>
    [
        "/", "/?prompt=a%20fox&provider=painter", "/gallery", "/gallery?q=nothing", "/gallery?provider=openai", "/gallery?trashed=true", "/gallery/import", "/gallery/collections", "/settings", "/settings/webhooks", _webhook, "/commands", "/queue", "/prompts", "/presets", "/nothing",
        await Tiles(page, "ready").Locator(".tile-image").GetAttributeAsync("href") ?? "",
        (await Tiles(page, "ready").Locator(".tile-image").GetAttributeAsync("href") ?? "").Replace("/view", "/similar", StringComparison.Ordinal),
        (await Tiles(page, "ready").Locator(".tile-image").GetAttributeAsync("href") ?? "").Replace("/view", "/upscale", StringComparison.Ordinal),
        .. _campaigns, .. _shares,
    ];
}
