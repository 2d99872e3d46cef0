using Darkroom.Tests.Providers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

public sealed class StudioTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>The default model has fewer aspect ratios than the others.</summary>
    protected override (string Key, string Value)[] Settings => [("Jobs:QueueLimit", "16"), ("Providers:openai:Model", "gpt-image-1.5")];

    [Fact]
    public async Task The_number_of_images_is_one_control_with_a_step_in_each_direction()
    {
        var page = await OpenAsync();
        await page.FillAsync("#count", "15");
        var more = page.GetByRole(AriaRole.Button, new() { Name = "More images" });
        await more.ClickAsync();
        await more.ClickAsync();
        await Expect(page.Locator("#count")).ToHaveValueAsync("16");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fewer images" }).ClickAsync();
        await Expect(page.Locator("#count")).ToHaveValueAsync("15");
        await Expect(page.Locator("[data-count]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Status_line_and_tab_title_show_the_progress_of_a_run()
    {
        var gate = new Gate();
        Script slow = new ResponsesScript().Begin().Wait(gate).Final(TestImage(3)).Completed();
        Service.On(ResponsesPath, Ready(1), Ready(2), slow);
        var page = await OpenAsync();
        await StatusAsync(page, "idle");
        await Expect(page.Locator("#status")).ToBeEmptyAsync();
        await GenerateAsync(page);

        await StatusAsync(page, "running");
        await Expect(page).ToHaveTitleAsync("(2/4) Darkroom");
        await Expect(page.Locator("#status")).ToContainTextAsync("Generating 2 of 4 images, 2 ready");
        await Expect(page.Locator("#status .dots")).ToHaveAttributeAsync("aria-hidden", "true");
        gate.Open();
        await StatusAsync(page, "completed");
        await Expect(page.Locator("#status")).ToHaveTextAsync("All 4 images are ready.");
        await Expect(page).ToHaveTitleAsync("Darkroom");
    }

    [Fact]
    public async Task Waiting_tiles_show_how_many_are_ahead()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 7);

        // Four run at the same time.
        await Expect(Tiles(page, "developing")).ToHaveCountAsync(4);
        await Expect(Tiles(page, "waiting").Locator(".tile-text")).ToHaveTextAsync(["Waiting", "Waiting, 1 image is ahead", "Waiting, 2 images are ahead"]);
        await page.ReloadAsync();
        await Expect(Tiles(page, "waiting").Locator(".tile-text")).ToHaveTextAsync(["Waiting", "Waiting, 1 image is ahead", "Waiting, 2 images are ahead"]);
    }

    [Fact]
    public async Task Waiting_tiles_count_the_images_of_other_runs_that_are_ahead()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 5);
        await Expect(Tiles(page, "developing")).ToHaveCountAsync(4);
        await GenerateAsync(page, "an owl", count: 2);
        await Expect(Tiles(page, "waiting").Locator(".tile-text")).ToHaveTextAsync(["Waiting, 1 image is ahead", "Waiting, 2 images are ahead"]);
        await GenerateAsync(page, "a heron", count: 1);
        await Expect(Tiles(page, "waiting").Locator(".tile-text")).ToHaveTextAsync(["Waiting, 3 images are ahead"]);
        await page.ReloadAsync();
        await Expect(Tiles(page, "waiting").Locator(".tile-text")).ToHaveTextAsync(["Waiting, 3 images are ahead"]);

        await page.Locator("darkroom-sheet").Nth(1).Locator(".sheet-cancel button").ClickAsync();
        await Expect(Tiles(page, "waiting").Locator(".tile-text")).ToHaveTextAsync(["Waiting, 1 image is ahead"]);
    }

    [Fact]
    public async Task Cancel_ends_the_remaining_images_and_keeps_the_finished_ones()
    {
        Service.On(ResponsesPath, Ready(), new ResponsesScript().Begin().Hang());
        var page = await OpenAsync();
        await GenerateAsync(page);
        await Expect(Tiles(page, "ready")).ToHaveCountAsync(1);
        await page.ClickAsync("#sheet .sheet-cancel button");

        await StatusAsync(page, "partial");
        await Expect(Tiles(page, "cancelled")).ToHaveCountAsync(3);
        await Expect(page.Locator("#sheet .sheet-cancel")).ToBeHiddenAsync();
        await Expect(Tiles(page, "cancelled").First.Locator(".tile-text")).ToHaveTextAsync("Cancelled.");
    }

    [Fact]
    public async Task A_cancelled_run_says_so()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 2);
        await Expect(Tiles(page, "developing")).ToHaveCountAsync(2);
        await page.ClickAsync("#sheet .sheet-cancel button");

        await StatusAsync(page, "cancelled");
        await Expect(page.Locator("#status")).ToHaveTextAsync("Cancelled.");
    }

    [Fact]
    public async Task Control_Enter_generates_and_Alt_Up_brings_back_earlier_prompts()
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync();
        var prompt = page.Locator("#prompt");
        await page.FillAsync("#count", "1");
        foreach (var text in new[] { "the first", "the second" })
        {
            await prompt.FillAsync(text);
            await prompt.PressAsync("Control+Enter");
            await Expect(page.Locator("#sheet .sheet-prompt")).ToHaveTextAsync(text);
            await StatusAsync(page, "completed");
        }

        await prompt.FillAsync("a draft");
        await prompt.PressAsync("Alt+ArrowUp");
        await Expect(prompt).ToHaveValueAsync("the second");
        await prompt.PressAsync("Alt+ArrowUp");
        await Expect(prompt).ToHaveValueAsync("the first");
        await prompt.PressAsync("Alt+ArrowDown");
        await prompt.PressAsync("Alt+ArrowDown");
        await Expect(prompt).ToHaveValueAsync("a draft");
    }

    [Fact]
    public async Task A_question_mark_lists_the_shortcuts_except_in_a_field()
    {
        var page = await OpenAsync();
        await page.Locator("#prompt").PressAsync("?");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
        await page.Locator(".brand").PressAsync("?");

        await Expect(page.Locator("#keys")).ToContainTextAsync("Earlier and later prompts");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#keys")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_draft_survives_a_reload()
    {
        var page = await OpenAsync();
        await page.FillAsync("#prompt", "half a thought");
        await page.ReloadAsync();

        await Expect(page.Locator("#prompt")).ToHaveValueAsync("half a thought");
    }

    [Fact]
    public async Task Another_provider_changes_what_the_form_offers_and_keeps_the_prompt()
    {
        var page = await OpenAsync();
        await page.FillAsync("#prompt", "a fox in the snow");
        await page.ClickAsync(".more-settings summary");
        await Expect(page.Locator("#quality")).ToBeVisibleAsync();
        await Expect(page.Locator("#seed")).ToBeHiddenAsync();
        await page.SelectOptionAsync("#provider", "painter");

        await Expect(page.Locator("#quality")).ToBeHiddenAsync();
        await Expect(page.Locator("#seed")).ToBeVisibleAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
    }

    [Fact]
    public async Task Another_model_changes_the_aspect_ratios_and_is_sent()
    {
        Service.On(ResponsesPath, Ready());
        var page = await OpenAsync();
        await page.FillAsync("#prompt", "a fox in the snow");
        await Expect(page.Locator("#model")).ToHaveAttributeAsync("placeholder", "gpt-image-1.5");
        await Expect(page.Locator(".ratio:visible")).ToHaveCountAsync(3);

        await page.FillAsync("#model", "gpt-image-2");
        await page.Locator("#model").BlurAsync();
        await Expect(page.Locator(".ratio:visible")).ToHaveCountAsync(6);
        await page.FillAsync("#count", "1");
        await page.ClickAsync("#generate");
        await StatusAsync(page, "completed");

        Assert.Equal("gpt-image-2", Service.Requests[^1].Json.GetProperty("tools")[0].GetProperty("model").GetString());
        await page.SelectOptionAsync("#provider", "painter");
        await Expect(page.Locator("#model")).ToBeHiddenAsync();
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a fox in the snow");
    }

    [Theory]
    [InlineData(" ", "4", "Describe the image in the prompt.", "prompt")]
    [InlineData("a fox", "0", "Choose 1 to 16 images.", "count")]
    [InlineData("a fox", "17", "Choose 1 to 16 images.", "count")]
    [InlineData("a fox", "", "Choose 1 to 16 images.", "count")]
    public async Task An_invalid_form_is_reported_at_once_and_leaves_no_tiles(string prompt, string count, string message, string focused)
    {
        var page = await OpenAsync();
        await page.FillAsync("#prompt", prompt);
        await page.FillAsync("#count", count);
        await page.ClickAsync("#generate");

        await Expect(page.Locator("#form-problem")).ToHaveTextAsync(message);
        await Expect(page.Locator($"#{focused}")).ToBeFocusedAsync();
        await Expect(page.Locator("#prompt + #form-problem")).ToHaveCountAsync(focused == "prompt" ? 1 : 0);
        await Expect(Tiles(page)).ToHaveCountAsync(0);
        await StatusAsync(page, "idle");
        await Expect(page.Locator("#welcome")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_form_is_marked_while_the_prompt_is_missing()
    {
        var page = await OpenAsync();
        await page.ClickAsync("#generate");
        await Expect(page.Locator("#form-problem")).ToBeVisibleAsync();
        var wrong = await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('#form-problem')).color");
        await Expect(page.Locator(".composer")).ToHaveCSSAsync("outline-color", wrong);

        await page.FillAsync("#prompt", "a");
        await Expect(page.Locator("#form-problem")).ToBeHiddenAsync();
        await Expect(page.Locator(".composer")).Not.ToHaveCSSAsync("outline-color", wrong);
    }

    [Fact]
    public async Task On_a_phone_there_is_no_empty_line_below_the_button()
    {
        var page = await OpenAsync("/", new() { ViewportSize = new() { Width = 390, Height = 844 } });
        await page.SelectOptionAsync("#provider", "painter");
        await Expect(page.Locator("#cost")).ToBeEmptyAsync();

        Assert.InRange(await page.EvaluateAsync<double>("document.querySelector('.composer').getBoundingClientRect().bottom - document.querySelector('#generate').getBoundingClientRect().bottom"), 0, 16);
    }

    [Fact]
    public async Task When_the_server_rejects_a_request_the_reason_is_shown_and_the_page_is_restored()
    {
        Service.On(ResponsesPath, new ResponsesScript().Begin().Hang());
        var page = await OpenAsync();
        await GenerateAsync(page, count: 16);
        await Expect(Tiles(page, "developing")).ToHaveCountAsync(4);
        await GenerateAsync(page, "one too many", count: 1);

        await Expect(page.Locator("#form-problem")).ToContainTextAsync("the maximum of this server");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("one too many");
        await Expect(Tiles(page)).ToHaveCountAsync(16);
        await Expect(page.Locator("darkroom-sheet")).ToHaveCountAsync(1);
        await StatusAsync(page, "running");
    }

    [Fact]
    public async Task When_the_server_cannot_be_reached_the_prompt_is_kept()
    {
        var page = await OpenAsync();
        await page.Context.SetOfflineAsync(true);
        await GenerateAsync(page, "kept");

        await Expect(page.Locator("#form-problem")).ToContainTextAsync("cannot be reached");
        await Expect(page.Locator("#prompt")).ToHaveValueAsync("kept");
        await Expect(Tiles(page)).ToHaveCountAsync(0);
        await StatusAsync(page, "idle");
    }

    [Fact]
    public async Task A_link_fills_in_the_form()
    {
        var page = await OpenAsync("/?prompt=a%20red%20barn&provider=painter&size=1024x1536&seed=7&n=2");

        await Expect(page.Locator("#prompt")).ToHaveValueAsync("a red barn");
        await Expect(page.Locator("#provider")).ToHaveValueAsync("painter");
        await Expect(page.Locator("input[value='2:3']")).ToBeCheckedAsync();
        await Expect(page.Locator("#seed")).ToHaveValueAsync("7");
        await Expect(page.Locator("#count")).ToHaveValueAsync("2");
    }
}
