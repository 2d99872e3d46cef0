using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Darkroom.Campaigns.Review;
using Microsoft.Extensions.DependencyInjection;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>Comments, versions, "approve all" and the summary, over HTTP: for the studio and for a client with a link.</summary>
public sealed class ReviewTalkTests
{
    private const string Key = "0.instagram-square.0.0.en";

    [Fact]
    public async Task Both_sides_comment_reply_and_resolve()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, "Maria");

        var added = await server.Client.CallAsync(
            HttpMethod.Post, $"/api{review}/creatives/{Key}/comments", HttpStatusCode.Created, new { text = " Too dark ", pin = new { x = 0.25, y = 1 } });
        var id = added.GetProperty("id").GetString();
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/creatives/{Key}/comments", HttpStatusCode.Created, new { text = "Lighter now", reply_to = id });
        var seen = await server.GetAsync($"/api{review}/creatives/{Key}/review");

        var comment = Assert.Single(seen.GetProperty("comments").EnumerateArray());
        Assert.Equal(
            ("Too dark", "Maria", false, 0.25, 1.0),
            (comment.GetProperty("text").GetString(), comment.GetProperty("by").GetString(), comment.GetProperty("by_typed").GetBoolean(),
                comment.GetProperty("pin").GetProperty("x").GetDouble(), comment.GetProperty("pin").GetProperty("y").GetDouble()));
        var reply = Assert.Single(comment.GetProperty("replies").EnumerateArray());
        Assert.Equal(("Lighter now", false), (reply.GetProperty("text").GetString(), reply.TryGetProperty("by", out _)));
        await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Key}/comments/{id}", HttpStatusCode.NoContent, new { resolved = true });
        Assert.True((await server.GetAsync($"{campaign}/creatives/{Key}/review")).GetProperty("comments")[0].TryGetProperty("resolved_at", out _));
        var page = await server.Client.GetStringAsync(new Uri($"{campaign[4..]}/creatives/{Key}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("Lighter now", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_comments_are_refused_with_their_fields()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, null);
        var path = $"/api{review}/creatives/{Key}/comments";
        foreach (var (body, field) in new (object, string)[]
        {
            (new { name = "Ana", text = " " }, "text"), (new { name = "Ana", text = new string('x', 2001) }, "text"), (new { text = "a" }, "name"),
            (new { name = "Ana", text = "a", pin = new { x = 1.1, y = 0 } }, "pin"), (new { name = "Ana", text = "a", color = "red" }, "color"),
        })
        {
            var refused = await server.Client.CallAsync(HttpMethod.Post, path, HttpStatusCode.BadRequest, body);
            Assert.True(refused.GetProperty("errors").TryGetProperty(field, out _), $"{field}: {refused}");
        }

        await server.Client.CallAsync(HttpMethod.Post, path, HttpStatusCode.NotFound, new { name = "Ana", text = "a", reply_to = "x" });
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/creatives/9.x.0.0.en/comments", HttpStatusCode.NotFound, new { name = "Ana", text = "a" });
        await server.Client.CallAsync(HttpMethod.Patch, $"{path}/x", HttpStatusCode.NotFound, new { resolved = true });
        await server.Client.CallAsync(HttpMethod.Patch, $"{path}/x", HttpStatusCode.BadRequest, new { });
        Assert.Empty((await server.GetAsync($"{campaign}/creatives/{Key}/review")).GetProperty("comments").EnumerateArray());
    }

    [Fact]
    public async Task A_decision_about_a_look_that_changed_meanwhile_is_refused_and_a_repeated_one_is_not()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, "Maria");
        var look = (await server.GetAsync($"/api{review}")).GetProperty("creatives")[0].GetProperty("look").GetString();
        for (var time = 0; time < 2; time++)
        {
            var decided = await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, new { approval = "approved", look });
            Assert.Equal("approved", decided.GetProperty("approval").GetString());
        }

        Assert.Single((await server.GetAsync($"{campaign}/creatives/{Key}/review")).GetProperty("decisions").EnumerateArray());
        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/creatives/{Key}", HttpStatusCode.OK, new { headline = "Another" });
        var refused = await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.Conflict, new { approval = "rejected", look });

        Assert.Contains("looks different by now", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("pending", (await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives")[0].GetProperty("approval").GetString());
    }

    [Fact]
    public async Task The_version_that_was_decided_on_is_shown_after_its_image_is_gone()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, "Maria");
        var seen = await PreviewAsync(server, $"{review}/creatives/{Key}/1080");
        await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, new { approval = "approved" });
        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/creatives/{Key}", HttpStatusCode.OK, new { headline = "Another" });
        var decision = Assert.Single((await server.GetAsync($"/api{review}/creatives/{Key}/review")).GetProperty("decisions").EnumerateArray());
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories).ToList())
        {
            System.IO.File.Delete(blob);
        }

        foreach (var path in new[] { review, campaign[4..] })
        {
            var url = $"{path}/creatives/{Key}/versions/{decision.GetProperty("look").GetString()}";
            Assert.Equal(seen, await PreviewAsync(server, $"{url}/1080"));
            var page = await server.Client.GetStringAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Contains("Version 1 was approved by Maria.", page, StringComparison.Ordinal);
            Assert.Contains("<del dir=\"auto\">Begin slowly</del>", page, StringComparison.Ordinal);
            await server.GetAsync($"{path}/creatives/{Key}/versions/0000000000000000/1080", HttpStatusCode.NotFound);
        }

        Assert.Contains("Changed since the decision", await server.Client.GetStringAsync(new Uri(review, UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_approved_together_is_kept_afterwards_and_shown_after_its_image_is_gone()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, "Maria", ["One", "Two", "Three"]);
        var tag = (await server.GetAsync($"/api{review}/approvals")).GetProperty("tag").GetString();
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/approvals", HttpStatusCode.OK, new { tag });
        var reviews = server.Services.GetRequiredService<CreativeReviews>();
        var id = campaign.Split('/')[^1];

        Assert.Equal(3, await reviews.KeepMissingAsync(id, TestContext.Current.CancellationToken));
        Assert.Equal(0, await reviews.KeepMissingAsync(id, TestContext.Current.CancellationToken));
        var seen = await PreviewAsync(server, $"{review}/creatives/{Key}/{CreativeReviews.KeptTogetherWidth}");
        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/creatives/{Key}", HttpStatusCode.OK, new { headline = "Another" });
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories).ToList())
        {
            System.IO.File.Delete(blob);
        }

        var decision = Assert.Single((await server.GetAsync($"/api{review}/creatives/{Key}/review")).GetProperty("decisions").EnumerateArray());
        Assert.Equal(seen, await PreviewAsync(server, $"{review}/creatives/{Key}/versions/{decision.GetProperty("look").GetString()}/1080"));
    }

    [Fact]
    public async Task Approving_all_asks_again_if_something_changed()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, null, ["One", "Two", "Three"]);
        var pending = await server.GetAsync($"/api{review}/approvals");
        var tag = pending.GetProperty("tag").GetString();
        Assert.Equal(3, pending.GetProperty("count").GetInt32());
        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/creatives/{Key}", HttpStatusCode.OK, new { approval = "rejected" });

        var refused = await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/approvals", HttpStatusCode.Conflict, new { name = "Ana", tag });
        Assert.Contains("by now: 2", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("name", "Ana"), new("tag", tag)]);
        using var again = await server.Client.PostAsync($"{review}/approvals", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("Approve 2 creatives", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        tag = (await server.GetAsync($"/api{review}/approvals")).GetProperty("tag").GetString();
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/approvals", HttpStatusCode.BadRequest, new { name = "Ana" });
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/approvals", HttpStatusCode.BadRequest, new { name = "", tag });
        var approved = await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/approvals", HttpStatusCode.OK, new { name = "Ana", tag });

        Assert.Equal(2, approved.GetProperty("approved").GetInt32());
        Assert.Equal(
            ["rejected", "approved", "approved"],
            (await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives").EnumerateArray().Select(creative => creative.GetProperty("approval").GetString()));
    }

    [Fact]
    public async Task The_summary_says_what_is_approved_what_should_change_and_what_is_to_review()
    {
        await using var server = await RunningServer.StartAsync();
        var (_, review) = await MadeAsync(server, "Maria", ["One", "Two", "Three"]);
        await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, new { approval = "approved" });
        await server.Client.CallAsync(
            HttpMethod.Patch, $"/api{review}/creatives/0.instagram-square.1.0.en", HttpStatusCode.OK, new { approval = "rejected", comment = "Too\nloud" });
        await server.Client.CallAsync(
            HttpMethod.Post, $"/api{review}/creatives/0.instagram-square.1.0.en/comments", HttpStatusCode.Created, new { text = "This corner", pin = new { x = 0.9, y = 0.1 } });

        var text = await server.Client.GetStringAsync(new Uri($"/api{review}/summary", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(
            """
            Approved: 1 of 3
            - Instagram Square post, 1080x1080, en: concept 1, One (Maria)

            Changes wanted: 1 of 3
            - Instagram Square post, 1080x1080, en: concept 1, Two (Maria)
                Too loud
                [90 % from the left, 10 % from the top] Maria: This corner

            To review: 1 of 3
            - Instagram Square post, 1080x1080, en: concept 1, Three

            """,
            text[(text.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]);
    }

    [Fact]
    public async Task Every_address_of_an_ended_link_says_so_and_nothing_is_stored()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, "Maria");
        var link = (await server.GetAsync($"{campaign}/review-links"))[0].GetProperty("id").GetString();
        await server.Client.CallAsync(HttpMethod.Delete, $"{campaign}/review-links/{link}", HttpStatusCode.NoContent);

        foreach (var path in new[] { $"/api{review}/creatives/{Key}/review", $"/api{review}/approvals", $"/api{review}/summary", $"{review}/creatives/{Key}/versions/x/1080" })
        {
            await server.GetAsync(path, HttpStatusCode.Gone);
        }

        foreach (var path in new[] { $"{review}/creatives/{Key}", $"{review}/creatives/{Key}/versions/x", $"{review}/approvals", $"{review}/summary" })
        {
            using var page = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        }

        foreach (var path in new[] { $"{review}/creatives/{Key}/comments", $"{review}/creatives/{Key}/comments/x", $"{review}/approvals", $"{review}/creatives/{Key}" })
        {
            using var form = new FormUrlEncodedContent([new("text", "a"), new("tag", "x"), new("approval", "approved")]);
            using var answer = await server.Client.PostAsync(path, form, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        }

        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/creatives/{Key}/comments", HttpStatusCode.Gone, new { text = "a" });
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/approvals", HttpStatusCode.Gone, new { tag = "x" });
        Assert.Empty((await server.GetAsync($"{campaign}/creatives/{Key}/review")).GetProperty("comments").EnumerateArray());
    }

    [Fact]
    public async Task A_creative_that_was_removed_from_the_brief_is_not_found()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await MadeAsync(server, "Maria", ["One", "Two"]);
        const string Removed = "0.instagram-square.1.0.en";
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/creatives/{Removed}/comments", HttpStatusCode.Created, new { text = "a" });
        var saved = await server.GetAsync(campaign);
        var brief = saved.GetProperty("brief").Deserialize<JsonObject>()!;
        brief["copy"]![0]!["headlines"] = new JsonArray("One");
        await server.Client.CallAsync(HttpMethod.Put, campaign, HttpStatusCode.OK, new { version = saved.GetProperty("version").GetInt64(), brief });

        await server.GetAsync($"/api{review}/creatives/{Removed}/review", HttpStatusCode.NotFound);
        await server.Client.CallAsync(HttpMethod.Post, $"/api{review}/creatives/{Removed}/comments", HttpStatusCode.NotFound, new { text = "a" });
        using var page = await server.Client.GetAsync($"{review}/creatives/{Removed}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task The_export_dialog_asks_how_files_would_be_named()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, _) = await MadeAsync(server, "Maria", ["One", "Two"]);

        var names = await server.GetAsync($"{campaign}/export/names?approved=false&name={{campaign}}&format=png");
        Assert.Equal(
            ("{campaign}_{headline-number}", true, 2, "instagram/morning-ritual_h1.png"),
            (names.GetProperty("pattern").GetString(), names.GetProperty("completed").GetBoolean(), names.GetProperty("total").GetInt32(), names.GetProperty("names")[0].GetString()));
        var refused = await server.GetAsync($"{campaign}/export/names?name={{x}}", HttpStatusCode.BadRequest);
        Assert.Contains("no placeholder {x}", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await server.GetAsync($"{campaign}/export?sheet=colour", HttpStatusCode.BadRequest);
    }

    private static async Task<byte[]> PreviewAsync(RunningServer server, string path) =>
        await server.Client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Creates a campaign with an image, and a link for a person or, without a name, for anyone.</summary>
    private static async Task<(string Campaign, string Review)> MadeAsync(RunningServer server, string? name, string[]? headlines = null)
    {
        var brief = CampaignApi.Small();
        if (headlines is not null)
        {
            brief["copy"] = new[] { new { language = "en", headlines, calls_to_action = new[] { "Order now" } } };
        }

        var campaign = await server.Client.CampaignAsync(brief);
        await server.Client.GenerateAsync(campaign);
        JsonElement link = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created, name is null ? null : new { name });
        return (campaign, link.GetProperty("url").GetString()!);
    }
}
