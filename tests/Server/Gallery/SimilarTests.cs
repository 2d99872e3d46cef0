using System.Net;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Gallery;

/// <summary>Similar images and the animation of the development over HTTP.</summary>
public sealed class SimilarTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Similar_images_are_columns_with_distances_and_none_is_in_the_trash()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(4);
        await server.CallAsync("DELETE", $"/api/images/{ids[1]}", status: 204);

        var found = await server.CallAsync("GET", $"/api/images/{ids[0]}/similar?limit=3");

        string[] shown = [.. found.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
        Assert.Equal(ids[2..].Order(), shown.Order());
        double[] distances = [.. found.GetProperty("distances").EnumerateArray().Select(distance => distance.GetDouble())];
        Assert.Equal(distances.Order(), distances);
        Assert.All(distances, distance => Assert.InRange(distance, 0, 2));
        Assert.Equal((2, 64), (found.GetProperty("thumbhashes").GetArrayLength(), found.GetProperty("widths")[0].GetInt32()));
        Assert.False((await server.CallAsync("GET", "/api/images/tiles")).TryGetProperty("distances", out _));

        var page = await server.Client.GetStringAsync($"/images/{ids[0]}/similar", Cancel);
        Assert.Contains($"data-image-id=\"{ids[2]}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"data-image-id=\"{ids[1]}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"data-image-id=\"{ids[0]}\"", page, StringComparison.Ordinal);

        await server.CallAsync("POST", $"/api/images/{ids[1]}/restore");
        Assert.Equal(3, (await server.CallAsync("GET", $"/api/images/{ids[0]}/similar")).GetProperty("ids").GetArrayLength());
    }

    [Fact]
    public async Task An_unknown_image_and_a_bad_limit_are_problems()
    {
        await using var server = await RunningServer.StartAsync();
        var ids = await server.PaintAsync(1);

        await server.CallAsync("GET", $"/api/images/{new string('0', 32)}/similar", status: 404);
        await server.CallAsync("GET", "/api/images/nope/similar", status: 404);
        foreach (var limit in new[] { "0", "201", "x" })
        {
            await server.CallAsync("GET", $"/api/images/{ids[0]}/similar?limit={limit}", status: 400);
        }

        Assert.Empty((await server.CallAsync("GET", $"/api/images/{ids[0]}/similar")).GetProperty("ids").EnumerateArray());
        using var page = await server.Client.GetAsync($"/images/{new string('0', 32)}/similar", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("No other images", await server.Client.GetStringAsync($"/images/{ids[0]}/similar", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_development_is_an_animation_made_once_and_only_for_images_with_partial_images()
    {
        await using var server = await RunningServer.StartAsync();
        using var made = await server.Client.PostJsonAsync(
            "/api/generate-images", new { prompt = "a lighthouse", size = "256x192", provider = "painter", partial_images = 3 });
        var id = (await made.ReadAllEventsAsync()).Single(one => one.Type == "image").Text("id");
        using var none = await server.Client.PostJsonAsync(
            "/api/generate-images", new { prompt = "a lighthouse", size = "64x64", provider = "painter", partial_images = 0 });
        var plain = (await none.ReadAllEventsAsync()).Single(one => one.Type == "image").Text("id");

        using var first = await server.Client.GetAsync($"/images/{id}/development.webp?download", Cancel);
        var bytes = await first.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("image/webp", first.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith("-development.webp", first.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        Assert.Equal("RIFF"u8.ToArray(), bytes[..4]);
        Assert.Contains("ANMF", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(bytes, await server.Client.GetByteArrayAsync($"/images/{id}/development.webp", Cancel));
        Assert.Single(Directory.GetFiles(Path.Combine(server.Folder, "previews"), "*-0.webp", SearchOption.AllDirectories));
        Assert.Contains("development.webp?download", await server.Client.GetStringAsync($"/images/{id}/view", Cancel), StringComparison.Ordinal);

        var problem = await server.CallAsync("GET", $"/images/{plain}/development.webp", status: 404);
        Assert.Contains("No partial images", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await server.CallAsync("GET", "/images/nope/development.webp", status: 404);
        Assert.DoesNotContain("development.webp", await server.Client.GetStringAsync($"/images/{plain}/view", Cancel), StringComparison.Ordinal);
    }
}
