using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>What of an image may change: painted, or the new space around it.</summary>
public sealed class MaskTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>Returns the size of an image and the alpha at some points, in shares of its edges.</summary>
    private const string Look =
        """
        async ([url, points]) => {
          const image = Object.assign(new Image(), { src: url });
          await image.decode();
          const pen = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d', { willReadFrequently: true });
          pen.drawImage(image, 0, 0);
          return [image.width, image.height, ...points.map(([x, y]) => pen.getImageData(x * image.width, y * image.height, 1, 1).data[3])];
        }
        """;

    private static readonly FilePayload Square = new() { Name = "a.png", MimeType = "image/png", Buffer = TestImage() };

    private static readonly double[][] Points = [[0.1, 0.1], [0.5, 0.25], [0.5, 0.75]];

    [Fact]
    public async Task The_eraser_removes_and_Invert_exchanges_what_is_painted()
    {
        Service.On(ResponsesPath, Ready(9));
        var page = await PainterAsync();
        await StrokeAsync(page, 0.25f);
        await StrokeAsync(page, 0.75f);
        await page.Keyboard.PressAsync("e");
        await StrokeAsync(page, 0.75f);
        await page.ClickAsync("text=Invert");

        Assert.Equal((int[])[320, 320, 0, 255, 0], await SentMaskAsync(page, Points));
    }

    [Fact]
    public async Task A_soft_edge_is_half_transparent_beside_the_stroke()
    {
        Service.On(ResponsesPath, Ready(9));
        var page = await PainterAsync();
        await StrokeAsync(page, 0.5f);
        await page.Locator("[data-soft]").FillAsync("10");

        var look = await SentMaskAsync(page, [[0.5, 0.5], [0.5, 0.46], [0.5, 0.1]]);
        Assert.True(look[2] < look[3] && look[3] < 255, $"{look[2]} {look[3]}");
        Assert.Equal(255, look[4]);
    }

    [Fact]
    public async Task A_stroke_on_the_zoomed_image_is_where_it_was_painted()
    {
        Service.On(ResponsesPath, Ready(9));
        var page = await PainterAsync();
        await page.Locator("[data-zoom]").FillAsync("4");
        await page.EvaluateAsync("document.querySelector('.painter-view').scrollTo(0, 0)");
        var view = (await page.Locator(".painter-view").BoundingBoxAsync())!;
        var image = (await page.Locator(".painter-stage canvas").BoundingBoxAsync())!;
        Assert.True(image.Width > view.Width);
        await page.Mouse.ClickAsync(image.X + (image.Width * 0.1f), image.Y + (image.Height * 0.1f));

        Assert.Equal((int[])[320, 320, 0, 255, 255], await SentMaskAsync(page, Points));
    }

    [Fact]
    public async Task An_image_is_extended_into_another_shape_and_only_the_new_part_is_painted()
    {
        Service.On(ResponsesPath, Ready(9));
        var page = await OpenAsync("/?provider=openai");
        await page.SetInputFilesAsync("#images", Square);
        await page.ClickAsync("text=Extend the image");
        await page.Locator("#extend input[value='3:2']").CheckAsync();
        var canvas = page.Locator("#extend canvas");
        await canvas.FocusAsync();
        for (var step = 0; step < 25; step++)
        {
            await page.Keyboard.PressAsync("ArrowLeft");
        }

        await page.ClickAsync("text=Use this shape");
        await Expect(page.Locator("#extend")).ToBeHiddenAsync();
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await Expect(page.Locator("#prompt")).ToHaveAttributeAsync("placeholder", "What should be around the image?");
        await Expect(page.Locator("input[name=aspect_ratio]:checked")).ToHaveValueAsync("3:2");
        await GenerateAsync(page, "the sea around it", count: 1);
        await StatusAsync(page, "completed");

        // The image is at the left, and the seam beside the new part may be painted again.
        var tool = Tool();
        Assert.Equal((int[])[480, 320, 255, 0, 255, 0], await LookAsync(page, Url(tool.GetProperty("input_image_mask").GetProperty("image_url")), [[0.01, 0.5], [0.99, 0.5], [0.64, 0.5], [0.665, 0.5]]));
        var image = Service.Requests[^1].Json.GetProperty("input")[0].GetProperty("content").EnumerateArray().Single(part => part.GetProperty("type").GetString() == "input_image");
        Assert.Equal((int[])[480, 320, 255, 0], await LookAsync(page, Url(image.GetProperty("image_url")), [[0.3, 0.5], [0.99, 0.5]]));
    }

    private static string Url(JsonElement element) => element.GetString()!;

    private static async Task StrokeAsync(IPage page, float height)
    {
        var box = (await page.Locator(".painter-stage canvas").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.25f), box.Y + (box.Height * height));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.75f), box.Y + (box.Height * height));
        await page.Mouse.UpAsync();
    }

    private static Task<int[]> LookAsync(IPage page, string url, double[][] points) => page.EvaluateAsync<int[]>(Look, new object[] { url, points });

    private JsonElement Tool() => Service.Requests[^1].Json.GetProperty("tools")[0];

    private async Task<IPage> PainterAsync()
    {
        var page = await OpenAsync("/?provider=openai");
        await page.SetInputFilesAsync("#images", Square);
        await page.ClickAsync("text=Paint a mask");
        await Expect(page.Locator(".painter-stage canvas")).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Uses the mask and returns how the one that the provider gets looks.</summary>
    private async Task<int[]> SentMaskAsync(IPage page, double[][] points)
    {
        await page.ClickAsync("text=Use this mask");
        await Expect(page.GetByAltText("The mask")).ToBeVisibleAsync();
        await GenerateAsync(page, "make it winter", count: 1);
        await StatusAsync(page, "completed");
        return await LookAsync(page, Url(Tool().GetProperty("input_image_mask").GetProperty("image_url")), points);
    }
}
