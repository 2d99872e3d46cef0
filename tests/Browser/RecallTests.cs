using System.Text;
using Darkroom.Tests.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The parameters in an image fill in the studio's form.</summary>
public sealed class RecallTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Given = "[aria-label='Images to work from'] .image-item";
    private const string Owl = "an owl\nNegative prompt: blurry\nSteps: 30, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 832x1216, Model: base";

    /// <summary>Drops files on an element.</summary>
    private const string Drop =
        """
        ({ files, on }) => {
          const dataTransfer = new DataTransfer();
          files.forEach((base64, index) => {
            const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
            dataTransfer.items.add(new File([bytes], `dropped ${index}.png`, { type: 'image/png' }));
          });
          for (const type of ['dragover', 'drop']) {
            document.querySelector(on).dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
          }
        }
        """;

    [Fact]
    public async Task A_chosen_image_fills_in_the_form_and_Undo_restores_it()
    {
        var page = await OpenAsync();
        await page.SelectOptionAsync("#provider", "painter");
        await page.FillAsync("#prompt", "what was there");
        await page.ClickAsync(".more-settings summary");
        await page.FillAsync("#seed", "99");
        await page.CheckAsync("input[name=aspect_ratio][value='16:9']", new() { Force = true });

        await page.SetInputFilesAsync("#recall", File("owl.png", Parameters(Owl)));

        await Expect(page.Locator("#recalled")).ToContainTextAsync("Filled in from “owl.png”. Not settings of Painter: model base, negative prompt, steps 30");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("an owl");
        await Expect(page.Locator("#seed")).ToHaveValueAsync("5");
        await Expect(page.Locator("#seed-lock")).ToBeCheckedAsync();
        await Expect(page.Locator("input[name=aspect_ratio][value='2:3']")).ToBeCheckedAsync();
        await Expect(page.Locator("input[name=size]")).ToHaveValueAsync("832x1216");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("what was there");
        await Expect(page.Locator("#seed")).ToHaveValueAsync("99");
        await Expect(page.Locator("#seed-lock")).Not.ToBeCheckedAsync();
        await Expect(page.Locator("input[name=aspect_ratio][value='16:9']")).ToBeCheckedAsync();
        await Expect(page.Locator("input[name=size]")).ToHaveCountAsync(0);
        await Expect(page.Locator("#recalled")).ToBeHiddenAsync();
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Undo_restores_the_provider_and_what_it_alone_has()
    {
        using var run = await Server.Client.PostAsync(
            new Uri("/api/generate-images?inline=none", UriKind.Relative),
            new StringContent("""{"prompt":"calm sea","size":"128x96","seed":7,"provider":"painter"}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        await run.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var page = await OpenAsync("/gallery");
        await page.ClickAsync("a[data-image-id]");
        var copy = await Server.Client.GetByteArrayAsync(
            new Uri(await page.Locator("a[href*='copies/parameters']").GetAttributeAsync("href") ?? "", UriKind.Relative), TestContext.Current.CancellationToken);
        await page.GotoAsync("/?provider=openai&quality=high&model=gpt-image-1.5");
        var model = await page.Locator("#model").InputValueAsync();

        await page.EvaluateAsync(Drop, new { files = new[] { Convert.ToBase64String(copy) }, on = "#status" });
        await Expect(page.Locator("#provider")).ToHaveValueAsync("painter");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("calm sea");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).PressAsync("Enter");

        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");
        await Expect(page.Locator("#quality")).ToHaveValueAsync("high");
        await Expect(page.Locator("#model")).ToHaveValueAsync(model);
    }

    [Fact]
    public async Task A_dropped_image_without_parameters_becomes_an_image_to_work_from_and_so_does_all_that_is_dropped_on_their_list()
    {
        var page = await OpenAsync();
        var (plain, owl) = (Convert.ToBase64String(TestImage()), Convert.ToBase64String(Parameters(Owl)));

        await page.EvaluateAsync(Drop, new { files = new[] { plain }, on = "#prompt" });
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);
        await Expect(page.Locator("#recalled")).ToContainTextAsync("so it became an image to work from");

        await page.EvaluateAsync(Drop, new { files = new[] { owl }, on = "darkroom-input-images" });
        await Expect(page.Locator(Given)).ToHaveCountAsync(2);
        await page.EvaluateAsync(Drop, new { files = new[] { owl, plain }, on = "#prompt" });
        await Expect(page.Locator(Given)).ToHaveCountAsync(4);
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("");

        await page.EvaluateAsync(Drop, new { files = new[] { owl }, on = "#prompt" });
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("an owl");
        await Expect(page.Locator(Given)).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task A_chosen_image_without_parameters_is_offered_as_an_image_to_work_from()
    {
        var page = await OpenAsync();
        await page.SetInputFilesAsync("#recall", File("plain.png", TestImage()));

        await Expect(page.Locator("#recalled")).ToContainTextAsync("“plain.png” has no parameters that Darkroom understands.");
        await Expect(page.Locator(Given)).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Work from this image" }).PressAsync("Enter");
        await Expect(page.Locator(Given)).ToHaveCountAsync(1);

        await page.SelectOptionAsync("#provider", "painter");
        await page.SetInputFilesAsync("#recall", File("plain.png", TestImage()));
        await Expect(page.Locator("#recalled")).ToContainTextAsync("has no parameters");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Work from this image" })).ToBeHiddenAsync();
        await page.SetInputFilesAsync("#recall", new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = "text"u8.ToArray() });
        await Expect(page.Locator("#recalled")).ToContainTextAsync("“a.txt” cannot be read.");
    }

    private static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "image/png", Buffer = bytes };

    private static byte[] Parameters(string text) =>
        HandMade.WithChunk(TestImage(), "iTXt", [.. "parameters"u8, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);
}
