using System.Text;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Providers.Automatic1111;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The options of engines in the studio's form.</summary>
public sealed class EngineOptionTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override (string Key, string Value)[] Settings => [("Providers:automatic1111:BaseUrl", Service.Address.ToString())];

    [Fact]
    public async Task They_appear_with_the_model_are_filled_by_keyboard_sent_and_used_again()
    {
        Service.On("/sdapi/v1/samplers", Scripts.Answer(200, """[{"name":"Euler a"},{"name":"DPM++ 2M"}]"""));
        Service.On("/sdapi/v1/schedulers", Scripts.Answer(200, """[{"name":"karras","label":"Karras"}]"""));
        Service.On("/sdapi/v1/loras", Scripts.Answer(200, """[{"name":"film"}]"""));
        Service.On(WebUiScript.Txt2Img, WebUiScript.Image(TestImage()));
        var page = await OpenAsync("/?provider=painter");
        await Expect(page.Locator("#engine-options")).ToBeHiddenAsync();
        await page.SelectOptionAsync("#provider", "automatic1111");
        await page.ClickAsync(".more-settings summary");
        await Expect(page.Locator("#option-steps")).ToHaveAttributeAsync("placeholder", "25");
        await Expect(page.Locator("#workflow-fields")).ToBeHiddenAsync();

        await page.FillAsync("#option-steps", "12");
        await page.FillAsync("#option-sampler", "DPM++ 2M");
        await Expect(page.Locator("#sampler-names option")).ToHaveCountAsync(2);
        await Expect(page.Locator("#lora-names option")).ToHaveAttributeAsync("value", "film");
        await page.Locator(".lora-row input").First.FillAsync("film");
        await page.GetByLabel("Weight of LoRA 1").FillAsync("0.5");
        await page.FocusAsync("#add-lora");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("LoRA 3", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("grain");
        await page.Locator(".lora-row button").Nth(1).PressAsync("Enter");
        await Expect(page.Locator(".lora-row")).ToHaveCountAsync(2);
        await Expect(page.GetByLabel("LoRA 2", new() { Exact = true })).ToHaveValueAsync("grain");
        await GenerateAsync(page, "a fox", 1);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);

        var sent = Service.Requests.Single(request => request.Path == WebUiScript.Txt2Img).Json;
        Assert.Equal(("a fox <lora:film:0.5> <lora:grain:1>", 12, "DPM++ 2M"), (
            sent.GetProperty("prompt").GetString(), sent.GetProperty("steps").GetInt32(), sent.GetProperty("sampler_name").GetString()));
        await page.SelectOptionAsync("#provider", "painter");
        await Expect(page.Locator("#engine-options")).ToBeHiddenAsync();
        await page.Locator("#sheet [data-act=run]").ClickAsync();
        await page.Locator(".action-menu [data-do=settings]").ClickAsync();
        await Expect(page.Locator("#option-steps")).ToHaveValueAsync("12");
        await Expect(page.Locator("#option-guidance")).ToHaveValueAsync("7");
        await Expect(page.GetByLabel("Weight of LoRA 2")).ToHaveValueAsync("1");
    }

    [Fact]
    public async Task A_dropped_image_of_the_web_UI_fills_them_in_and_Undo_restores_them()
    {
        var page = await OpenAsync("/?provider=automatic1111");
        await page.ClickAsync(".more-settings summary");
        await page.FillAsync("#option-steps", "44");
        var image = HandMade.WithChunk(TestImage(), "iTXt", [.. "parameters"u8, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(
            "an owl <lora:film:0.7>\nSteps: 30, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 5, Size: 832x1216, Clip skip: 2")]);

        await page.SetInputFilesAsync("#recall", new FilePayload { Name = "owl.png", MimeType = "image/png", Buffer = image });

        await Expect(page.Locator("#option-steps")).ToHaveValueAsync("30");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("an owl");
        await Expect(page.Locator("#option-guidance")).ToHaveValueAsync("6.5");
        await Expect(page.Locator("#option-sampler")).ToHaveValueAsync("DPM++ 2M");
        await Expect(page.Locator("#option-scheduler")).ToHaveValueAsync("Karras");
        await Expect(page.Locator("#option-clip_skip")).ToHaveValueAsync("2");
        await Expect(page.GetByLabel("LoRA 1", new() { Exact = true })).ToHaveValueAsync("film");
        await Expect(page.GetByLabel("Weight of LoRA 1")).ToHaveValueAsync("0.7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("#option-steps")).ToHaveValueAsync("44");
        await Expect(page.Locator("#option-sampler")).ToHaveValueAsync("");
        await Expect(page.GetByLabel("LoRA 1", new() { Exact = true })).ToHaveValueAsync("");
    }

    [Theory]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task Workflow_and_options_fit_the_screen_and_are_accessible(int width)
    {
        var page = await OpenAsync("/settings", new() { ViewportSize = new() { Width = width, Height = 844 } });
        await page.Locator("#more-providers").EvaluateAsync("one => one.open = true");
        await page.ClickAsync("#settings-comfyui > summary");
        await page.ClickAsync("#workflows > summary");
        await page.SetInputFilesAsync("#workflow-file", new FilePayload
        {
            Name = "Portrait.json",
            MimeType = "application/json",
            Buffer = Encoding.UTF8.GetBytes(Darkroom.Tests.Providers.ComfyUi.StoredWorkflowTests.Graph),
        });
        await page.ClickAsync("#add-workflow");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Portrait");
        await page.SelectOptionAsync("#workflow-inputs .settings-row:has-text('strength_model') select", "field");
        await page.ClickAsync("#save-inputs");
        await Expect(page.Locator("#settings-status")).ToHaveTextAsync("Saved.");
        await page.FillAsync("[id^=label-]", "Film");
        await page.ClickAsync("#save-inputs");
        await Expect(page.Locator("[id^=label-]")).ToHaveValueAsync("Film");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        Assert.Empty((await page.Locator("main").RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));

        await page.GotoAsync("/?provider=comfyui");
        await page.FillAsync("#model", "workflow:Portrait");
        await page.Keyboard.PressAsync("Tab");
        await page.ClickAsync(".more-settings summary");
        await Expect(page.GetByLabel("Film")).ToBeVisibleAsync();
        await Expect(page.Locator("#loras")).ToBeHiddenAsync();
        await Expect(page.Locator("#option-steps")).ToHaveAttributeAsync("placeholder", "8");
        await page.FillAsync("#model", "");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByLabel("Film")).ToHaveCountAsync(0);
        await Expect(page.Locator("#loras")).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        Assert.Empty((await page.Locator("#studio-form").RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }
}
