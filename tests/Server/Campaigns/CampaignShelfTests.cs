using System.Net;
using System.Text.RegularExpressions;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>Duplicating, archiving, deleting and restoring a campaign over HTTP.</summary>
public sealed partial class CampaignShelfTests
{
    private const string Creative = "creatives/0.instagram-square.0.0.en";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_has_the_brief_the_prompts_and_the_finished_images_but_no_decisions_and_costs_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var brief = CampaignApi.Small();
        (brief["name"], brief["kind"]) = ("Winter", "place");
        var campaign = await server.Client.CampaignAsync(brief);
        await server.Client.GenerateAsync(campaign);
        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/{Creative}", HttpStatusCode.OK, new { approval = "approved", headline = "Only here" });
        var image = (await server.GetAsync(campaign)).GetProperty("concepts")[0].GetProperty("images")[0];

        var copy = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/duplicate", HttpStatusCode.Created);

        Assert.Equal(("Winter (copy)", "place"), (copy.GetProperty("brief").GetProperty("name").GetString(), copy.GetProperty("brief").GetProperty("kind").GetString()));
        var copied = copy.GetProperty("concepts")[0].GetProperty("images")[0];
        Assert.Equal((image.GetProperty("prompt").GetString(), image.GetProperty("image_id").GetString()), (copied.GetProperty("prompt").GetString(), copied.GetProperty("image_id").GetString()));
        Assert.Equal((1, 1), (copy.GetProperty("done").GetInt32(), copy.GetProperty("of").GetInt32()));
        var path = $"/api/campaigns/{copy.GetProperty("id").GetString()}";
        var creative = (await server.GetAsync($"{path}/creatives")).GetProperty("creatives")[0];
        Assert.Equal(("pending", "Begin slowly"), (creative.GetProperty("approval").GetString(), creative.GetProperty("texts").GetProperty("headline").GetString()));
        Assert.Equal(0, (await server.Client.CallAsync(HttpMethod.Post, $"{path}/generate", HttpStatusCode.Accepted)).GetProperty("generations").GetArrayLength());

        // Another image for the copy leaves the original alone.
        var another = await server.Client.CallAsync(HttpMethod.Post, $"{path}/images/0/square/regenerate", HttpStatusCode.Accepted);
        await server.Client.FollowAllAsync(another);
        Assert.Equal(image.GetProperty("image_id").GetString(), (await server.GetAsync(campaign)).GetProperty("concepts")[0].GetProperty("images")[0].GetProperty("image_id").GetString());
        Assert.NotEqual(image.GetProperty("image_id").GetString(), (await server.GetAsync(path)).GetProperty("concepts")[0].GetProperty("images")[0].GetProperty("image_id").GetString());
        Assert.Equal("Mine", (await server.Client.CallAsync(HttpMethod.Post, $"{path}/duplicate", HttpStatusCode.Created, new { name = "Mine" })).GetProperty("brief").GetProperty("name").GetString());
        await server.Client.CallAsync(HttpMethod.Post, $"{path}/duplicate", HttpStatusCode.BadRequest, new { name = "" });
        await server.Client.CallAsync(HttpMethod.Post, $"{path}/duplicate", HttpStatusCode.BadRequest, new { title = "x" });
    }

    [Fact]
    public async Task Shelves_are_listed_and_an_unknown_one_is_an_error_that_names_them()
    {
        await using var server = await RunningServer.StartAsync();
        var (active, archived, deleted) = (await server.Client.CampaignAsync(), await server.Client.CampaignAsync(), await server.Client.CampaignAsync());

        Assert.NotEqual(default, (await server.Client.CallAsync(HttpMethod.Post, $"{archived}/archive", HttpStatusCode.OK)).GetProperty("archived_at").GetDateTimeOffset());
        await server.Client.CallAsync(HttpMethod.Delete, deleted, HttpStatusCode.NoContent);

        Assert.Equal([active], await ListAsync(server, ""));
        Assert.Equal([active], await ListAsync(server, "?shelf=active"));
        Assert.Equal([archived], await ListAsync(server, "?shelf=archived"));
        Assert.Equal([deleted], await ListAsync(server, "?shelf=deleted"));
        await server.Client.CallAsync(HttpMethod.Post, $"{archived}/unarchive", HttpStatusCode.OK);
        Assert.Equal([archived, active], await ListAsync(server, ""));
        var problem = await server.Client.CallAsync(HttpMethod.Get, "/api/campaigns?shelf=top", HttpStatusCode.BadRequest);
        Assert.Contains("active, archived, deleted", problem.GetProperty("errors").GetProperty("shelf")[0].GetString(), StringComparison.Ordinal);
        foreach (var what in new[] { "duplicate", "archive", "unarchive", "restore" })
        {
            await server.Client.CallAsync(HttpMethod.Post, $"/api/campaigns/nope/{what}", HttpStatusCode.NotFound);
            await server.Client.CallAsync(HttpMethod.Post, $"/api/campaigns/00000000000000000000000000000000/{what}", HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task A_deleted_campaign_and_its_review_link_are_gone_until_it_is_restored_and_its_images_stay()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var link = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created)).GetProperty("url").GetString()!;

        await server.Client.CallAsync(HttpMethod.Delete, campaign, HttpStatusCode.NoContent);

        foreach (var path in new[] { campaign, $"{campaign}/creatives", campaign["/api".Length..], $"{campaign["/api".Length..]}/{Creative}", link, $"/api{link}" })
        {
            using var answer = await server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone, $"{path}: {answer.StatusCode}");
        }

        await server.Client.CallAsync(HttpMethod.Delete, campaign, HttpStatusCode.NotFound);
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/duplicate", HttpStatusCode.NotFound);
        Assert.Equal(1, (await server.GetAsync("/api/images")).GetProperty("images").GetArrayLength());
        Assert.Equal(1, (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/restore", HttpStatusCode.OK)).GetProperty("done").GetInt32());
        await server.GetAsync($"/api{link}");
    }

    [Fact]
    public async Task The_forms_work_without_scripts_and_deleting_can_be_undone()
    {
        await using var server = await RunningServer.StartAsync();
        var brief = CampaignApi.Small();
        brief["name"] = "Winter <b>";
        var page = (await server.Client.CampaignAsync(brief))["/api".Length..];

        Assert.Equal("/campaigns", await PostAsync(server, $"{page}/archive"));
        Assert.DoesNotContain(page, await PageAsync(server, "/campaigns"), StringComparison.Ordinal);
        Assert.Contains($"href=\"{page}\"", await PageAsync(server, "/campaigns?shelf=archived"), StringComparison.Ordinal);
        Assert.Contains($"action=\"{page}/unarchive\"", await PageAsync(server, page), StringComparison.Ordinal);
        Assert.Equal(page, await PostAsync(server, $"{page}/unarchive"));
        var copy = await PostAsync(server, $"{page}/duplicate");
        Assert.Matches(CampaignPath(), copy);
        Assert.Contains("value=\"Winter &lt;b&gt; (copy)\"", await PageAsync(server, copy), StringComparison.Ordinal);

        var list = await PostAsync(server, $"{page}/delete");
        Assert.Equal($"/campaigns?deleted={page["/campaigns/".Length..]}", list);
        Assert.Contains($"action=\"{page}/restore\"", await PageAsync(server, list), StringComparison.Ordinal);
        Assert.Contains($"action=\"{page}/restore\"", await PageAsync(server, "/campaigns?shelf=deleted"), StringComparison.Ordinal);
        Assert.Equal(page, await PostAsync(server, $"{page}/restore"));
        Assert.DoesNotContain("/restore", await PageAsync(server, list), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", await PageAsync(server, "/campaigns?deleted=<script>alert(1)</script>&shelf=x"), StringComparison.Ordinal);
    }

    private static async Task<string[]> ListAsync(RunningServer server, string query) =>
        [.. (await server.GetAsync($"/api/campaigns{query}")).GetProperty("campaigns").EnumerateArray().Select(one => $"/api/campaigns/{one.GetProperty("id").GetString()}")];

    private static Task<string> PageAsync(RunningServer server, string path) => server.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);

    private static async Task<string> PostAsync(RunningServer server, string path)
    {
        using var form = new FormUrlEncodedContent([]);
        using var answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    [GeneratedRegex("^/campaigns/[0-9a-f]{32}$")]
    private static partial Regex CampaignPath();
}
