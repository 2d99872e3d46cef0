using System.Text.Json;
using System.Text.RegularExpressions;
using Darkroom.Tests.Providers;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Darkroom.Tests.Browser;

/// <summary>The table of the copy: typing, pasting, replacing, undoing, and languages.</summary>
public sealed partial class CampaignCopyTests(Chromium chromium) : CampaignTest(chromium)
{
    private const string Chat = "/v1/chat/completions";

    protected override (string Key, string Value)[] Settings =>
        [.. base.Settings, ("Text:BaseUrl", Service.BaseUrl.ToString()), ("Text:ApiKey", "sk-test-text"), ("Text:Model", "small-talk")];

    [Fact]
    public async Task Cells_are_typed_moved_through_saved_and_undone_and_the_form_follows()
    {
        var page = await TableAsync(await BilingualAsync());
        await Expect(Cell(page, "Headline 1, English")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Cell(page, "Headline 2, English")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(Cell(page, "Headline 2, العربية")).ToHaveCountAsync(0);
        await Cell(page, "Headline 1, Arabic").FillAsync("ابق من أجل الثلج");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Cell(page, "Headline 2, Arabic")).ToBeFocusedAsync();
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveAttributeAsync("dir", "auto");
        await Expect(page.Locator("dialog [data-saved]")).ToHaveTextAsync("Saved");
        Assert.Equal("ابق من أجل الثلج", (await CopyAsync(page)).GetProperty("copy")[1].GetProperty("headlines")[0].GetString());

        await page.Keyboard.PressAsync("Control+z");
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("One");
        await page.Keyboard.PressAsync("Control+y");
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("ابق من أجل الثلج");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Headline 1", Exact = true }).ClickAsync();
        await Expect(Cell(page, "Headline 1, English")).ToHaveValueAsync("Two");
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("Two");
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Undo", Exact = true }).First.ClickAsync();
        await Expect(Cell(page, "Headline 2, English")).ToHaveValueAsync("Two");
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("ابق من أجل الثلج");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[name='headline.ar']").First).ToHaveValueAsync("ابق من أجل الثلج");
        await Expect(page.Locator("[data-copy-table]")).ToBeFocusedAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
    }

    [Fact]
    public async Task Cells_from_a_spreadsheet_are_pasted_with_a_preview_if_rows_are_added()
    {
        var page = await TableAsync(await BilingualAsync());
        await PasteAsync(page, "Headline 1, English", "Stay \"here\"\tابق\r\n\"Two\nlines, \"\"quoted\"\"\"\t\r\n");
        await Expect(Cell(page, "Headline 1, English")).ToHaveValueAsync("Stay \"here\"");
        await Expect(Cell(page, "Headline 2, English")).ToHaveValueAsync("Two lines, \"quoted\"");
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("ابق");
        await Expect(Cell(page, "Headline 2, Arabic")).ToHaveValueAsync("Two");

        await PasteAsync(page, "Headline 2, English", "Second\nThird\nFourth\nFifth");
        var preview = page.Locator(".copy-preview");
        await Expect(preview).ToContainTextAsync("7 texts change. 3 rows are added.");
        await Expect(Cell(page, "Headline 3, English")).ToHaveCountAsync(0);
        await preview.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(Cell(page, "Headline 3, English")).ToHaveCountAsync(0);
        await PasteAsync(page, "Headline 2, English", "Second\nThird\nFourth\nFifth");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(Cell(page, "Headline 5, English")).ToHaveValueAsync("Fifth");
        await Expect(Cell(page, "Headline 5, Arabic")).ToHaveValueAsync("Fifth");
        await Expect(page.Locator("dialog [data-saved]")).ToHaveTextAsync("Saved");
        Assert.Equal(5, (await CopyAsync(page)).GetProperty("copy")[1].GetProperty("headlines").GetArrayLength());
    }

    [Fact]
    public async Task A_copied_table_comes_back_with_its_languages_and_formulas_stay_text()
    {
        var page = await TableAsync(await BilingualAsync());
        await Cell(page, "Headline 1, English").FillAsync("=1+1");
        await Cell(page, "Headline 2, English").FocusAsync();
        await page.EvaluateAsync("navigator.clipboard.writeText = (text) => { window.__copied = text; return Promise.resolve(); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy all" }).ClickAsync();
        await Expect(page.Locator("darkroom-toast")).ToContainTextAsync("on the clipboard");
        var copied = await page.EvaluateAsync<string>("window.__copied");
        Assert.Equal("\ten\tar\nHeadline 1\t'=1+1\tOne\nHeadline 2\tTwo\tTwo\nCall to action 1\tGo\tGo\nDisclaimer\t\t", copied);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync());
        var csv = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith(",en,ar\r\nHeadline 1,'=1+1,One\r\n", csv.TrimStart('\uFEFF'), StringComparison.Ordinal);

        var german = "\ten\tde\n" + "Headline 1\t'=1+1\tEins\nHeadline 2\tTwo\tZwei\nHeadline 3\tThree\tDrei\nCall to action 1\tGo\tLos\nSmall print\tAGB\tAGB";
        await PasteAsync(page, "Headline 2, Arabic", german);
        await Expect(page.Locator(".copy-preview")).ToContainTextAsync("Languages are added: German.");
        await page.Locator(".copy-preview").GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(Cell(page, "Call to action 1, German")).ToHaveValueAsync("Los");
        await Expect(Cell(page, "Headline 3, Arabic")).ToHaveValueAsync("Three");
        await Expect(Cell(page, "Headline 1, English")).ToHaveValueAsync("=1+1");
        await Expect(page.Locator("dialog [data-saved]")).ToHaveTextAsync("Saved");

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove German", Exact = true }).ClickAsync();
        await Expect(Cell(page, "Headline 1, German")).ToHaveCountAsync(0);
        await page.Locator("darkroom-toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Cell(page, "Disclaimer, German")).ToHaveValueAsync("AGB");
        await Expect(page.Locator("dialog [data-saved]")).ToHaveTextAsync("Saved");
        Assert.Equal(["en", "ar", "de"], (await CopyAsync(page)).GetProperty("copy").EnumerateArray().Select(copy => copy.GetProperty("language").GetString()));
    }

    [Fact]
    public async Task A_huge_paste_and_hostile_HTML_do_no_harm()
    {
        var page = await TableAsync(await BilingualAsync());
        await PasteAsync(page, "Headline 1, English", string.Join('\n', Enumerable.Range(0, 10_000).Select(row => $"Row {row}")));
        await Expect(page.Locator(".copy-preview")).ToContainTextAsync("9,990 rows or columns do not fit and are left out.");
        await page.Locator(".copy-preview").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await PasteAsync(page, "Headline 1, English", new string('"', 200_001) + "\t" + new string('x', 4_200_000));
        await page.Keyboard.PressAsync("Control+z");

        var html = """
            <img src=x onerror="window.__run = 1"><script>window.__run = 1</script>
            <table><tr><td>From <b>HTML</b><script>window.__run = 1</script></td><td>&lt;img src=x onerror=alert(1)&gt;</td></tr></table>
            """;
        await PasteAsync(page, "Headline 2, English", "", html);
        await Expect(Cell(page, "Headline 2, English")).ToHaveValueAsync(new Regex("^From HTML"));
        await Expect(Cell(page, "Headline 2, Arabic")).ToHaveValueAsync("<img src=x onerror=alert(1)>");
        Assert.Null(await page.EvaluateAsync<int?>("window.__run ?? null"));
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        Assert.Null(await page.EvaluateAsync<int?>("window.__run ?? null"));
    }

    [Fact]
    public async Task Find_and_replace_counts_first_works_in_all_languages_and_can_be_undone()
    {
        var page = await TableAsync(await BilingualAsync());
        await page.FillAsync("[name=find]", "O");
        await Expect(page.Locator("[data-count]")).ToHaveTextAsync("6 matches in 6 texts");
        await page.CheckAsync("[name=case]");
        await Expect(page.Locator("[data-count]")).ToHaveTextAsync("2 matches in 2 texts");
        await page.FillAsync("[name=replace]", "$& Ein");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace all" }).ClickAsync();
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("$& Einne");
        await page.Locator("darkroom-toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(Cell(page, "Headline 1, Arabic")).ToHaveValueAsync("One");
        await page.FillAsync("[name=find]", "(.*");
        await Expect(page.Locator("[data-count]")).ToHaveTextAsync("0 matches in 0 texts");
    }

    [Fact]
    public async Task A_translation_is_marked_until_it_is_approved_or_edited()
    {
        Service.On(Chat, Answer("""{"texts": ["واحد", "اثنان", "انطلق"]}"""));
        var page = await TableAsync(await BilingualAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Translate: Arabic" }).ClickAsync();
        await Expect(Cell(page, "Headline 2, Arabic")).ToHaveValueAsync("اثنان");
        await Expect(page.Locator("td[data-unchecked]")).ToHaveCountAsync(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve: Headline 1, Arabic" }).ClickAsync();
        await Expect(page.Locator("td[data-unchecked]")).ToHaveCountAsync(2);
        await Cell(page, "Headline 2, Arabic").FillAsync("اثنين");
        await Cell(page, "Headline 2, Arabic").BlurAsync();
        await Expect(page.Locator("td[data-unchecked]")).ToHaveCountAsync(1);
        await Expect(page.Locator("dialog [data-saved]")).ToHaveTextAsync("Saved");
        Assert.Equal("call_to_action.0", Assert.Single((await CopyAsync(page)).GetProperty("copy")[1].GetProperty("unchecked").EnumerateArray()).GetString());
        Assert.Empty((await page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions())).Violations.Where(violation => violation.Impact is "serious" or "critical").Select(violation => violation.Id));
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Tab, new() { Name = "Arabic" }).ClickAsync();
        await Expect(page.Locator(".language[data-language=ar] [data-unchecked-note]")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve translation" }).ClickAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(page.Locator("[data-unchecked]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Drafts_are_marked_and_used_one_by_one_and_a_failure_says_what_to_do()
    {
        Service.On(
            Chat,
            Scripts.Answer(401, """{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}"""),
            Answer("""{"headlines": ["<b>Stay</b> for the snow"], "calls_to_action": ["Come in"], "messages": ["Silence is a luxury."], "scenes": ["A frozen lake at dusk, a lit window far away."]}"""));
        var page = await OpenAsync($"/campaigns/{await CampaignAsync(generate: false)}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draft texts" }).ClickAsync();
        await Expect(page.Locator("[data-draft-problem]")).ToContainTextAsync("rejected the API key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draft texts" }).ClickAsync();
        var drafts = page.Locator(".drafts");
        await Expect(drafts.Locator(".tag")).ToHaveTextAsync(["Draft", "Draft", "Draft", "Draft"]);
        await Expect(page.GetByLabel("Headline 2", new() { Exact = true })).ToHaveValueAsync("");
        foreach (var words in new[] { "<b>Stay</b> for the snow", "Come in", "Silence is a luxury." })
        {
            await drafts.GetByRole(AriaRole.Button, new() { Name = $"Use: {words}" }).ClickAsync();
        }

        await Expect(page.GetByLabel("Headline 2", new() { Exact = true })).ToHaveValueAsync("<b>Stay</b> for the snow");
        await Expect(page.GetByLabel("Call to action 2", new() { Exact = true })).ToHaveValueAsync("Come in");
        await Expect(page.Locator("#message")).ToHaveValueAsync("Silence is a luxury.");
        await drafts.GetByRole(AriaRole.Button, new() { Name = "Use: A frozen lake" }).ClickAsync();
        await Expect(drafts.Locator(".tag")).ToHaveCountAsync(0);
        await Expect(page.Locator("[id='prompt-0.square']")).ToHaveValueAsync(new Regex("^A frozen lake at dusk, a lit window far away. A square image. The subject stands"));
        await page.FillAsync("#brand", "Written after");
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
    }

    [Fact]
    public async Task A_language_just_added_can_be_removed_again_with_undo()
    {
        var page = await OpenAsync($"/campaigns/{await CampaignAsync(generate: false)}");
        await page.SelectOptionAsync("#add-language", "de");
        await page.GetByLabel("Headline 1", new() { Exact = true }).Locator("visible=true").FillAsync("Langsam beginnen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this language" }).Locator("visible=true").ClickAsync();
        await Expect(page.Locator(".language")).ToHaveCountAsync(1);
        await page.Locator("darkroom-toast").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator("[name='headline.de']")).ToHaveValueAsync("Langsam beginnen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove this language" }).Locator("visible=true").ClickAsync();
        await Expect(page.Locator("#saved")).ToHaveTextAsync("Saved");
        await page.ReloadAsync();
        await Expect(page.Locator(".language")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Two_windows_that_edit_the_same_copy_do_not_overwrite_each_other()
    {
        var id = await BilingualAsync();
        var (first, second) = (await TableAsync(id), await TableAsync(id));
        await Cell(first, "Headline 1, English").FillAsync("From the first");
        await Cell(first, "Headline 1, English").BlurAsync();
        await Expect(first.Locator("dialog [data-saved]")).ToHaveTextAsync("Saved");
        await Cell(second, "Headline 1, English").FillAsync("From the second");
        await Cell(second, "Headline 1, English").BlurAsync();
        await Expect(second.Locator("#saved")).ToHaveAttributeAsync("data-state", "conflict");
        await Expect(second.Locator("dialog [data-saved]")).Not.ToHaveTextAsync("Saved");
        Assert.Equal("From the first", (await CopyAsync(first)).GetProperty("copy")[0].GetProperty("headlines")[0].GetString());
        await second.EvaluateAsync("window.onbeforeunload = null");
    }

    private static ILocator Cell(IPage page, string label) => page.Locator("dialog").GetByLabel(label, new() { Exact = true });

    private static async Task PasteAsync(IPage page, string label, string text, string html = "") => await Cell(page, label).EvaluateAsync(
        """
        (cell, [text, html]) => {
          cell.focus();
          const data = new DataTransfer();
          text && data.setData('text/plain', text);
          html && data.setData('text/html', html);
          cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        new[] { text, html });

    private async Task<string> BilingualAsync()
    {
        var body = """
            {"name": "Small", "concepts": 1, "formats": ["instagram-square"], "provider": "painter",
             "copy": [{"language": "en", "headlines": ["One", "Two"], "calls_to_action": ["Go"]}, {"language": "ar", "headlines": ["One", "Two"], "calls_to_action": ["Go"]}]}
            """;
        return (await SendAsync("/api/campaigns", body)).GetProperty("id").GetString()!;
    }

    private async Task<IPage> TableAsync(string id)
    {
        var page = await OpenAsync($"/campaigns/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Table" }).ClickAsync();
        await Expect(page.Locator("dialog .copy-grid textarea")).ToHaveCountAsync(8);
        return page;
    }

    private async Task<JsonElement> CopyAsync(IPage page)
    {
        var id = CampaignId().Match(page.Url).Value;
        using var answer = await Server.Client.GetAsync(new Uri($"/api/campaigns/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetProperty("brief");
    }

    private static Script Answer(string content) => Scripts.Answer(
        200, JsonSerializer.Serialize(new { choices = new[] { new { message = new { role = "assistant", content }, finish_reason = "stop" } }, usage = new { prompt_tokens = 200, completion_tokens = 50 } }));

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex CampaignId();
}
