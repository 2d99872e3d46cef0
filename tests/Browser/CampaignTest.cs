using System.Text.Json;
using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>Campaigns in a browser, with images from the painter.</summary>
public abstract class CampaignTest(Chromium chromium) : BrowserTest(chromium)
{
    protected const string Sdxl = "/hf-inference/models/stabilityai/stable-diffusion-xl-base-1.0";

    /// <summary>One image after the other, so that tests can observe each.</summary>
    protected override (string Key, string Value)[] Settings =>
    [
        ("Generation:DefaultProvider", "painter"),
        ("Providers:painter:MaxConcurrency", "1"),
        ("Providers:huggingface:BaseUrl", Service.Address.ToString()),
        ("Providers:huggingface:HubUrl", Service.Address.ToString()),
        ("Providers:huggingface:ApiKey", "hf_test"),
        ("Providers:huggingface:MaxConcurrency", "1"),
    ];

    protected static ILocator Tiles(IPage page) => page.Locator("#creatives [data-creative]");

    protected static ILocator Ready(IPage page) => page.Locator("#creatives [data-creative][data-state=ready]:has(.creative-layers img)");

    /// <summary>Creates a campaign of one concept and one format with the API.</summary>
    /// <returns>Its id.</returns>
    protected async Task<string> CampaignAsync(
        int concepts = 1, string formats = "\"instagram-square\"", bool generate = true, string provider = "painter")
    {
        var body = $$"""
            {"name": "Small", "concepts": {{concepts}}, "formats": [{{formats}}], "provider": "{{provider}}",
             "copy": [{"language": "en", "headlines": ["Begin the day slowly"], "calls_to_action": ["Order now"]}]}
            """;
        var id = (await SendAsync("/api/campaigns", body)).GetProperty("id").GetString()!;
        if (generate)
        {
            foreach (var started in (await SendAsync($"/api/campaigns/{id}/generate", "{}")).GetProperty("generations").EnumerateArray())
            {
                await EndOfAsync(started.GetProperty("generation_id").GetString()!);
            }
        }

        return id;
    }

    /// <summary>Keeps one format of the example, so that few images are generated.</summary>
    protected static async Task OnlySquareAsync(IPage page)
    {
        var others = page.Locator("input[name=formats]:checked:not([value=instagram-square])");
        while (await others.CountAsync() > 0)
        {
            await others.First.UncheckAsync(new() { Force = true });
        }
    }

    /// <summary>Makes the SDXL service respond with these images, each when its gate is opened.</summary>
    protected void SdxlMakes(params (Gate Gate, byte[] Image)[] images) => Service.On(Sdxl,
    [
        .. images.Select(one => new Script(async exchange =>
        {
            await one.Gate.PassAsync(exchange.Gone);
            exchange.Response.ContentType = "image/png";
            await exchange.WriteAsync(one.Image);
        })),
    ]);

    /// <summary>Returns how many images were generated in all campaigns.</summary>
    protected async Task<int> MadeAsync()
    {
        using var answer = await Server.Client.GetAsync(new Uri("/api/images?limit=200", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("images").GetArrayLength();
    }

    protected async Task<JsonElement> SendAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    protected static async Task NothingMovedAsync(IPage page)
    {
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)"));
        Assert.Empty(await page.EvaluateAsync<string[]>("__watch.breaches"));
    }
}
