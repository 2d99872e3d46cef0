using System.IO.Compression;
using System.Net;
using Darkroom.Client;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Client;

/// <summary>The typed client at the real server: the gallery, what the server can do, and problems.</summary>
public sealed class CallTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imported_images_are_listed_page_by_page_searched_and_downloaded_as_a_zip()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new DarkroomClient(server.Client);
        var originals = Enumerable.Range(1, 5).Select(seed => TestImages.SmallPng(seed)).ToList();
        var files = originals.Select((bytes, index) => new ImportFile($"image {index}.png", new MemoryStream(bytes))).Append(new ImportFile("noise.png", new MemoryStream([1, 2, 3])));
        var report = await client.ImportAsync(files, ["sea", "north"], Cancel);
        Assert.Equal((5, 0, 1), (report.Imported, report.Duplicates, report.Rejected));

        var all = await client.ListImagesAsync(new ImageQuery { PageSize = 2 }, Cancel).ToListAsync(Cancel);
        Assert.Equal(5, all.Select(image => image.Id).Distinct().Count());
        Assert.Equal(["north", "sea"], all[0].Tags);
        Assert.Equal(5, await client.ListImagesAsync(new ImageQuery { Text = "tag:sea" }, Cancel).CountAsync(Cancel));
        Assert.Empty(await client.ListImagesAsync(new ImageQuery { Favorite = true }, Cancel).ToListAsync(Cancel));
        Assert.Equal(all[0].Bytes, (await client.GetImageAsync(all[0].Id, Cancel)).Bytes);

        using var smaller = new MemoryStream();
        var small = await client.DownloadAsync(all[0].Id, ImageWidth.W256, smaller, Cancel);
        Assert.Equal(small.Length, smaller.Length);
        using var zip = new MemoryStream();
        await client.DownloadZipAsync(new NewDownload { Select = new ImageSelection { View = "" } }, zip, Cancel);
        await using var archive = new ZipArchive(zip);
        Assert.Equal(5, archive.Entries.Count(entry => entry.Name.EndsWith(".png", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_image_to_work_from_arrives_byte_for_byte()
    {
        await using var service = await ScriptedServer.StartAsync();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.SmallPng()));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        using var client = new DarkroomClient(server.Client);

        // Longer than one piece of base64, and no multiple of three.
        var image = TestImages.NoisyPng(256, 256, 3, 190_001);
        var request = new NewGeneration { Prompt = "a red fox", Provider = "openai", Images = [ImageInput.FromBytes(image)] };
        var started = await client.StartAsync(request, cancellationToken: Cancel);
        await client.FollowAsync(started.Id, cancellationToken: Cancel).LastAsync(Cancel);

        Assert.Equal(image, await server.Client.GetByteArrayAsync($"/api/generations/{started.Id}/inputs/0", Cancel));
    }

    [Fact]
    public async Task The_providers_and_their_models_are_listed()
    {
        await using var service = await ScriptedServer.StartAsync();
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        using var client = new DarkroomClient(server.Client);
        var list = await client.ListProvidersAsync(Cancel);
        var openai = Assert.Single(list.Providers, provider => provider.Id == "openai");
        Assert.Equal("openai", list.Default);
        Assert.True(openai is { Configured: true, Paid: true, Capabilities.Edits.MaxImages: > 0 });
        Assert.Equal(openai.Models[0], (await client.ListModelsAsync("openai", Cancel))[0].Name);
    }

    [Fact]
    public async Task A_problem_has_its_code_title_detail_status_and_fields()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new DarkroomClient(server.Client);
        var invalid = await Assert.ThrowsAsync<DarkroomException>(
            () => client.StartAsync(new NewGeneration { Prompt = "a fox", N = 99, Size = "3x3" }, cancellationToken: Cancel));
        Assert.Equal((ErrorCodes.InvalidRequest, HttpStatusCode.BadRequest), (invalid.Code, invalid.Status));
        Assert.Equal(["n", "size"], invalid.Errors.Keys.Order());
        Assert.NotEmpty(invalid.Title!);
        Assert.Equal(invalid.Detail, invalid.Message);

        var missing = await Assert.ThrowsAsync<DarkroomException>(() => client.GetAsync("0193a0000000700080000000000000ff", Cancel));
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        var ended = client.FollowAsync("0193a0000000700080000000000000ff", cancellationToken: Cancel);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<DarkroomException>(async () => await ended.CountAsync(Cancel))).Status);
    }

    [Fact]
    public async Task A_call_without_the_access_key_is_refused_and_one_with_it_works()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "a-long-secret-of-the-test-0123456789"));
        using var stranger = new DarkroomClient(new DarkroomClientOptions { BaseAddress = server.Address });
        using var client = new DarkroomClient(new DarkroomClientOptions { BaseAddress = server.Address, Key = "a-long-secret-of-the-test-0123456789" });
        Assert.Equal(ErrorCodes.Authentication, (await Assert.ThrowsAsync<DarkroomException>(() => stranger.GetQueueAsync(Cancel))).Code);
        Assert.Empty(await client.GetQueueAsync(Cancel));
    }

    [Fact]
    public async Task A_request_with_the_same_key_starts_nothing_new()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = new DarkroomClient(server.Client);
        var request = new NewGeneration { Prompt = "a fox", Size = "64x64", Provider = "painter" };
        var first = await client.StartAsync(request, "order 7", Cancel);
        var second = await client.StartAsync(request, "order 7", Cancel);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<DarkroomException>(() => client.StartAsync(request with { Prompt = "a wolf" }, "order 7", Cancel))).Status);
        await client.FollowAsync(first.Id, cancellationToken: Cancel).LastAsync(Cancel);
    }
}
