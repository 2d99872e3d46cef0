using System.Text.Json;
using Darkroom.Generations;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Gallery;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The tools beside the prompt: history, presets, alternatives, several providers, and suggestions of a text model.</summary>
public sealed class PromptToolTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string ChatPath = "/v1/chat/completions";

    protected override TimeProvider Clock { get; } = new DatedTime();

    protected override (string Key, string Value)[] Settings => [("Providers:openai:PricePerImage", "0.05")];

    private static ILocator Panel(IPage page) => page.Locator("dialog.prompt-dialog");

    private static ILocator Matrix(IPage page) => page.Locator("#matrix");

    [Fact]
    public async Task The_history_is_searched_and_its_prompts_are_inserted_starred_and_deleted()
    {
        foreach (var prompt in new[] { "a fox in the snow", "an owl at dusk", "a heron" })
        {
            await PaintAsync($$"""{ "prompt": "{{prompt}}", "provider": "painter", "size": "64x64" }""");
        }

        var page = await OpenAsync();
        await page.FillAsync("#prompt", "a draft");
        await page.ClickAsync("[data-prompt-tool=history]");
        await Expect(Panel(page).Locator("[name=q]")).ToBeFocusedAsync();
        await Expect(Panel(page).Locator(".history-prompt")).ToHaveTextAsync(["a heron", "an owl at dusk", "a fox in the snow"]);
        Assert.Empty(await SeriousAsync(page, "dialog.prompt-dialog"));
        await page.Keyboard.TypeAsync("ow");
        await Expect(Panel(page).Locator(".history-prompt")).ToHaveTextAsync(["an owl at dusk"]);
        await Panel(page).Locator("[data-star]").ClickAsync();
        await Expect(Panel(page).Locator("[data-star]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.FillAsync("dialog.prompt-dialog [name=q]", "");
        await Panel(page).Locator("[name=starred]").CheckAsync();
        await Expect(Panel(page).Locator(".history-prompt")).ToHaveTextAsync(["an owl at dusk"]);
        await Panel(page).Locator("[name=starred]").UncheckAsync();
        await Expect(Panel(page).Locator(".history-prompt")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete: a heron" }).ClickAsync();
        await Expect(Panel(page).Locator(".history-prompt")).ToHaveTextAsync(["an owl at dusk", "a fox in the snow"]);

        await Panel(page).GetByRole(AriaRole.Link, new() { Name = "a fox in the snow" }).ClickAsync();
        await Expect(Panel(page)).ToHaveCountAsync(0);
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
        await Expect(page.Locator("#prompt")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a draft");
    }

    [Fact]
    public async Task The_form_is_saved_as_a_preset_that_is_suggested_after_an_at_sign_and_applied()
    {
        var page = await OpenAsync("/?provider=openai");
        await page.FillAsync("#prompt", "on 35mm film");
        await page.Locator("input[name=aspect_ratio][value='16:9']").CheckAsync(new() { Force = true });
        await page.ClickAsync(".more-settings summary");
        await page.SelectOptionAsync("#quality", "high");
        await page.ClickAsync("[data-prompt-tool=presets]");
        await page.FillAsync("#new-preset-name", "two words");
        await Panel(page).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Panel(page).Locator("[data-wrong]").Last).ToContainTextAsync("without spaces");
        await page.FillAsync("#new-preset-name", "Film");
        await Panel(page).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(Panel(page).Locator(".preset")).ToContainTextAsync("@Filmon 35mm filmOpenAI · 16:9 · high · 4 images");
        Assert.Empty(await SeriousAsync(page, "dialog.prompt-dialog"));
        await page.Keyboard.PressAsync("Escape");

        await page.SelectOptionAsync("#provider", "painter");
        await page.FillAsync("#prompt", "");
        await page.Locator("#prompt").PressSequentiallyAsync("a fox, me@film.org @fi");
        await Expect(page.Locator("#preset-names [role=option]")).ToHaveTextAsync(["@Filmon 35mm film"]);
        await Expect(page.Locator("#prompt")).ToHaveAttributeAsync("aria-activedescendant", "preset-names-0");
        Assert.Empty(await SeriousAsync(page, "#studio-form"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox, me@film.org @Film ");
        await Expect(page.Locator("#provider")).ToHaveValueAsync("openai");
        await Expect(page.Locator("#quality")).ToHaveValueAsync("high");
        await page.Locator("darkroom-toast button").ClickAsync();
        await Expect(page.Locator("#provider")).ToHaveValueAsync("painter");

        Service.On(ResponsesPath, Ready());
        await page.SelectOptionAsync("#provider", "openai");
        await page.FillAsync("#count", "1");
        await page.ClickAsync("#generate");
        await Expect(page.Locator("#sheet .sheet-prompt")).ToHaveTextAsync("a fox, me@film.org on 35mm film");
        await Expect(Matrix(page)).ToHaveCountAsync(0);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        await page.Locator("#prompt").PressAsync("Alt+ArrowUp");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox, me@film.org @Film ");

        await page.ClickAsync("[data-prompt-tool=presets]");
        await Panel(page).Locator(".preset summary").ClickAsync();
        await Panel(page).GetByRole(AriaRole.Button, new() { Name = "Delete @Film" }).ClickAsync();
        await Expect(Panel(page).Locator(".preset")).ToHaveCountAsync(0);
        await page.Locator("darkroom-toast button").ClickAsync();
        await Expect(Panel(page).Locator(".preset-name")).ToHaveTextAsync(["@Film"]);
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Alternatives_on_several_providers_are_shown_with_their_cost_before_they_run(int width)
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync("/?provider=openai&quality=high", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await page.FillAsync("#count", "4");
        await page.FillAsync("#prompt", "a {red|blue} fox");
        await Expect(page.Locator("#cost")).ToHaveTextAsync("2 prompts × 4 images = 8 images, about $0.40");
        await page.FillAsync("#prompt", "a red fox");
        await Expect(page.Locator("#cost")).ToHaveTextAsync("about $0.05 each, $0.20 in all");
        await page.FillAsync("#prompt", "a {red|blue} fox");
        await page.FillAsync("#count", "1");
        await page.ClickAsync(".also-on summary");
        await Expect(page.Locator("[name=also_on][value=openai]")).ToBeHiddenAsync();
        await page.CheckAsync("[name=also_on][value=painter]");
        await Expect(page.Locator("#cost")).ToHaveTextAsync("2 prompts on 2 providers = 4 images, about $0.10");
        await page.ClickAsync("#generate");

        await Expect(Matrix(page).Locator("tbody th")).ToHaveTextAsync(["a red fox", "a blue fox"]);
        await Expect(Matrix(page).Locator("thead th")).ToHaveTextAsync(["Prompt", "OpenAI", "Painterdefault quality"]);
        await Expect(Matrix(page).Locator("[data-sum]")).ToHaveTextAsync("4 images, about $0.10");
        await Expect(Matrix(page).Locator("[data-start]")).ToBeFocusedAsync();
        Assert.Empty(await SeriousAsync(page, "#matrix"));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Matrix(page).GetByLabel("a red fox on Painter").UncheckAsync();
        await Expect(Matrix(page).Locator("[data-sum]")).ToHaveTextAsync("3 images, about $0.10");
        await page.Keyboard.PressAsync("Escape");
        await Expect(Matrix(page)).ToHaveCountAsync(0);
        await Expect(page.Locator("darkroom-sheet[data-generation]:not([data-generation=''])")).ToHaveCountAsync(0);

        await page.ClickAsync("#generate");
        await Matrix(page).GetByLabel("All on OpenAI").UncheckAsync();
        await Expect(Matrix(page).Locator("[data-sum]")).ToHaveTextAsync("2 images, free");
        await Matrix(page).GetByLabel("a red fox on OpenAI").CheckAsync();
        await Matrix(page).Locator("[data-start]").ClickAsync();
        await Expect(page.Locator("darkroom-sheet .sheet-prompt")).ToHaveTextAsync(["a blue fox", "a red fox", "a red fox"]);
        await Expect(page.Locator("darkroom-sheet [data-facts]").First).ToContainTextAsync("Painter");
        await Expect(page.Locator("darkroom-sheet").Filter(new() { HasText = "OpenAI" }).Locator(".tile[data-state=ready]")).ToHaveCountAsync(1);
        var runs = await Server.Services.GetRequiredService<IGenerationStore>().RecentAsync(5, TestContext.Current.CancellationToken);
        Assert.Equal([("painter", "a blue fox"), ("painter", "a red fox"), ("openai", "a red fox")], runs.Select(run => (run.Request.Provider, run.Request.Prompt)));
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a {red|blue} fox");
        Assert.Single(Service.Requests, request => request.Path == ResponsesPath);
    }

    [Fact]
    public async Task A_suggestion_is_accepted_or_dismissed_and_can_be_undone()
    {
        Service.On(
            ChatPath,
            Scripts.Answer(200, JsonSerializer.Serialize(new { choices = new[] { new { message = new { content = "A red fox <b>in the snow</b>" } } } })),
            Scripts.Answer(429, """{"error":{"code":"insufficient_quota","message":"No credit."}}"""));
        var page = await OpenAsync();
        await page.FillAsync("#prompt", "a fox");
        await page.ClickAsync("[data-prompt-tool=improve]");
        await Expect(page.Locator("#suggestion .suggestion-text")).ToHaveTextAsync("A red fox <b>in the snow</b>");
        await Expect(page.Locator("#suggestion")).ToBeFocusedAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox");
        Assert.Empty(await SeriousAsync(page, "#studio-form"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("A red fox <b>in the snow</b>");
        await Expect(page.Locator("#suggestion")).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox");

        await page.ClickAsync("[data-prompt-tool=improve]");
        await Expect(page.Locator("#improve-problem")).ToHaveTextAsync("No credit.");
        await Expect(page.Locator("#suggestion")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_palette_has_the_prompts_of_the_history_and_the_tools()
    {
        await PaintAsync("""{ "prompt": "a fox in the snow", "provider": "painter", "size": "64x64" }""");
        var page = await OpenAsync("/settings");
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette [aria-label='Recent prompts'] [role=option]")).ToHaveTextAsync(["a fox in the snow"]);
        await page.Locator("#palette-input").FillAsync("prompt history");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Prompt history");
    }

    [Fact]
    public async Task Without_scripts_both_panels_are_pages_with_forms()
    {
        await PaintAsync("""{ "prompt": "a fox in the snow", "provider": "painter", "size": "64x64" }""");
        var page = await OpenAsync("/", new() { JavaScriptEnabled = false });
        await page.ClickAsync("[data-prompt-tool=history]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Star: a fox in the snow" }).ClickAsync();
        await Expect(page.Locator("[data-star]")).ToHaveAttributeAsync("aria-pressed", "true");
        await page.ClickAsync(".history-prompt");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
        await page.ClickAsync("[data-prompt-tool=presets]");
        await page.FillAsync("#new-preset-name", "film");
        await page.FillAsync("#new-preset-prompt", "on film");
        await page.ClickAsync(".preset-new button[value=save]");
        await page.ClickAsync("[data-apply]");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("@film ");
    }

    private static async Task<IEnumerable<string>> SeriousAsync(IPage page, string part) =>
        (await page.RunAxe(new AxeRunContext { Include = [new AxeSelector(part)] })).Violations
            .Where(one => one.Impact is "serious" or "critical").SelectMany(one => one.Nodes.Select(node => $"{one.Id}: {node.Html}"));
}
