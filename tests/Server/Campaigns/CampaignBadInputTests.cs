using System.Net;
using System.Text;
using System.Text.Json;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>Each invalid field is reported with advice, and nothing is changed.</summary>
public sealed class CampaignBadInputTests
{
    public static TheoryData<string, string, string> BadBriefs => new()
    {
        { """{"name":""}""", "name", "It is empty" },
        { """{"name":"a\u0000b"}""", "name", "not text" },
        { """{"copy":[]}""", "copy", "1 to 12 languages" },
        { """{"copy":[null]}""", "copy[0].language", "language tag" },
        { Copy("\"\""), "copy[0].headlines[0]", "It is empty" },
        { Copy($"\"{new string('x', 300)}\""), "copy[0].headlines[0]", "Too long: 300 of 120 characters" },
        { Copy("\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\""), "copy[0].headlines", "There are 11; 1 to 10" },
        { Copy("\"A cheap cup\"", ",\"words_to_avoid\":[\"Cheap\"]"), "copy[0].headlines[0]", "'Cheap', which is one of the words to avoid" },
        { """{"copy":[{"language":"en","headlines":["a"],"calls_to_action":["b"]},{"language":"EN","headlines":["a"],"calls_to_action":["b"]}]}""", "copy[1].language", "Duplicate language" },
        { """{"copy":[{"language":"en","headlines":["a"],"calls_to_action":["b"]},{"language":"de","headlines":["a","b"],"calls_to_action":["b"]}]}""", "copy[1].headlines", "Every language needs the same number" },
        { """{"formats":[]}""", "formats", "at least one" },
        { """{"formats":["myspace"]}""", "formats", "no format 'myspace'. Choose from: instagram-square" },
        { """{"formats":["x","x"]}""", "formats", "Duplicate format" },
        { """{"custom_sizes":["10x10"]}""", "custom_sizes", "50 to 4096" },
        { """{"custom_sizes":["big"]}""", "brief.custom_sizes[0]", "wrong type" },
        { """{"concepts":0}""", "concepts", "1 to 16" },
        { """{"concepts":17}""", "concepts", "1 to 16" },
        { """{"concepts":"four"}""", "brief.concepts", "whole number" },
        { """{"look":{"primary":"red"}}""", "look.primary", "such as #c8402a" },
        { """{"look":{"primary":null}}""", "look.primary", "such as #c8402a" },
        { """{"look":{"logo":{"hash":"00","mime":"image/png","name":"x"}}}""", "look.logo", "Upload" },
        { """{"look":5}""", "brief.look", "Write an object" },
        { """{"provider":"nobody"}""", "provider", "painter" },
        { """{"model":"gpt"}""", "model", "leave it out" },
        { """{"template":"fancy"}""", "template", "Choose one of scrim" },
        { """{"look":{"primary":"#112233","secondary":"#112233","typeface":"Comic Sans"}}""", "look.typeface", "Choose one of modern" },
        { """{"colour":"red"}""", "colour", "This field is unknown" },
        { """{"copy":"x"}""", "brief.copy", "Write a list" },
    };

    [Theory]
    [MemberData(nameof(BadBriefs))]
    public async Task An_invalid_field_of_a_brief_is_reported_when_it_is_created_and_when_it_is_saved(string brief, string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();

        await NamedAsync(server, HttpMethod.Post, "/api/campaigns", brief, field.Replace("brief.", "", StringComparison.Ordinal), advice);
        var whole = JsonSerializer.SerializeToNode(CampaignApi.Small())!.AsObject();
        whole["name"] = "Morning";
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(brief)!.AsObject())
        {
            whole[name] = value?.DeepClone();
        }

        await NamedAsync(server, HttpMethod.Put, campaign, $$"""{"version":1,"brief":{{whole.ToJsonString()}}}""", field, advice);
        Assert.Single((await server.GetAsync("/api/campaigns")).GetProperty("campaigns").EnumerateArray());
        Assert.Equal(1, (await server.GetAsync(campaign)).GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData("words_to_avoid", "0 to 50 words")]
    [InlineData("custom_sizes", "0 to 10 sizes")]
    [InlineData("formats", "formats are allowed")]
    public async Task Only_the_length_of_a_list_that_is_far_too_long_is_checked(string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        var many = Enumerable.Range(0, 60_000).Select(index => field == "custom_sizes" ? "1x1" : $"w{index}");
        var brief = CampaignApi.Small();
        brief["name"] = "";
        brief[field] = many;

        var problem = await server.Client.CallAsync(HttpMethod.Post, "/api/campaigns", HttpStatusCode.BadRequest, brief);

        var (name, messages) = Assert.Single(problem.GetProperty("errors").EnumerateObject().Select(one => (one.Name, one.Value)));
        Assert.Equal(field, name);
        Assert.Contains(advice, Assert.Single(messages.EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "", """{"brief":{}}""", "version", "Send the version")]
    [InlineData("PUT", "", """{"version":1}""", "brief", "whole brief")]
    [InlineData("PUT", "", """{"version":"one"}""", "version", "whole number")]
    [InlineData("PUT", "/prompts/0/square", "{}", "prompt", "Send a prompt")]
    [InlineData("PUT", "/prompts/0/square", """{"prompt":" "}""", "prompt", "It is empty")]
    [InlineData("PUT", "/prompts/0/square", """{"focus":{"x":2,"y":0}}""", "focus", "from 0 to 1")]
    [InlineData("POST", "/generate", """{"cells":[{"concept":7,"shape":"square"}]}""", "cells", "no such base image")]
    [InlineData("POST", "/generate", """{"cells":[{"concept":0,"shape":"round"}]}""", "cells[0].shape", "square, portrait or landscape")]
    [InlineData("POST", "/review-links", """{"expires_at":"2001-01-01T00:00:00Z"}""", "expires_at", "in the future")]
    [InlineData("POST", "/review-links", """{"expires_at":"2999-01-01T00:00:00Z"}""", "expires_at", "within a year")]
    [InlineData("POST", "/review-links", """{"expires_at":"soon"}""", "expires_at", "such as 2026")]
    [InlineData("PATCH", "/creatives/0.instagram-square.0.0.en", """{"approval":"maybe"}""", "approval", "pending, approved or rejected")]
    [InlineData("PATCH", "/creatives/0.instagram-square.0.0.en", """{"approval":"approved"}""", "approval", "not finished yet")]
    [InlineData("PATCH", "/creatives/0.instagram-square.0.0.en", """{"focus":{"x":-1,"y":0}}""", "focus", "from 0 to 1")]
    [InlineData("PATCH", "/creatives/0.instagram-square.0.0.en", """{"placement":"beside"}""", "placement", "top, bottom, left, right, middle")]
    [InlineData("PATCH", "/creatives/0.instagram-square.0.0.en", """{"colour":"red"}""", "colour", "This field is unknown")]
    [InlineData("GET", "/creatives?state=great", null, "state", "pending, approved, rejected")]
    [InlineData("GET", "/creatives?limit=0", null, "limit", "1 to 1000")]
    [InlineData("GET", "/creatives?cursor=x", null, "cursor", "unchanged")]
    public async Task An_invalid_field_of_a_request_is_reported(string method, string path, string? body, string field, string advice)
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);

        await NamedAsync(server, new HttpMethod(method), campaign + path, body, field, advice);
    }

    [Fact]
    public async Task A_headline_of_one_creative_follows_the_rules_of_the_brief()
    {
        await using var server = await RunningServer.StartAsync();
        var brief = CampaignApi.Small();
        brief["words_to_avoid"] = new[] { "cheap" };
        var campaign = await server.Client.CampaignAsync(brief);
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);
        var creative = $"{campaign}/creatives/0.instagram-square.0.0.en";

        await NamedAsync(server, HttpMethod.Patch, creative, JsonSerializer.Serialize(new { headline = new string('x', 300) }), "headline", "Too long: 300 of 120 characters");
        await NamedAsync(server, HttpMethod.Patch, creative, """{"call_to_action":"So cheap"}""", "call_to_action", "words to avoid");
    }

    [Theory]
    [InlineData("GET", "/api/campaigns/nope")]
    [InlineData("GET", "/api/campaigns/00000000000000000000000000000000")]
    [InlineData("GET", "/api/campaigns/00000000000000000000000000000000/creatives")]
    [InlineData("GET", "/api/campaigns/00000000000000000000000000000000/review-links")]
    [InlineData("GET", "/api/campaigns/00000000000000000000000000000000/assets/x")]
    [InlineData("DELETE", "/api/campaigns/00000000000000000000000000000000")]
    [InlineData("DELETE", "/api/campaigns/00000000000000000000000000000000/review-links/x")]
    [InlineData("POST", "/api/campaigns/00000000000000000000000000000000/prompts")]
    [InlineData("POST", "/api/campaigns/00000000000000000000000000000000/generate")]
    [InlineData("POST", "/api/campaigns/00000000000000000000000000000000/review-links")]
    [InlineData("POST", "/api/campaigns/00000000000000000000000000000000/images/0/square/regenerate")]
    [InlineData("POST", "/api/campaigns/00000000000000000000000000000000/images/x/round/regenerate")]
    [InlineData("GET", "/campaigns/00000000000000000000000000000000/creatives/x/320")]
    [InlineData("GET", "/api/brand-kits/nope")]
    [InlineData("DELETE", "/api/brand-kits/nope")]
    public async Task Unknown_resources_are_404(string method, string path)
    {
        await using var server = await RunningServer.StartAsync();
        var problem = await server.Client.CallAsync(new HttpMethod(method), path, HttpStatusCode.NotFound);
        Assert.Equal("invalid_request", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_file_that_is_neither_logo_nor_font_is_rejected_with_a_reason()
    {
        await using var server = await RunningServer.StartAsync();
        var assets = $"{await server.Client.CampaignAsync()}/assets";
        var png = TestImages.NoisyPng(64, 64);

        await RefusedAsync([], "empty");
        await RefusedAsync("hello"u8.ToArray(), "A logo is a PNG, SVG or WebP");
        await RefusedAsync(png[..^40], "");
        await RefusedAsync(TestImages.NoisyPng(1600, 1600, 1, 5_000_000), "at most 4,194,304");
        await RefusedAsync(Encoding.UTF8.GetBytes("""<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>"""), "scripts");
        await RefusedAsync([0, 1, 0, 0, 0, 9], "font is broken");
        await server.Client.CallAsync(HttpMethod.Post, assets, HttpStatusCode.BadRequest, CampaignApi.File(png, "x.png", "wrong"));
        await server.Client.CallAsync(HttpMethod.Post, assets, HttpStatusCode.UnsupportedMediaType, "{}");
        Assert.Equal("image/png", (await server.Client.CallAsync(HttpMethod.Post, assets, HttpStatusCode.OK, CampaignApi.File(png, "x.png"))).GetProperty("mime").GetString());

        async Task RefusedAsync(byte[] bytes, string reason)
        {
            var problem = await server.Client.CallAsync(HttpMethod.Post, assets, HttpStatusCode.BadRequest, CampaignApi.File(bytes, "x.png"));
            Assert.Contains(reason, problem.GetProperty("errors").GetProperty("file")[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_generation_is_not_started_for_an_unknown_campaign()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/api/generations", "/api/generate-images" })
        {
            await NamedAsync(server, HttpMethod.Post, path, """{"prompt":"x","campaign_id":"nope"}""", "campaign_id", "no such campaign");
        }

        var campaign = await server.Client.CampaignAsync();
        var started = await server.Client.CallAsync(
            HttpMethod.Post, "/api/generations", HttpStatusCode.Accepted, new { prompt = "x", size = "64x64", campaign_id = campaign["/api/campaigns/".Length..] });
        Assert.Equal(started.GetProperty("id").GetString(), (await server.GetAsync(campaign)).GetProperty("generations")[0].GetString());
    }

    private static string Copy(string headlines, string more = "") =>
        $$"""{"copy":[{"language":"en","headlines":[{{headlines}}],"calls_to_action":["Go"]}]{{more}}}""";

    private static async Task NamedAsync(RunningServer server, HttpMethod method, string path, string? body, string field, string advice)
    {
        var problem = await server.Client.CallAsync(method, path, HttpStatusCode.BadRequest, body);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var reasons), problem.GetRawText());
        Assert.Contains(reasons.EnumerateArray(), reason => reason.GetString()!.Contains(advice, StringComparison.Ordinal));
    }
}
