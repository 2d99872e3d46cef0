using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The whole path of a user, from the brief to the package on disk.</summary>
public sealed class CampaignWholePathTests(Chromium chromium) : CampaignTest(chromium)
{
    /// <summary>Records the status line and the number of creatives whenever one of them changes.</summary>
    private const string Witness = """
        window.__seen = [];
        new MutationObserver(() => {
          const said = document.querySelector('#status').textContent;
          const there = document.querySelectorAll('#creatives [data-creative][data-state=ready]').length;
          const last = __seen.at(-1);
          if (last?.said !== said || last?.there !== there) {
            __seen.push({ said, there });
          }
        }).observe(document.querySelector('darkroom-campaign'), { childList: true, subtree: true, attributes: true, attributeFilter: ['data-state'] });
        """;

    [Fact]
    public async Task The_example_is_exported_with_the_approved_texts()
    {
        var page = await OpenAsync("/campaigns/new");
        await page.EvaluateAsync(Witness);
        await page.ClickAsync("#generate-creatives");
        await Expect(page.Locator("#status")).ToHaveAttributeAsync("data-state", "completed", new() { Timeout = 3 * Patience });
        await Expect(Ready(page)).ToHaveCountAsync(16);

        CameOneByOne(JsonSerializer.Deserialize<List<Seen>>(await page.EvaluateAsync<string>("JSON.stringify(__seen)"), FromScript)!, images: 4, creatives: 16);
        await EditApproveAndExportAsync(page, images: 4);
        await NothingMovedAsync(page);
    }

    [Fact]
    public async Task A_reload_while_images_are_generated_loses_nothing()
    {
        var (first, second) = (new Gate(), new Gate());
        SdxlMakes((first, TestImage(1, 1024)), (second, TestImage(2, 1024)));
        var page = await OpenAsync("/campaigns/new");
        await page.SelectOptionAsync("#provider", "huggingface");
        await page.FillAsync("#concepts", "2");
        await page.ClickAsync("#generate-creatives");
        await Expect(page.Locator("#status")).ToContainTextAsync("Generating 1 of 2 images, 0 ready");
        await Expect(Ready(page)).ToHaveCountAsync(0);
        first.Open();
        await Expect(page.Locator("#status")).ToContainTextAsync("Generating 1 of 2 images, 1 ready");
        await Expect(Ready(page)).ToHaveCountAsync(4);

        await page.ReloadAsync();
        await Expect(page.Locator("#status")).ToContainTextAsync("Generating 1 of 2 images, 1 ready");
        await Expect(Ready(page)).ToHaveCountAsync(4);
        second.Open();
        await StatusAsync(page, "completed");
        await Expect(Ready(page)).ToHaveCountAsync(8);

        await EditApproveAndExportAsync(page, images: 2);
        Assert.Equal(2, Service.Requests.Count(request => request.Path == Sdxl));
    }

    private static void CameOneByOne(List<Seen> seen, int images, int creatives)
    {
        // As in the studio, the line says how many images are ready, and of how many.
        var numbers = seen.Select(one => Regex.Match(one.Said, $"(\\d+) (?:of {images} images )?ready…")).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(0, numbers[0]);
        Assert.Equal(numbers.Order(), numbers);
        Assert.Equal(seen.Select(one => one.There).Order(), seen.Select(one => one.There));
        Assert.Contains(seen, one => one.There > 0 && one.There < creatives);
        Assert.Equal(($"All {images} images are ready.", creatives), (seen[^1].Said, seen[^1].There));
    }

    /// <summary>Edits the headline of the first creative, which generates no image, and exports it with two others.</summary>
    private async Task EditApproveAndExportAsync(IPage page, int images)
    {
        const string Edited = "Mornings, unhurried";
        var tile = Tiles(page).First;
        var before = await tile.GetAttributeAsync("data-look");
        await tile.Locator(".creative-headline").FillAsync(Edited);
        await Expect(tile).Not.ToHaveAttributeAsync("data-look", before!);
        await Expect(tile.Locator($"img[src$='v={await tile.GetAttributeAsync("data-look")}']")).ToHaveCountAsync(1);
        Assert.Equal(images, await MadeAsync());

        foreach (var one in new[] { tile, Tiles(page).Nth(1), page.Locator("[data-creative*='google-300x250']").First })
        {
            await one.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
            await Expect(one).ToHaveAttributeAsync("data-approval", "approved");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Expect(page.Locator("[data-part=export-what]")).ToContainTextAsync("3 creatives");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#export-download"));
        using var package = await CampaignPackage.OfAsync(download, Server);

        await package.IsWholeAsync(page.Url.Split('/')[^1]);
        Assert.Equal(3, package.Files.Count);
        Assert.Single(package.Files, file => file.GetProperty("headline").GetString() == Edited);
        Assert.All(package.Files, file => Assert.Equal("approved", file.GetProperty("approval").GetString()));
        Assert.Contains(package.Files, file => file.GetProperty("format").GetString() == "google-300x250");
        Assert.Equal(images, await MadeAsync());
    }

    /// <param name="Said">The text of the status line.</param>
    /// <param name="There">The number of visible creatives.</param>
    private sealed record Seen(string Said, int There);
}
