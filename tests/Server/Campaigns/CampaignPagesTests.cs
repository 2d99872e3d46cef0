using System.Net;
using System.Text.RegularExpressions;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>Pages of many creatives, for the owner and for a client, with links and forms that need no script.</summary>
public sealed partial class CampaignPagesTests
{
    private const int PageSize = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_links_show_every_creative_once_and_keep_the_filter()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync(Brief());

        var seen = new List<string>();
        var sizes = new List<int>();
        for (var next = $"{PageOf(campaign)}?state=pending"; next is not null;)
        {
            var html = await server.Client.GetStringAsync(new Uri(next, UriKind.Relative), Cancel);
            var here = KeysIn(html);
            (seen, sizes) = ([.. seen, .. here], [.. sizes, here.Count]);
            next = NextIn(html);
            Assert.Contains("?state=pending", next ?? "?state=pending", StringComparison.Ordinal);
        }

        Assert.Equal([PageSize, PageSize, 20], sizes);
        Assert.Equal(140, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_decision_leads_back_to_the_same_page()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync(Brief());
        await server.Client.GenerateAsync(campaign);
        var page = NextIn(await server.Client.GetStringAsync(new Uri($"{PageOf(campaign)}?state=pending", UriKind.Relative), Cancel))!;
        var before = KeysIn(await server.Client.GetStringAsync(new Uri(page, UriKind.Relative), Cancel));

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("approval", "approved")]);
        using var answer = await server.Client.PostAsync(
            new Uri($"{PageOf(campaign)}/creatives/{before[0]}{page[page.IndexOf('?', StringComparison.Ordinal)..].Split('#')[0]}", UriKind.Relative), form, Cancel);
        Assert.Equal(page.Split('#')[0], answer.Headers.Location!.OriginalString);
        var after = KeysIn(await server.Client.GetStringAsync(answer.Headers.Location, Cancel));

        Assert.Equal(before[1..], after[..^1]);
    }

    [Fact]
    public async Task An_unknown_creative_in_the_address_leads_to_the_first_page()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync(Brief());
        var first = KeysIn(await server.Client.GetStringAsync(new Uri(PageOf(campaign), UriKind.Relative), Cancel));

        var html = await server.Client.GetStringAsync(new Uri($"{PageOf(campaign)}?from=9.gone.0.0.en", UriKind.Relative), Cancel);

        Assert.Equal(first, KeysIn(html));
    }

    [Fact]
    public async Task Approving_all_approves_what_matches_on_every_page_and_nothing_else()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync(Brief());
        await server.Client.GenerateAsync(campaign);
        await server.Client.CallAsync(
            HttpMethod.Patch, $"{campaign}/creatives/0.instagram-square.0.0.en", HttpStatusCode.OK, new { approval = "rejected", comment = "No" });

        using var form = new FormUrlEncodedContent([]);
        using var answer = await server.Client.PostAsync(new Uri($"{PageOf(campaign)}/approvals?channel=instagram", UriKind.Relative), form, Cancel);

        Assert.Equal($"{PageOf(campaign)}?channel=instagram", answer.Headers.Location!.OriginalString);
        Assert.Equal((69, 1, 70), (await CountAsync(server, campaign, "approved"), await CountAsync(server, campaign, "rejected"), await CountAsync(server, campaign, "pending")));
    }

    [Fact]
    public async Task A_client_keeps_the_same_name_on_all_pages()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync(Brief());
        await server.Client.GenerateAsync(campaign);
        var link = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created)).GetProperty("url").GetString()!;

        var first = await server.Client.GetStringAsync(new Uri($"{link}?name=Ana", UriKind.Relative), Cancel);
        var second = await server.Client.GetStringAsync(new Uri(NextIn(first)!, UriKind.Relative), Cancel);

        Assert.Equal((PageSize, PageSize), (KeysIn(first).Count, KeysIn(second).Count));
        Assert.Empty(KeysIn(first).Intersect(KeysIn(second)));
        Assert.Contains("value=\"Ana\"", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_begins_with_what_is_not_empty_and_says_why()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();

        Assert.Contains("No creative is finished yet.", await ExportAsync(), StringComparison.Ordinal);
        await server.Client.GenerateAsync(campaign);
        var none = await ExportAsync();
        Assert.Matches("value=\"true\" disabled ?/>", none);
        Assert.Matches("value=\"false\" checked ?/>", none);
        Assert.Contains("Nothing is approved yet, so all finished creatives are selected.", none, StringComparison.Ordinal);

        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/creatives/0.instagram-square.0.0.en", HttpStatusCode.OK, new { approval = "approved" });
        var one = await ExportAsync();
        Assert.Matches("value=\"true\" checked ?/>", one);
        Assert.DoesNotContain("Nothing is approved", one, StringComparison.Ordinal);

        async Task<string> ExportAsync()
        {
            var html = await server.Client.GetStringAsync(new Uri(PageOf(campaign), UriKind.Relative), Cancel);
            return ExportChoices().Match(html).Value;
        }
    }

    [Fact]
    public async Task Everything_that_opens_is_closed_by_the_same_cross_and_unfolds_in_the_same_way()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var link = (await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created)).GetProperty("url").GetString()!;
        (string Page, bool Opens)[] pages =
        [
            (PageOf(campaign), true), ($"{PageOf(campaign)}/creatives/0.instagram-square.0.0.en", true),
            (link, false), ($"{link}/creatives/0.instagram-square.0.0.en", false), ($"{link}/summary", true), ($"{link}/approvals", true),
        ];
        foreach (var (page, opens) in pages)
        {
            var html = await server.Client.GetStringAsync(new Uri(page, UriKind.Relative), Cancel);
            Assert.All(Closers().Matches(html), closer => Assert.Contains("closer", closer.Value, StringComparison.Ordinal));
            Assert.All(Folds().Matches(html), fold => Assert.Contains("class=\"fold", fold.Value, StringComparison.Ordinal));
            Assert.Equal(opens, Closers().IsMatch(html));
        }
    }

    /// <summary>Creates 70 creatives in each of two channels, all with the same image.</summary>
    private static Dictionary<string, object> Brief() => new()
    {
        ["formats"] = new[] { "instagram-square", "google-300x250" },
        ["concepts"] = 1,
        ["copy"] = new[] { "en", "de" }.Select(language => new
        {
            language,
            headlines = Enumerable.Range(1, 7).Select(number => $"Headline {number}").ToArray(),
            calls_to_action = Enumerable.Range(1, 5).Select(number => $"Order {number}").ToArray(),
        }).ToArray(),
    };

    private static async Task<int> CountAsync(RunningServer server, string campaign, string state) =>
        (await server.GetAsync($"{campaign}/creatives?state={state}")).GetProperty("total").GetInt32();

    private static string PageOf(string campaign) => campaign["/api".Length..];

    private static List<string> KeysIn(string html) => [.. Creatives().Matches(html).Select(match => match.Groups[1].Value)];

    private static string? NextIn(string html) =>
        Next().Match(html) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<div data-part=\"export-what\">.*?</div>", RegexOptions.Singleline)]
    private static partial Regex ExportChoices();

    [GeneratedRegex("<(?:a|button)[^>]*aria-label=\"Close\"[^>]*>")]
    private static partial Regex Closers();

    [GeneratedRegex("<details[^>]*>")]
    private static partial Regex Folds();

    [GeneratedRegex("data-creative=\"([^\"]+)\"")]
    private static partial Regex Creatives();

    [GeneratedRegex("href=\"([^\"]+)\" rel=\"next\"")]
    private static partial Regex Next();
}
