using System.Text.RegularExpressions;
using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class DevelopmentTests(Chromium chromium) : BrowserTest(chromium)
{
    private readonly Gate[] _gates = [new(), new(), new(), new()];
    private IPage? _page;

    [Fact]
    public async Task Four_tiles_have_their_final_shape_before_the_server_answers_and_nothing_shifts_until_the_end()
    {
        var wide = TestImages.NoisyPng(480, 320, bytesAbout: 20_000);
        Service.On(ResponsesPath, new ResponsesScript().Begin().Wait(_gates[0]).Partial(0, wide).Wait(_gates[1]).Final(wide).Completed());
        var page = await OpenAsync();
        var answer = new TaskCompletionSource();
        await page.RouteAsync("**/api/generations", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });
        await page.CheckAsync("input[name=aspect_ratio][value='3:2']", new() { Force = true });
        await GenerateAsync(page);

        await Expect(Tiles(page, "waiting")).ToHaveCountAsync(4);
        var boxes = await BoxesAsync(page);
        Assert.All(boxes, box => Assert.Equal(1.5, box.Width / box.Height, 0.01));
        answer.SetResult();
        _gates[0].Open();
        await Expect(page.Locator("#sheet [data-partial-image-index='0']")).ToHaveCountAsync(4);
        Assert.Equal(boxes, await BoxesAsync(page));
        _gates[1].Open();
        await StatusAsync(page, "completed");
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(4);
        await SettledAsync(page, 0);

        Assert.Equal(boxes, await BoxesAsync(page));
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)"));
    }

    [Fact]
    public async Task Each_tile_shows_its_partial_images_in_order_while_blur_and_zoom_fall_step_by_step()
    {
        await DevelopAsync();

        foreach (var frames in (await ShownFramesAsync(_page!)).Values)
        {
            Assert.Equal(["0", "1", "2", "final"], frames.Select(frame => frame.Images[^1].Name).Distinct());
            Assert.Equal(20, frames[0].Blur, 0.5);
            Assert.Equal(1.1, frames[0].Zoom, 0.005);
            Assert.Equal((0, 1), (frames[^1].Blur, frames[^1].Zoom));
            Assert.All(frames.Zip(frames.Skip(1)), pair =>
            {
                Assert.True(pair.Second.Blur <= pair.First.Blur + 0.01, $"The blur grew from {pair.First.Blur} to {pair.Second.Blur}.");
                Assert.True(pair.Second.Zoom <= pair.First.Zoom + 0.001, $"The zoom grew from {pair.First.Zoom} to {pair.Second.Zoom}.");
            });
        }
    }

    [Fact]
    public async Task There_is_no_empty_frame_between_two_images()
    {
        await DevelopAsync();

        foreach (var frames in (await ShownFramesAsync(_page!)).Values)
        {
            Assert.All(frames, frame => Assert.All(frame.Images, image => Assert.True(image.Painted, $"{image.Name} was put in before it could be painted.")));

            // The first image fades in over the empty tile; after that there is always an opaque layer.
            Assert.All(frames.SkipWhile(frame => !IsCovered(frame)), frame => Assert.True(IsCovered(frame)));
        }

        static bool IsCovered(TileFrame frame) => frame.Images.Exists(image => image.Opacity == 1);
    }

    [Fact]
    public async Task A_final_image_without_partial_images_is_revealed_on_the_original_curve()
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync();
        await page.EvaluateAsync("__watch.holdReveal = true");
        await GenerateAsync(page, count: 1);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);

        var curve = await page.EvaluateAsync<double[]>(
            """
            () => {
              const layers = document.querySelector('#sheet .tile-layers');
              const reveal = layers.getAnimations().find((one) => !(one instanceof CSSTransition));
              return Array.from({ length: 10 }, (_, step) => {
                reveal.currentTime = step * 100;
                return Number(/blur\(([\d.]+)px\)/.exec(getComputedStyle(layers).filter)?.[1] ?? 0);
              });
            }
            """);
        Assert.Equal([20, 18, 16, 14, 12, 10, 8, 6, 4, 2], curve.Select(blur => Math.Round(blur, 3)));
        await page.EvaluateAsync("document.querySelector('#sheet .tile-layers').getAnimations().forEach((one) => one.finish())");
        await SettledAsync(page, 0);
        Assert.Contains(
            "tile-layers 1000", await page.EvaluateAsync<string[]>("__watch.animations.map((one) => `${one.of} ${one.duration}`)"));
    }

    [Fact]
    public async Task A_partial_image_that_arrives_after_the_final_one_is_dropped()
    {
        Service.On(ResponsesPath, ResponsesScript.Image(TestImage(2), TestImage(1)));
        var page = await OpenAsync();
        await page.EvaluateAsync(
            """
            () => {
              const decode = HTMLImageElement.prototype.decode;
              const late = new Promise((resolve) => (window.__late = resolve));
              HTMLImageElement.prototype.decode = function () {
                return this.dataset.partialImageIndex ? late.then(() => decode.call(this)) : decode.call(this);
              };
            }
            """);
        await GenerateAsync(page, count: 1);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        await page.EvaluateAsync("__late()");
        await FramesPassAsync(page);

        Assert.Equal(["final"], (await ShownFramesAsync(page))["0"].SelectMany(frame => frame.Images).Select(image => image.Name).Distinct());
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_partial_image_out_of_order_is_dropped()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin()
            .Partial(1, TestImage(1)).Wait(_gates[0]).Partial(0, TestImage(2)).Final(TestImage(3)).Completed());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 1);
        await Expect(page.Locator("#sheet [data-partial-image-index='1']")).ToHaveCountAsync(1);
        _gates[0].Open();
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        await SettledAsync(page, blur: 0);

        Assert.Equal(["1", "final"], (await ShownFramesAsync(page))["0"].Select(frame => frame.Images[^1].Name).Distinct());
    }

    [Fact]
    public async Task With_reduced_motion_images_only_fade()
    {
        await DevelopAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        Assert.All((await FramesAsync(_page!)).Values.SelectMany(frames => frames), frame => Assert.Equal((0, 1), (frame.Blur, frame.Zoom)));
        Assert.All(
            await _page!.EvaluateAsync<string[]>("__watch.animations.filter((one) => one.duration > 0).flatMap((one) => one.properties)"),
            property => Assert.Equal("opacity", property));
        Assert.Equal("none", await _page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.tile'), '::before').animationName"));
    }

    [Fact]
    public async Task A_reload_during_a_run_shows_the_newest_partial_images_at_once_and_continues()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Partial(0, TestImage(1)).Partial(1, TestImage(2)).Wait(_gates[0])
            .Partial(2, TestImage(3)).Final(TestImage(4)).Completed());
        var page = await OpenAsync();
        await GenerateAsync(page);
        await Expect(page.Locator("#sheet [data-partial-image-index='1']")).ToHaveCountAsync(4);

        // Events are held back: what the page shows before any event came with the page.
        var events = new TaskCompletionSource();
        await page.RouteAsync(new Regex(@"/events\?"), async route =>
        {
            await events.Task;
            await route.ContinueAsync();
        });
        await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Expect(page.Locator("#sheet [data-partial-image-index='1']")).ToHaveCountAsync(4);
        await StatusAsync(page, "running");
        await Expect(page).ToHaveTitleAsync("(0/4) Darkroom");
        events.SetResult();
        _gates[0].Open();
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(4);
        await StatusAsync(page, "completed");
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(__watch.shifts)"));
    }

    /// <summary>Makes four images with three partial images each and waits for every step.</summary>
    private async Task DevelopAsync(BrowserNewContextOptions? options = null)
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin()
            .Wait(_gates[0]).Partial(0, TestImage(1)).Wait(_gates[1]).Partial(1, TestImage(2)).Wait(_gates[2]).Partial(2, TestImage(3))
            .Wait(_gates[3]).Final(TestImage(4)).Completed());
        _page = await OpenAsync("/", options);
        await GenerateAsync(_page);
        double[] blurs = options is null ? [20, 13.3, 6.7] : [0, 0, 0];
        for (var step = 0; step < blurs.Length; step++)
        {
            _gates[step].Open();
            await Expect(_page.Locator($"#sheet .tile-layers:has(> :only-child[data-partial-image-index='{step}'])")).ToHaveCountAsync(4);
            await SettledAsync(_page, blurs[step]);
        }

        _gates[3].Open();
        await Expect(Tiles(_page, "ready")).ToHaveCountAsync(4);
        await Expect(_page.Locator("#sheet .tile-layers:has(> :only-child:not([data-partial-image-index]))")).ToHaveCountAsync(4);
        await SettledAsync(_page, 0);
    }

    private static async Task<Dictionary<string, List<TileFrame>>> ShownFramesAsync(IPage page) =>
        (await FramesAsync(page)).ToDictionary(tile => tile.Key, tile => tile.Value.FindAll(frame => frame.Images.Count > 0));

    /// <summary>Waits until every tile has reached a blur and the watch has recorded it.</summary>
    private static async Task SettledAsync(IPage page, double blur) => await page.WaitForFunctionAsync(
        """
        (blur) => Object.values(__watch.tiles).map((frames) => frames.at(-1)).every((frame) =>
          Math.abs(frame.blur - blur) < 0.05 && (blur > 0 || frame.zoom === 1))
        """,
        blur);

    private static async Task<List<(float Left, float Top, float Width, float Height)>> BoxesAsync(IPage page)
    {
        var boxes = new List<(float, float, float, float)>();
        foreach (var tile in await Tiles(page).AllAsync())
        {
            var box = (await tile.BoundingBoxAsync())!;
            boxes.Add((box.X, box.Y, box.Width, box.Height));
        }

        return boxes;
    }
}
