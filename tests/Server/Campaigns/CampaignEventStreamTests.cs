using System.Net;
using System.Text.RegularExpressions;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>The event streams of open pages.</summary>
public sealed partial class CampaignEventStreamTests
{
    private const string Key = "0.instagram-square.0.0.en";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_s_decision_is_sent_to_the_owner_and_is_on_the_page_by_then()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await ReadyAsync(server);
        await using var owner = await HearAsync(server, $"{campaign}/events");
        Assert.Equal(MarkOf(await PageAsync(server, campaign[4..])), await owner.NextAsync());

        await server.Client.CallAsync(
            HttpMethod.Patch, $"/api{review}/creatives/{Key}", HttpStatusCode.OK, new { name = "Ana", approval = "rejected", comment = "Too dark" });
        var reported = await owner.NextAsync();

        var page = await PageAsync(server, campaign[4..]);
        Assert.Equal(reported, MarkOf(page));
        Assert.Contains("data-approval=\"rejected\"", page, StringComparison.Ordinal);
        Assert.Matches("Too dark .+Ana", page);
    }

    [Fact]
    public async Task The_owner_s_edit_is_sent_to_the_client()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await ReadyAsync(server);
        await using var client = await HearAsync(server, $"/api{review}/events");
        await client.NextAsync();

        await server.Client.CallAsync(HttpMethod.Patch, $"{campaign}/creatives/{Key}", HttpStatusCode.OK, new { headline = "Take your time" });
        var reported = await client.NextAsync();

        var page = await PageAsync(server, review);
        Assert.Equal(reported, MarkOf(page));
        Assert.Contains("Take your time", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_regenerated_image_is_announced_to_the_client_until_it_is_finished()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await ReadyAsync(server);
        var before = LookOf(await PageAsync(server, review));
        await using var client = await HearAsync(server, $"/api{review}/events");
        await client.NextAsync();

        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/images/0/square/regenerate", HttpStatusCode.Accepted);
        string page;
        do
        {
            await client.NextAsync();
            page = await PageAsync(server, review);
        }
        while (!page.Contains("data-state=\"ready\"", StringComparison.Ordinal) || LookOf(page) == before);

        Assert.Contains("data-state=\"ready\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_at_the_same_time_have_different_state_tags_and_other_campaigns_send_none()
    {
        await using var server = await RunningServer.StartAsync(new ManualTime());
        var (campaign, other) = (await server.Client.CampaignAsync(), await server.Client.CampaignAsync());
        await using var owner = await HearAsync(server, $"{campaign}/events");
        var marks = new List<string?> { await owner.NextAsync() };

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await server.Client.CallAsync(HttpMethod.Post, $"{other}/prompts", HttpStatusCode.OK);
            await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);
            marks.Add(await owner.NextAsync());
        }

        Assert.Equal(4, marks.Distinct().Count());
        Assert.Equal(MarkOf(await PageAsync(server, campaign[4..])), marks[^1]);
    }

    [Fact]
    public async Task A_stream_ends_with_its_link_or_campaign_and_cannot_be_opened_again()
    {
        await using var server = await RunningServer.StartAsync();
        var (campaign, review) = await ReadyAsync(server);
        await using var client = await HearAsync(server, $"/api{review}/events");
        await using var owner = await HearAsync(server, $"{campaign}/events");
        await client.NextAsync();
        await owner.NextAsync();
        var link = (await server.GetAsync($"{campaign}/review-links"))[0].GetProperty("id").GetString();

        await server.Client.CallAsync(HttpMethod.Delete, $"{campaign}/review-links/{link}", HttpStatusCode.NoContent);
        Assert.Null(await client.NextAsync());
        await server.GetAsync($"/api{review}/events", HttpStatusCode.Gone);
        await server.Client.CallAsync(HttpMethod.Delete, campaign, HttpStatusCode.NoContent);
        Assert.Null(await owner.NextAsync());
        await server.GetAsync($"{campaign}/events", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_stream_ends_when_its_link_expires()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(time);
        var campaign = await server.Client.CampaignAsync();
        var link = await server.Client.CallAsync(
            HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created, new { expires_at = time.GetUtcNow().AddHours(1) });
        await using var client = await HearAsync(server, $"/api{link.GetProperty("url").GetString()}/events");
        await client.NextAsync();

        var end = client.NextAsync();
        while (!end.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(61));
            await Task.WhenAny(end, server.GetAsync("/api/campaigns"));
        }

        Assert.Null(await end);
    }

    /// <summary>Creates a campaign with one finished image, and a review link.</summary>
    private static async Task<(string Campaign, string Review)> ReadyAsync(RunningServer server)
    {
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var link = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created);
        return (campaign, link.GetProperty("url").GetString()!);
    }

    private static async Task<Ear> HearAsync(RunningServer server, string path)
    {
        var response = await server.Client.OpenAsync(path);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new Ear(response);
    }

    private static Task<string> PageAsync(RunningServer server, string path) => server.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);

    private static string MarkOf(string html) => Mark().Match(html).Groups[1].Value;

    private static string LookOf(string html) => Look().Match(html).Groups[1].Value;

    [GeneratedRegex("data-mark=\"([^\"]+)\"")]
    private static partial Regex Mark();

    [GeneratedRegex("data-look=\"([^\"]+)\"")]
    private static partial Regex Look();

    /// <summary>Reads one state tag after the other.</summary>
    private sealed class Ear(HttpResponseMessage response) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<Received> _events = response.ReadEventsAsync().GetAsyncEnumerator(Cancel);

        /// <returns>Null at the end of the stream.</returns>
        public async Task<string?> NextAsync() => await _events.MoveNextAsync() ? _events.Current.Text("mark") : null;

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            response.Dispose();
        }
    }
}
