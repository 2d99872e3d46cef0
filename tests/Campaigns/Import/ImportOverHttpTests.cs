using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Darkroom.Tests.Server;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Campaigns.Import;

/// <summary>Sends sheets to a campaign: first to see what would change, then to change it.</summary>
public sealed class ImportOverHttpTests
{
    private const string Sheet = "headline;cta;language;product\r\nHallo;Kaufen;de;Schuhe\r\nServus;Kaufen;de;Hüte\r\n";

    [Fact]
    public async Task A_sheet_is_previewed_and_saved_when_it_is_applied()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var shown = await ImportAsync(server, campaign, "", Csv(Sheet));
        Assert.Equal((false, 1), (shown.GetProperty("applied").GetBoolean(), shown.GetProperty("version").GetInt64()));
        Assert.Equal("en", Assert.Single(shown.GetProperty("languages_removed").EnumerateArray()).GetString());
        Assert.Equal((1, 2), (shown.GetProperty("creatives_before").GetInt64(), shown.GetProperty("creatives_after").GetInt64()));
        Assert.Equal("en", await LanguageAsync(server, campaign));

        using var form = CampaignApi.File(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Sheet)).ToArray(), "texts.csv");
        var applied = await ImportAsync(server, campaign, "?apply=true", form);
        Assert.Equal((true, 2), (applied.GetProperty("applied").GetBoolean(), applied.GetProperty("version").GetInt64()));
        Assert.Equal("de", await LanguageAsync(server, campaign));
        Assert.Equal("Schuhe, Hüte", (await server.GetAsync(campaign)).GetProperty("brief").GetProperty("product").GetString());
    }

    [Theory]
    [InlineData("hedline;cta\na;b", "line 1, headline", "The first line has “hedline”, “cta”")]
    [InlineData("headline;cta\na;b;c", "line 2", "It has 3 cells")]
    [InlineData("", "sheet", "The sheet is empty")]
    [InlineData("headline;cta\nA cheap one;b", "copy[0].headlines[0]", "words to avoid")]
    public async Task Problems_of_a_sheet_are_reported_and_nothing_is_changed(string sheet, string place, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        var brief = CampaignApi.Small();
        brief["words_to_avoid"] = new[] { "cheap" };
        var campaign = await server.Client.CampaignAsync(brief);
        foreach (var query in new[] { "", "?apply=true" })
        {
            var problem = await ImportAsync(server, campaign, query, Csv(sheet), HttpStatusCode.BadRequest);
            Assert.Contains(advice, problem.GetProperty("errors").GetProperty(place)[0].GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, (await server.GetAsync(campaign)).GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_body_that_is_not_a_sheet_is_rejected()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await ImportAsync(server, campaign, "", new StringContent("{}", Encoding.UTF8, "application/json"), HttpStatusCode.UnsupportedMediaType);
        await ImportAsync(server, campaign, "", new MultipartFormDataContent { { new StringContent("x"), "note" } }, HttpStatusCode.BadRequest);
        var broken = new StringContent("no form");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        await ImportAsync(server, campaign, "", broken, HttpStatusCode.BadRequest);
        await ImportAsync(server, campaign, "?apply=maybe", Csv(Sheet), HttpStatusCode.BadRequest);
        // Rejected by its length before it is sent: without "100-continue" the client may only see a closed connection.
        server.Client.DefaultRequestHeaders.ExpectContinue = true;
        await ImportAsync(server, campaign, "", Csv(new string('x', 17_000_000)), HttpStatusCode.RequestEntityTooLarge);
        await ImportAsync(server, "/api/campaigns/nope", "", Csv(Sheet), HttpStatusCode.NotFound);
    }

    private static StringContent Csv(string sheet) => new(sheet, Encoding.UTF8, "text/csv");

    private static Task<JsonElement> ImportAsync(
        RunningServer server, string campaign, string query, HttpContent body, HttpStatusCode expected = HttpStatusCode.OK) =>
        server.Client.CallAsync(HttpMethod.Post, $"{campaign}/import{query}", expected, body);

    private static async Task<string?> LanguageAsync(RunningServer server, string campaign) =>
        (await server.GetAsync(campaign)).GetProperty("brief").GetProperty("copy")[0].GetProperty("language").GetString();
}
