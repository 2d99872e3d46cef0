using System.Net;
using System.Text.RegularExpressions;

namespace Darkroom.Tests.Server.Campaigns;

/// <summary>The page of the brand kits, and templates drawn with a brand.</summary>
public sealed partial class BrandKitPagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sample_is_drawn_without_any_generated_image_and_its_address_with_the_hash_never_changes()
    {
        await using var server = await RunningServer.StartAsync();
        var kit = await server.Client.CallAsync(HttpMethod.Post, "/api/brand-kits", HttpStatusCode.Created, new { name = "Halden", look = new { primary = "#112233", secondary = "#445566" } });
        var page = await server.Client.GetStringAsync(new Uri("/campaigns/brand-kits", UriKind.Relative), Cancel);
        var samples = Sample().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();

        Assert.Equal(9, samples.Count);
        foreach (var sample in samples)
        {
            using var answer = await server.Client.GetAsync(new Uri(sample, UriKind.Relative), Cancel);
            Assert.Equal((HttpStatusCode.OK, "image/webp"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }

        var id = kit.GetProperty("id").GetString();
        await server.Client.CallAsync(HttpMethod.Put, $"/api/brand-kits/{id}", HttpStatusCode.OK, new { name = "Halden", look = new { primary = "#112234", secondary = "#445566" } });
        Assert.DoesNotContain(samples[0].Split("v=")[1], await server.Client.GetStringAsync(new Uri("/campaigns/brand-kits", UriKind.Relative), Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/campaigns/new/looks/scrim/161")]
    [InlineData("/campaigns/new/looks/nothing/160")]
    [InlineData("/campaigns/nope/looks/scrim/160")]
    [InlineData("/campaigns/00000000000000000000000000000000/looks/scrim/160")]
    [InlineData("/campaigns/brand-kits/00000000000000000000000000000000/looks/scrim/160")]
    [InlineData("/campaigns/brand-kits/nope/assets/x")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_with_problems_keeps_its_input_and_stores_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var kit = await server.Client.CallAsync(HttpMethod.Post, "/api/brand-kits", HttpStatusCode.Created, new { name = "Halden" });
        var path = $"/campaigns/brand-kits/{kit.GetProperty("id").GetString()}";
        using var form = CampaignApi.File("not an image"u8.ToArray(), "logo.png", "logo");
        form.Add(new StringContent("Renamed"), "name");
        using var answer = await server.Client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
        var page = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("value=\"Renamed\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"problem-logo\"", page, StringComparison.Ordinal);
        Assert.Equal("Halden", (await server.GetAsync("/api/brand-kits"))[0].GetProperty("name").GetString());
        foreach (var other in new[] { "/campaigns/brand-kits/nope", "/campaigns/brand-kits/nope/delete" })
        {
            using var empty = new FormUrlEncodedContent([new("name", "x")]);
            using var missing = await server.Client.PostAsync(new Uri(other, UriKind.Relative), empty, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }

        using var unnamed = new FormUrlEncodedContent([new("name", " ")]);
        using var bad = await server.Client.PostAsync(new Uri("/campaigns/brand-kits", UriKind.Relative), unnamed, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Equal(1, (await server.GetAsync("/api/brand-kits")).GetArrayLength());
    }

    [GeneratedRegex("class=\"look-sample\" src=\"([^\"]+)\"")]
    private static partial Regex Sample();
}
