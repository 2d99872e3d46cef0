using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Tests.Campaigns.Layout;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The focus point of an image.</summary>
public sealed class CampaignFocusTests(Chromium chromium) : CampaignTest(chromium)
{
    private const string Rectangle = "0.google-300x250.0.0.en";

    [Fact]
    public async Task The_focus_point_can_be_dragged_or_moved_by_keys_and_is_saved()
    {
        var id = await CampaignAsync(formats: "\"google-300x250\"");
        var page = await OpenAsync($"/campaigns/{id}/creatives/{Rectangle}");
        var asItCame = await ShownAsync(page);

        await DragAsync(page, toX: 0.5, toY: 0.1);
        await Expect(page.Locator("[name=focus_y]")).ToHaveValueAsync("10");
        var top = await ShownAsync(page, other: asItCame.Source);
        await DragAsync(page, toX: 0.5, toY: 0.9);
        var bottom = await ShownAsync(page, other: top.Source);
        Assert.InRange(Likeness.Difference(top.Image, bottom.Image), 3, 255);

        await page.Locator(".focus-point").FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(page.Locator("[name=focus_y]")).ToHaveValueAsync("88");
        await Expect(page.Locator("[name=focus_x]")).ToHaveValueAsync("40");
        var moved = await ShownAsync(page, other: bottom.Source);
        await page.ReloadAsync();

        await Expect(page.Locator("[name=focus_y]")).ToHaveValueAsync("88");
        await Expect(page.Locator("[name=focus_x]")).ToHaveValueAsync("40");
        Assert.Equal("88%", await page.Locator(".focus-point").EvaluateAsync<string>("point => point.style.top"));
        Assert.Equal(LookOf(moved.Source), LookOf((await ShownAsync(page)).Source));
    }

    private static string LookOf(string source) => source.Split("v=")[^1];

    private static async Task DragAsync(IPage page, double toX, double toY)
    {
        var focus = page.Locator("darkroom-focus");
        await focus.ScrollIntoViewIfNeededAsync();
        var (point, box) = ((await page.Locator(".focus-point").BoundingBoxAsync())!, (await focus.BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(point.X + (point.Width / 2), point.Y + (point.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(box.X + (float)(box.Width * toX), box.Y + (float)(box.Height * toY));
        await page.Mouse.UpAsync();
    }

    /// <summary>Returns the creative's look as the editor shows it after saving.</summary>
    /// <param name="other">The look before saving.</param>
    private async Task<(string Source, Pixels Image)> ShownAsync(IPage page, string other = "")
    {
        var image = page.Locator(".editor-image .creative-layers img").Last;
        await Expect(image).Not.ToHaveAttributeAsync("src", other);

        // Moves come faster than responses; the last one must be saved.
        await page.WaitForFunctionAsync("""
            async () => {
              const editor = document.querySelector('darkroom-editor');
              const look = editor.dataset.look;
              const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
              const kept = page.querySelector('darkroom-editor');
              const fields = (one) => ['x', 'y'].map((axis) => one.querySelector(`[name=focus_${axis}]`).value).join();
              const image = [...editor.querySelectorAll('.creative-layers img')].at(-1);
              return kept.dataset.look === look && fields(kept) === fields(editor) && image.src.includes(`v=${look}`) && image.complete;
            }
            """);
        var source = await image.GetAttributeAsync("src");
        var bytes = await Server.Client.GetByteArrayAsync(new Uri(source!, UriKind.Relative), TestContext.Current.CancellationToken);
        return (source!, Assert.IsType<Outcome<Pixels>.Ok>(Photo.Decode(bytes, new ImageLimits())).Value);
    }
}
