using System.Net;
using System.Text;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>A new campaign starts with the example or blank, and its subject has a kind.</summary>
public sealed class CampaignStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_blank_form_contains_nothing_of_the_example_and_each_start_links_to_the_other()
    {
        await using var server = await RunningServer.StartAsync();
        var (list, example, blank) = (await PageAsync(server, "/campaigns"), await PageAsync(server, "/campaigns/new"), await PageAsync(server, "/campaigns/blank"));

        Assert.Contains("href=\"/campaigns/new\"", list, StringComparison.Ordinal);
        Assert.Contains("href=\"/campaigns/blank\"", list, StringComparison.Ordinal);
        Assert.Contains("Halden Coffee", example, StringComparison.Ordinal);
        Assert.Contains("href=\"/campaigns/blank\"", example, StringComparison.Ordinal);
        Assert.Contains("href=\"/campaigns/new\"", blank, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)coffee|autumn|morning ritual|begin the day", blank);
    }

    [Fact]
    public async Task A_folded_field_shows_its_value_in_the_summary()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Matches("data-values>people who take their time in the morning · warm, calm, honest · [^<]* · autumn</span></summary>", await PageAsync(server, "/campaigns/new"));
        Assert.Matches("data-values></span></summary>", await PageAsync(server, "/campaigns/blank"));
    }

    [Fact]
    public async Task A_blank_brief_that_is_sent_without_a_script_keeps_what_was_written_and_says_what_is_missing()
    {
        await using var server = await RunningServer.StartAsync();
        using var form = new FormUrlEncodedContent([
            new("start", "blank"), new("product", "a hotel by a lake"), new("kind", "place"), new("language", "en"), new("formats", "instagram-square"),
            new("concepts", "2"), new("primary", "#112233"), new("secondary", "#445566")]);
        using var answer = await server.Client.PostAsync(new Uri("/campaigns", UriKind.Relative), form, Cancel);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(">a hotel by a lake</textarea>", page, StringComparison.Ordinal);
        Assert.Matches("<option value=\"place\" selected", page);
        Assert.Contains("id=\"problem-headline.en\"", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)coffee|autumn", page);
    }

    [Fact]
    public async Task A_product_of_its_own_gets_no_description_of_the_example_s_product()
    {
        await using var server = await RunningServer.StartAsync();
        var brief = CampaignApi.Small();
        brief["product"] = "a hotel by a lake";
        brief["kind"] = "place";
        var campaign = await server.Client.CampaignAsync(brief);
        var stored = (await server.GetAsync(campaign)).GetProperty("brief");
        var prompts = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK)).GetProperty("concepts").ToString();

        Assert.Equal("place", stored.GetProperty("kind").GetString());
        Assert.All(new[] { "audience", "message", "tone", "visual_style", "occasion", "brand" }, field => Assert.Equal("", stored.GetProperty(field).GetString()));
        Assert.Contains("shown as a place", prompts, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)coffee|autumn|morning ritual", prompts);
    }

    [Theory]
    [InlineData("/api/campaigns", "kind")]
    [InlineData("/api/campaigns/ID", "brief.kind")]
    public async Task An_unknown_kind_is_an_error_that_lists_the_kinds(string path, string field)
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var isNew = field == "kind";
        foreach (var kind in new object[] { "hotel", 2, "" })
        {
            var problem = await server.Client.CallAsync(
                isNew ? HttpMethod.Post : HttpMethod.Put,
                path.Replace("/api/campaigns/ID", campaign, StringComparison.Ordinal),
                HttpStatusCode.BadRequest,
                isNew ? new { kind } : new { version = 1, brief = new { kind } });
            Assert.Contains("thing, food, place, person, event or app", problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_form_and_a_sheet_carry_the_kind_and_name_the_kinds_if_it_is_unknown()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        async Task<(HttpStatusCode Status, string Text)> ImportAsync(string kind)
        {
            using var sheet = new StringContent($"headline,cta,kind\nOne,Go,{kind}\nTwo,Go,\n", Encoding.UTF8, "text/csv");
            using var answer = await server.Client.PostAsync(new Uri($"{campaign}/import?apply=true", UriKind.Relative), sheet, Cancel);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal(HttpStatusCode.OK, (await ImportAsync(" Food ")).Status);
        Assert.Equal("food", (await server.GetAsync(campaign)).GetProperty("brief").GetProperty("kind").GetString());
        var bad = await ImportAsync("hotel");
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
        Assert.Contains("Choose one of thing, food, place, person, event, app.", bad.Text, StringComparison.Ordinal);

        using var form = new FormUrlEncodedContent([new("kind", "hotel"), new("name", "x"), new("concepts", "1"), new("version", "2")]);
        using var page = await server.Client.PostAsync(new Uri(campaign["/api".Length..], UriKind.Relative), form, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Matches("id=\"problem-kind\"[^>]*>[^<]*Choose one of thing, food, place, person, event, app", await page.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<string> PageAsync(RunningServer server, string path) =>
        WebUtility.HtmlDecode(await server.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel));
}
