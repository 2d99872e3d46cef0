using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class GalleryTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Images = "#gallery a[data-image-id]";

    [Fact]
    public async Task The_newest_images_come_first_and_more_load_while_scrolling()
    {
        var ids = await Shelf.FillAsync(Server, 400, i => $"image number {i}");
        var page = await OpenAsync("/gallery");
        var seen = new List<string>();
        await page.Mouse.MoveAsync(600, 500);
        while (seen.Count < ids.Count)
        {
            await page.WaitForFunctionAsync("() => !document.querySelector('.grid-pending')");
            seen.AddRange((await page.Locator(Images).EvaluateAllAsync<string[]>("(all) => all.map((one) => one.dataset.imageId)")).Except(seen));
            await page.Mouse.WheelAsync(0, 400);
            await FramesPassAsync(page);
        }

        Assert.Equal(Enumerable.Reverse(ids), seen);
        await Expect(page.Locator("#total")).ToHaveTextAsync("400 images");
    }

    [Fact]
    public async Task Rows_are_filled_without_cropping_images_and_the_last_one_is_not_stretched()
    {
        await Shelf.FillAsync(Server, 14, i => $"image number {i}");
        var page = await OpenAsync("/gallery");
        await Expect(page.Locator(Images)).ToHaveCountAsync(14);

        var tiles = await page.Locator(Images).EvaluateAllAsync<double[][]>(
            """
            (all) => all.map((one) => {
              const box = one.getBoundingClientRect();
              return [box.top, box.right, box.width / box.height, Number(one.dataset.ratio), box.height];
            })
            """);
        Assert.All(tiles, tile => Assert.Equal(tile[3], tile[2], 0.03));
        var edge = await page.EvaluateAsync<double>("document.querySelector('.grid').getBoundingClientRect().right");
        var rows = tiles.GroupBy(tile => Math.Round(tile[0])).OrderBy(row => row.Key).ToList();
        Assert.True(rows.Count > 1);
        Assert.All(rows.SkipLast(1), row => Assert.Equal(edge, row.Max(tile => tile[1]), 1.0));
        Assert.InRange(rows[^1].Max(tile => tile[4]), 150, 218);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task The_list_shows_date_provider_model_and_tags(int width)
    {
        await PaintAsync("""{ "prompt": "a lighthouse in a storm", "provider": "painter", "size": "96x64" }""");
        await Shelf.FillAsync(Server, 3, i => $"image number {i}");
        var page = await OpenAsync("/gallery", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await page.Locator("[name=kind][value=list]").CheckAsync(new() { Force = true });
        var row = page.Locator("#gallery .grid-cell", new() { HasText = "a lighthouse in a storm" });
        await Expect(row.Locator("[data-fact=provider]")).ToHaveTextAsync("Painter");
        await Expect(row.Locator("[data-fact=date]")).ToContainTextAsync(TimeProvider.System.GetLocalNow().Year.ToString(CultureInfo.InvariantCulture));
        await Expect(row.Locator("[data-fact=tags]")).ToHaveTextAsync("");

        // What changes while the list is shown is shown in it.
        await row.Locator("a").ClickAsync();
        if (width < 640)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "About this image" }).ClickAsync();
        }

        await page.FillAsync(".labels [name=add]", "storm");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".labels .label")).ToContainTextAsync("storm");
        await page.Keyboard.PressAsync("Escape");
        if (width < 640)
        {
            await Expect(page.Locator(".viewer-side")).ToBeHiddenAsync();
            await page.Keyboard.PressAsync("Escape");
        }

        await Expect(row.Locator("[data-fact=tags]")).ToHaveTextAsync("storm");
        await Expect(row.Locator("[data-fact=tags]")).ToBeVisibleAsync();
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        var edges = await page.Locator("[data-fact=provider]").EvaluateAllAsync<double[]>("all => all.map((one) => Math.round(one.getBoundingClientRect().left))");
        Assert.True(width < 640 || edges.Distinct().Count() == 1);
    }

    [Fact]
    public async Task Typing_searches_and_the_address_contains_the_view()
    {
        await Shelf.FillAsync(Server, 12, i => i % 4 == 0 ? $"a red barn {i}" : $"blue sea {i}");
        var page = await OpenAsync("/gallery");
        await page.Locator("#search").PressSequentiallyAsync("red ba");

        await Expect(page.Locator(Images)).ToHaveCountAsync(3);
        Assert.Contains("q=red+ba", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(page.Locator(Images)).ToHaveCountAsync(3);
        await Expect(page.Locator("#search")).ToHaveValueAsync("red ba");
        await page.FillAsync("#search", "zebra");
        await Expect(page.Locator("#gallery")).ToContainTextAsync("No results for");
        await page.FillAsync("#search", "");
        await Expect(page.Locator(Images)).ToHaveCountAsync(12);
        Assert.EndsWith("/gallery", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_placeholder_has_the_colours_of_its_image()
    {
        await PaintAsync("""{"prompt":"calm sea, golden hour","provider":"painter","size":"288x192","seed":3}""");
        var page = await OpenAsync();

        // Averages of a 3 by 3 raster of the placeholder and of the image: red, green, blue, red, …
        var difference = await page.EvaluateAsync<double>(
            """
            async () => {
              const read = async (source) => {
                const image = Object.assign(new Image(), { src: source });
                await image.decode();
                const canvas = Object.assign(document.createElement('canvas'), { width: 3, height: 3 });
                const context = canvas.getContext('2d');
                context.imageSmoothingQuality = 'high';
                context.drawImage(image, 0, 0, 3, 3);
                return [...context.getImageData(0, 0, 3, 3).data];
              };
              const tile = document.querySelector('#sheet .tile-image');
              const [placeholder, image] = await Promise.all(
                [tile.style.backgroundImage.slice(5, -2), tile.querySelector('img').currentSrc].map(read));
              return Math.max(...placeholder.map((value, index) => Math.abs(value - image[index])));
            }
            """);
        Assert.InRange(difference, 0, 40);
    }

    [Fact]
    public async Task An_empty_gallery_links_to_the_studio()
    {
        var page = await OpenAsync("/gallery");
        await Expect(page.Locator("#gallery")).ToContainTextAsync("No images yet");
        await page.ClickAsync("#gallery a.primary");

        await Expect(page.Locator("#prompt")).ToBeVisibleAsync();
    }
}
