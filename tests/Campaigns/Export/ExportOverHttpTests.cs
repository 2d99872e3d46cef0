using System.Net;
using System.Text;
using Darkroom.Imaging;
using Darkroom.Storage;
using Darkroom.Tests.Server;
using Darkroom.Tests.Server.Campaigns;

namespace Darkroom.Tests.Campaigns.Export;

/// <summary>Packages of the painter's images, drawn by the renderer, over HTTP.</summary>
public sealed class ExportOverHttpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Approved_creatives_are_exported_as_a_zip_that_is_the_same_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-test-");
        try
        {
            string campaign;
            byte[] first;
            await using (var server = await RunningServer.StartOverAsync(folder.FullName))
            {
                campaign = await MadeAsync(server);
                var creatives = (await server.GetAsync($"{campaign}/creatives")).GetProperty("creatives").EnumerateArray().ToList();
                Assert.Equal(4, creatives.Count);
                foreach (var creative in creatives.Where(one => one.GetProperty("key").GetString()!.EndsWith(".ja", StringComparison.Ordinal)))
                {
                    await server.Client.CallAsync(
                        HttpMethod.Patch, $"{campaign}/creatives/{creative.GetProperty("key").GetString()}", HttpStatusCode.OK, new { approval = "approved" });
                }

                using var response = await server.Client.GetAsync($"{campaign}/export", Cancel);
                Assert.Equal((HttpStatusCode.OK, "application/zip"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
                Assert.Equal("夏のセール.zip", response.Content.Headers.ContentDisposition?.FileNameStar);
                first = await response.Content.ReadAsByteArrayAsync(Cancel);
                using var posted = await server.Client.PostAsync($"{campaign}/export?format=png&name={{format}}_{{width}}x&approved=false", null, Cancel);
                using var all = PackageBench.Open(await posted.Content.ReadAsByteArrayAsync(Cancel));
                Assert.NotNull(all.GetEntry("google-display/google-300x250_300x_ja.png"));
            }

            await using (var server = await RunningServer.StartOverAsync(folder.FullName))
            {
                Assert.Equal(ContentHash.Compute(first), ContentHash.Compute(await server.Client.GetByteArrayAsync($"{campaign}/export?approved=true&format=jpeg&name=", Cancel)));
            }

            using var zip = PackageBench.Open(first);
            foreach (var (path, width, height) in new[] { ("google-display/夏のセール_1_google-300x250_ja_v1.jpg", 300, 250), ("custom/夏のセール_1_custom-200x400_ja_v1.jpg", 200, 400) })
            {
                var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(PackageBench.Read(zip, path), new ImageLimits())).Value;
                Assert.Equal((ImageFormat.Jpeg, width, height), (header.Format, header.Width, header.Height));
                Assert.Contains(path, PackageBench.Text(zip, "manifest.csv"), StringComparison.Ordinal);
            }

            Assert.Equal(["custom/夏のセール_1_custom-200x400_ja_v1.jpg", "google-display/夏のセール_1_google-300x250_ja_v1.jpg", "report-custom.txt", "report-google-display.txt", "manifest.csv", "manifest.json"], zip.Entries.Select(entry => entry.FullName));
            Assert.Equal("素敵な靴", PackageBench.Manifest(zip).GetProperty("files")[0].GetProperty("headline").GetString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", 409, "None of the 1 creatives is approved")]
    [InlineData("?name={campain}", 400, "There is no placeholder {campain}. Known are {campaign}")]
    [InlineData("?name={campaign", 400, "has no matching")]
    [InlineData("?name=../{campaign}", 400, "“.” is not allowed in a file name")]
    [InlineData("?format=gif", 400, "Choose jpeg, png or webp")]
    [InlineData("?approved=yes", 400, "Send true for approved creatives")]
    public async Task Problems_are_reported_before_the_first_byte(string query, int status, string detail)
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            var problem = await server.Client.CallAsync(method, $"{campaign}/export{query}", (HttpStatusCode)status);
            Assert.Contains(detail, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_campaign_without_creatives_and_an_unknown_campaign_have_different_responses()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await server.Client.CampaignAsync();
        var empty = await server.Client.CallAsync(HttpMethod.Get, $"{campaign}/export", HttpStatusCode.Conflict);
        Assert.Contains("no creatives yet", empty.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await server.GetAsync("/api/campaigns/nope/export", HttpStatusCode.NotFound);
        await server.GetAsync($"/api/campaigns/{9:x32}/export", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_missing_image_is_reported_in_the_package()
    {
        await using var server = await RunningServer.StartAsync();
        var campaign = await MadeAsync(server);
        foreach (var blob in Directory.EnumerateFiles(Path.Combine(server.Folder, "blobs"), "*", SearchOption.AllDirectories).ToList())
        {
            System.IO.File.Delete(blob);
        }

        using var zip = PackageBench.Open(await server.Client.GetByteArrayAsync($"{campaign}/export?approved=false", Cancel));
        Assert.Equal(4, PackageBench.Manifest(zip).GetProperty("left_out").GetArrayLength());
        Assert.Contains("    picture: ", PackageBench.Text(zip, "report-custom.txt"), StringComparison.Ordinal);
    }

    private static async Task<string> MadeAsync(RunningServer server)
    {
        var campaign = await server.Client.CampaignAsync(new
        {
            name = "夏のセール",
            formats = new[] { "google-300x250" },
            custom_sizes = new[] { "200x400" },
            concepts = 1,
            copy = new[]
            {
                new { language = "en", headlines = new[] { "Lovely shoes" }, calls_to_action = new[] { "Buy" } },
                new { language = "ja", headlines = new[] { "素敵な靴" }, calls_to_action = new[] { "購入" } },
            },
        });
        await server.Client.CallAsync(HttpMethod.Post, $"{campaign}/prompts", HttpStatusCode.OK);
        await server.Client.GenerateAsync(campaign);
        return campaign;
    }
}
