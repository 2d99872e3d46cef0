using System.Text;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Imports;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The page that imports images.</summary>
public sealed class ImportPageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Chosen_files_are_imported_and_listed()
    {
        var page = await OpenAsync("/gallery/import");
        await page.FillAsync("#import-tags", "holiday");
        await page.SetInputFilesAsync("#import-files", [File("owl.png", Owl), File("broken.png", "no image"u8.ToArray())]);
        await page.ClickAsync("button:has-text('Import')");

        await Expect(page.Locator("#import-status")).ToHaveTextAsync("1 imported, 0 in the gallery already, 1 not imported");
        await Expect(page.Locator(".import-table tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator(".import-table tbody")).ToContainTextAsync("Not imported This is not a PNG");
        await page.ClickAsync(".import-table a");
        await Expect(page.Locator("h1")).ToHaveTextAsync("an owl");
    }

    [Fact]
    public async Task Dropped_files_are_imported()
    {
        var page = await OpenAsync("/gallery/import");
        await page.EvaluateAsync(
            """
            (bytes) => {
              const files = new DataTransfer();
              files.items.add(new File([Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0))], 'owl.png', { type: 'image/png' }));
              document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer: files, bubbles: true, cancelable: true }));
              document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
            }
            """,
            Convert.ToBase64String(Owl));

        await Expect(page.Locator("#import-status")).ToHaveTextAsync("1 imported, 0 in the gallery already, 0 not imported");
    }

    [Fact]
    public async Task The_files_of_a_zip_are_counted_and_listed_while_they_are_imported()
    {
        var page = await OpenAsync("/gallery/import");
        await page.EvaluateAsync(
            """
            () => {
              window.said = [];
              const status = document.querySelector('#import-status');
              new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
            }
            """);
        await page.SetInputFilesAsync("#import-files", [File("owls.zip", TestZip.Pack(("a/owl.png", Owl), ("b/text.md", "no image"u8.ToArray()), ("b/owl.png", TestImages.SmallPng(2))))]);
        await page.ClickAsync("button:has-text('Import')");

        await Expect(page.Locator("#import-status")).ToHaveTextAsync("2 imported, 0 in the gallery already, 0 not imported");
        await Expect(page.Locator(".import-table tbody tr")).ToHaveCountAsync(2);
        Assert.Equal(["0 files so far", "1 files so far"], (await page.EvaluateAsync<string[]>("said"))[..2]);
    }

    [Fact]
    public async Task A_zip_without_images_says_so_and_shows_no_report()
    {
        var page = await OpenAsync("/gallery/import");
        await page.SetInputFilesAsync("#import-files", [File("texts.zip", TestZip.Pack(("text.md", "no image"u8.ToArray())))]);
        await page.ClickAsync("button:has-text('Import')");

        await Expect(page.Locator("#import-status")).ToHaveTextAsync("Nothing was imported. Choose images, or a zip that contains some.");
        await Expect(page.Locator("#import-report")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_field_for_files_has_the_button_of_all_pages_and_is_used_with_the_keyboard()
    {
        var page = await OpenAsync("/gallery/import");
        var looks = await page.EvaluateAsync<string[]>(
            """
            [['#import-files', '::file-selector-button'], ['#import-stop', null]].map(([id, part]) => {
              const look = getComputedStyle(document.querySelector(id), part);
              return [look.backgroundColor, look.color, look.borderColor, look.borderRadius, look.fontWeight, look.padding].join(' ');
            })
            """);
        Assert.Equal(looks[1], looks[0]);

        await page.FocusAsync("#import-tags");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#import-files")).ToBeFocusedAsync();
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(File("owl.png", Owl));
        Assert.Equal("owl.png", await page.EvaluateAsync<string>("document.querySelector('#import-files').files[0].name"));
    }

    [Fact]
    public async Task The_gallery_leads_to_the_page()
    {
        var page = await OpenAsync("/gallery");
        await page.ClickAsync(".page-head a");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Import");
    }

    [Fact]
    public async Task Without_scripts_the_form_imports()
    {
        var page = await OpenAsync("/gallery/import", new() { JavaScriptEnabled = false });
        await page.SetInputFilesAsync("#import-files", [File("owl.png", Owl)]);
        await page.ClickAsync("button:has-text('Import')");

        await Expect(page.Locator("#import-status")).ToHaveTextAsync("1 imported, 0 in the gallery already, 0 not imported");
        await Expect(page.Locator(".import-table a")).ToHaveTextAsync("owl.png");
    }

    private static byte[] Owl => HandMade.WithChunk(TestImages.SmallPng(), "tEXt", [.. "parameters\0"u8, .. Encoding.UTF8.GetBytes("an owl\nSteps: 20, Seed: 5, Size: 8x8")]);

    private static FilePayload File(string name, byte[] content) => new() { Name = name, MimeType = "image/png", Buffer = content };
}
