using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class EditingTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Given = "[aria-label='Images to work from'] .image-item";

    /// <summary>Puts an image on the clipboard and pastes it.</summary>
    private const string Paste =
        """
        (base64) => {
          const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
          document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }
        """;

    [Fact]
    public async Task Images_are_chosen_pasted_and_removed_and_the_rest_is_sent()
    {
        Service.On(ResponsesPath, Ready(9));
        var (chosen, pasted) = (TestImage(1), TestImage(2));
        var page = await OpenAsync();
        await page.SetInputFilesAsync("#images", File("chosen.png", chosen));
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);
        await page.EvaluateAsync(Paste, Convert.ToBase64String(pasted));
        await Expect(page.Locator(Given)).ToHaveCountAsync(2);
        await page.ClickAsync("[aria-label='Remove chosen.png']");
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);
        await GenerateAsync(page, "make it winter", count: 1);
        await StatusAsync(page, "completed");

        Assert.Equal([pasted], Sent());
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);
        await page.ClickAsync("#sheet .tile-image");
        await Expect(page.Locator("#made-from img")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task An_image_is_edited_from_its_page_and_the_result_links_to_it()
    {
        Service.On(ResponsesPath, Ready(1), Ready(2));
        await PaintAsync("""{"prompt":"a harbour","provider":"openai"}""");
        var page = await OpenAsync("/gallery");
        await page.ClickAsync("a[data-image-id]");
        var parent = page.Url;
        await page.ClickAsync("text=Edit");
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);
        await GenerateAsync(page, "make it winter", count: 1);
        await StatusAsync(page, "completed");
        Assert.Equal([TestImage(1)], Sent());

        await page.ClickAsync("#sheet .tile-image");
        await page.ClickAsync("#made-from a");
        await Expect(page).ToHaveURLAsync(parent);
        await page.ClickAsync("#versions a");
        await Expect(page.Locator(".viewer-prompt")).ToHaveTextAsync("make it winter");
    }

    [Fact]
    public async Task A_provider_without_edits_hides_the_images_says_so_and_keeps_them()
    {
        var page = await OpenAsync();
        await page.SetInputFilesAsync("#images", File("a.png", TestImage()));
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);
        await page.SelectOptionAsync("#provider", "painter");
        await Expect(page.Locator("darkroom-input-images")).ToBeHiddenAsync();
        await Expect(page.Locator("#images-kept")).ToContainTextAsync("your image is kept, but not sent");
        var answer = await page.RunAndWaitForResponseAsync(() => GenerateAsync(page, "calm sea", count: 1), "**/api/generations");
        Assert.Equal(202, answer.Status);

        await page.SelectOptionAsync("#provider", "openai");
        await Expect(page.Locator(Given)).ToBeVisibleAsync();
        await Expect(page.Locator("#images-kept")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_painted_mask_is_transparent_under_the_brush_and_is_removed_with_its_image()
    {
        Service.On(ResponsesPath, Ready(9));
        var page = await OpenAsync();
        await page.SetInputFilesAsync("#images", File("a.png", TestImage()));
        await page.ClickAsync("text=Paint a mask");
        await Expect(page.Locator(".painter-stage canvas")).ToBeVisibleAsync();
        var box = (await page.Locator(".painter-stage canvas").BoundingBoxAsync())!;
        await StrokeAsync(0.75f);
        await StrokeAsync(0.25f);
        await page.ClickAsync("text=Undo");
        await page.ClickAsync("text=Use this mask");
        await Expect(page.GetByAltText("The mask")).ToBeVisibleAsync();
        await GenerateAsync(page, "make it winter", count: 1);
        await StatusAsync(page, "completed");

        var mask = Service.Requests[^1].Json.GetProperty("tools")[0].GetProperty("input_image_mask").GetProperty("image_url").GetString()!;
        var alphas = await page.EvaluateAsync<int[]>(
            """
            async (url) => {
              const image = Object.assign(new Image(), { src: url });
              await image.decode();
              const pen = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d', { willReadFrequently: true });
              pen.drawImage(image, 0, 0);
              return [[0.1, 0.1], [0.5, 0.25], [0.5, 0.75]].map(([x, y]) => pen.getImageData(x * image.width, y * image.height, 1, 1).data[3]);
            }
            """,
            mask);
        Assert.Equal([255, 255, 0], alphas);
        await page.ClickAsync("[aria-label='Remove a.png']");
        await Expect(page.GetByAltText("The mask")).ToHaveCountAsync(0);

        async Task StrokeAsync(float height)
        {
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.25f), box.Y + (box.Height * height));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(box.X + (box.Width * 0.75f), box.Y + (box.Height * height));
            await page.Mouse.UpAsync();
        }
    }

    [Fact]
    public async Task A_rejected_file_is_reported_at_once_and_not_added()
    {
        var page = await OpenAsync();
        await page.SetInputFilesAsync("#images", new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = [1] });
        await Expect(page.Locator("#image-problem")).ToContainTextAsync("“notes.txt” is not supported. Up to 16 images: PNG, JPEG, WebP, AVIF, TIFF or GIF, 96 MB in total.");
        await page.SetInputFilesAsync("#images", new FilePayload { Name = "photo.heic", MimeType = "image/heic", Buffer = [1] });
        await Expect(page.Locator("#image-problem")).ToContainTextAsync("“photo.heic” is not supported. Up to 16 images: PNG, JPEG, WebP");
        await page.SetInputFilesAsync("#images", Enumerable.Range(0, 17).Select(i => File($"{i}.png", TestImages.SmallPng(i))));
        await Expect(page.Locator("#image-problem")).ToContainTextAsync("At most 16 images are accepted.");
        await Expect(page.Locator(Given)).ToHaveCountAsync(16);
        await Expect(page.Locator("[data-add]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Without_scripts_an_image_is_edited_by_the_form()
    {
        Service.On(ResponsesPath, Ready(1), Ready(2));
        await PaintAsync("""{"prompt":"a harbour","provider":"openai"}""");
        var page = await OpenAsync("/gallery", new() { JavaScriptEnabled = false });
        await page.ClickAsync("a[data-image-id]");
        await page.ClickAsync("text=Edit");
        await page.SetInputFilesAsync("#images", File("mine.png", TestImage(3)));
        await GenerateAsync(page, "make it winter", count: 1);
        await EndOfAsync((await page.Locator("#sheet").GetAttributeAsync("data-generation"))!);

        Assert.Equal([TestImage(1), TestImage(3)], Sent());
    }

    private static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "image/png", Buffer = bytes };

    /// <summary>Returns the images of the newest request.</summary>
    private List<byte[]> Sent() => [.. Service.Requests[^1].Json.GetProperty("input")[0].GetProperty("content").EnumerateArray().Skip(1)
        .Select(part => Convert.FromBase64String(part.GetProperty("image_url").GetString()!["data:image/png;base64,".Length..]))];
}
