using System.Net;
using System.Text.Json;
using Darkroom.Server.Http;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Server.Access;

/// <summary>The log of access, decisions and deletions, without secrets.</summary>
public sealed class SecurityLogTests
{
    private const string Key = "correct-horse-battery-staple";
    private const string Creative = "0.instagram-square.0.0.en";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rejections_logins_and_logouts_are_logged_with_the_client_and_without_secrets()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", Key));
        await PostAsync(server, "/login", null, ("key", "guess-one"));
        using var bearer = await server.Client.OpenAsync("/api/images", ("Authorization", "Bearer guess-two"));
        using var none = await server.Client.OpenAsync("/images/0/512");
        var cookie = await PostAsync(server, "/login", null, ("key", Key));
        await PostAsync(server, "/logout", cookie);
        using var ended = await server.Client.OpenAsync("/gallery", ("Cookie", cookie!));
        using var origin = await server.Client.PostJsonAsync("/api/generations", "{}", ("Origin", "https://evil.example"));

        Assert.Equal(
            [
                "Warning Darkroom.Security: Refused (wrong access key): POST /login from 127.0.0.1",
                "Warning Darkroom.Security: Refused (wrong access key): GET /api/images from 127.0.0.1",
                "Warning Darkroom.Security: Refused (no access key): GET /images/{id}/{width} from 127.0.0.1",
                "Information Darkroom.Security: Logged in from 127.0.0.1",
                "Information Darkroom.Security: Logged out from 127.0.0.1",
                "Warning Darkroom.Security: Refused (unknown or ended session): GET /gallery from 127.0.0.1",
                "Warning Darkroom.Security: Refused (page of another site): POST /api/generations from 127.0.0.1",
            ],
            LinesOf(server));
        foreach (var secret in new[] { Key, "guess-one", "guess-two", cookie!.Split('=')[1] })
        {
            Assert.DoesNotContain(secret, server.Log.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_rejected_host_name_is_logged()
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.Host = "evil.example";
        using var refused = await server.Client.SendAsync(request, Cancel);

        Assert.Equal(
            ["Warning Darkroom.Security: Refused (host name of another machine): GET an unknown address from 127.0.0.1"], LinesOf(server));
    }

    [Fact]
    public async Task Review_links_decisions_and_deletions_are_logged_with_names_in_one_line()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.GenerateAsync(campaign);
        var id = campaign["/api/campaigns/".Length..];
        var link = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created, new { name = "Maria\u202eariaM" });
        var (linkId, review) = (link.GetProperty("id").GetString()!, link.GetProperty("url").GetString()!);
        await server.Client.CallAsync(HttpMethod.Patch, $"/api{review}/creatives/{Creative}", HttpStatusCode.OK, new { approval = "approved" });
        await PostAsync(server, $"{review}/creatives/{Creative}", null, ("comment", "Too dark"));
        await server.Client.CallAsync(HttpMethod.Delete, $"{campaign}/review-links/{linkId}", HttpStatusCode.NoContent);
        await server.GetAsync($"/api{review}", HttpStatusCode.Gone);
        await server.GetAsync($"/api{review[..^1]}", HttpStatusCode.NotFound);
        var other = await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/review-links", HttpStatusCode.Created);
        await PostAsync(server, $"/campaigns/{id}/review-links/{other.GetProperty("id").GetString()}/revoke", null);
        JsonElement kit = await server.Client.CallAsync(HttpMethod.Post, "/api/brand-kits", HttpStatusCode.Created, new { name = "Halden" });
        await server.Client.CallAsync(HttpMethod.Delete, $"/api/brand-kits/{kit.GetProperty("id").GetString()}", HttpStatusCode.NoContent);
        await server.Client.CallAsync(HttpMethod.Delete, campaign, HttpStatusCode.NoContent);

        Assert.Equal(
            [
                $"Information Darkroom.Security: Review link {linkId} of campaign {id} created for Maria\\u202eariaM from 127.0.0.1",
                $"Information Darkroom.Security: Campaign {id}, creative {Creative}: approved by Maria\\u202eariaM, review link {linkId}, from 127.0.0.1",
                $"Information Darkroom.Security: Campaign {id}, creative {Creative}: comment by Maria\\u202eariaM, review link {linkId}, from 127.0.0.1",
                $"Information Darkroom.Security: Review link {linkId} of campaign {id} revoked from 127.0.0.1",
                "Warning Darkroom.Security: Refused (ended review link): GET /api/review/{token} from 127.0.0.1",
                "Warning Darkroom.Security: Refused (unknown review link): GET /api/review/{token} from 127.0.0.1",
                $"Information Darkroom.Security: Review link {other.GetProperty("id").GetString()} of campaign {id} created for no name from 127.0.0.1",
                $"Information Darkroom.Security: Review link {other.GetProperty("id").GetString()} of campaign {id} revoked from 127.0.0.1",
                $"Information Darkroom.Security: Deleted brand kit {kit.GetProperty("id").GetString()} from 127.0.0.1",
                $"Information Darkroom.Security: Deleted campaign {id} from 127.0.0.1",
            ],
            LinesOf(server));
        Assert.DoesNotContain(review[("/review/".Length + 32)..], server.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain – Zoë", "plain – Zoë")]
    [InlineData("a\r\nWarning: b", "a\\u000d\\u000aWarning: b")]
    [InlineData("a\u001b[31m\u2028b\u200fc\\", "a\\u001b[31m\\u2028b\\u200fc\\u005c")]
    public void Control_characters_are_escaped(string text, string escaped) => Assert.Equal(escaped, SecurityLog.Escape(text));

    [Fact]
    public void A_long_text_is_shortened() => Assert.Equal(201, SecurityLog.Escape(new string('a', 10_000)).Length);

    private static List<string> LinesOf(RunningServer server) =>
        [.. server.Log.Text.Split('\n').Where(line => line.Contains($" {SecurityLog.Category}: ", StringComparison.Ordinal)).Select(line => line.TrimEnd())];

    private static async Task<string?> PostAsync(RunningServer server, string path, string? cookie, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var response = await server.Client.SendAsync(request, Cancel);
        return response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Last().Split(';')[0] : null;
    }
}
