using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Darkroom.Tests.Imports;

namespace Darkroom.Tests.Server.Imports;

/// <summary><c>POST /api/imports</c> and the page that does the same.</summary>
public sealed class ImportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploaded_images_are_in_the_gallery_with_their_parameters()
    {
        await using var server = await RunningServer.StartAsync();

        var report = await ImportAsync(server, ("2024-05-06/owl.png", PngWith("an owl\nSteps: 20, Seed: 5, Size: 8x8, Model: base")), ("plain.png", TestImages.SmallPng(2)));

        Assert.Equal((2, 0, 0), Counts(report));
        var owl = report.GetProperty("files")[0];
        Assert.Equal(("2024-05-06/owl.png", "imported"), (owl.GetProperty("file").GetString(), owl.GetProperty("status").GetString()));
        var image = (await (await server.Client.GetAsync($"/api/images/{owl.GetProperty("image_id").GetString()}", Cancel)).ReadJsonAsync()).GetProperty("image");
        Assert.Equal(("an owl", 5, "base"), (image.GetProperty("prompt").GetString(), image.GetProperty("seed").GetInt64(), image.GetProperty("model").GetString()));
        Assert.StartsWith("2024-05-06", image.GetProperty("created_at").GetString(), StringComparison.Ordinal);
        Assert.False(image.TryGetProperty("generation_id", out _));
    }

    [Fact]
    public async Task An_image_that_is_there_already_is_reported_and_not_added()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await ImportAsync(server, ("a.png", TestImages.SmallPng()));
        var second = await ImportAsync(server, ("b.png", TestImages.SmallPng()), ("c.png", TestImages.SmallPng()));

        Assert.Equal((0, 2, 0), Counts(second));
        Assert.All(second.GetProperty("files").EnumerateArray(), file => Assert.Equal(
            first.GetProperty("files")[0].GetProperty("image_id").GetString(), file.GetProperty("image_id").GetString()));
        Assert.Equal(1, await CountAsync(server));
    }

    [Fact]
    public async Task A_file_that_is_no_image_is_reported_and_stops_nothing()
    {
        await using var server = await RunningServer.StartAsync();

        var report = await ImportAsync(server, ("a.png", "no image"u8.ToArray()), ("../b.png", TestImages.SmallPng(1)), ("c.png", TestImages.SmallPng(2)), ("d.png", []));

        Assert.Equal((1, 0, 3), Counts(report));
        Assert.Contains("This is not a PNG", report.GetProperty("files")[0].GetProperty("remark").GetString(), StringComparison.Ordinal);
        Assert.Contains("leads out", report.GetProperty("files")[1].GetProperty("remark").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.png", "a.txt")]
    [InlineData("a.txt", "a.png")]
    public async Task A_text_next_to_an_image_has_its_parameters(string first, string second)
    {
        await using var server = await RunningServer.StartAsync();
        byte[] Content(string name) => name.EndsWith("txt", StringComparison.Ordinal) ? "an owl\nSteps: 20, Seed: 5, Size: 8x8"u8.ToArray() : TestImages.SmallPng();

        var report = await ImportAsync(server, ("0.png", TestImages.SmallPng(2)), (first, Content(first)), (second, Content(second)), ("b.png", TestImages.SmallPng(3)));

        Assert.Equal((3, 0, 0), Counts(report));
        var owl = Assert.Single((await ImagesAsync(server, "owl")).EnumerateArray());
        Assert.Equal(owl.GetProperty("id").GetString(), report.GetProperty("files")[1].GetProperty("image_id").GetString());
    }

    [Fact]
    public async Task A_zip_is_imported_as_a_file_of_a_form_and_as_the_body()
    {
        await using var server = await RunningServer.StartAsync();

        var form = await ImportAsync(server, ("all.zip", TestZip.Pack(("x/a.png", TestImages.SmallPng(1)), ("../b.png", TestImages.SmallPng(2)))), ("c.png", TestImages.SmallPng(3)));
        using var body = new ByteArrayContent(TestZip.Pack(("d.png", TestImages.SmallPng(4))));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var response = await server.Client.PostAsync("/api/imports?tag=holiday", body, Cancel);

        Assert.Equal((2, 0, 1), Counts(form));
        Assert.Equal((1, 0, 0), Counts(await response.ReadJsonAsync()));
        Assert.Equal(1, (await ImagesAsync(server, "holiday")).GetArrayLength());
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "previews"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Tags_come_before_the_files()
    {
        await using var server = await RunningServer.StartAsync();
        using var form = new MultipartFormDataContent { { new StringContent("holiday, summer 2024,"), "tags" }, { new ByteArrayContent(TestImages.SmallPng()), "files", "a.png" } };
        using var response = await server.Client.PostAsync("/api/imports", form, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, (await ImagesAsync(server, "summer holiday")).GetArrayLength());
    }

    [Fact]
    public async Task With_an_event_stream_each_file_is_an_event_and_the_last_one_has_the_counts()
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/imports") { Content = Form(("a.png", TestImages.SmallPng()), ("b.png", "no image"u8.ToArray())) };
        request.Headers.Accept.Add(new("text/event-stream"));
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["event: file", "event: file", "event: complete"], events.Select(one => one.Split('\n')[0]));
        Assert.Contains("\"imported\":1", events[2], StringComparison.Ordinal);
        Assert.Contains("\"rejected\":1", events[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_of_the_server_are_imported_only_below_the_roots()
    {
        var root = Directory.CreateTempSubdirectory("darkroom-roots-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "in/side"));
        Directory.CreateDirectory(Path.Combine(root, "outside"));
        await File.WriteAllBytesAsync(Path.Combine(root, "in/side/a.png"), TestImages.SmallPng(), Cancel);
        await File.WriteAllBytesAsync(Path.Combine(root, "outside/b.png"), TestImages.SmallPng(2), Cancel);
        Directory.CreateSymbolicLink(Path.Combine(root, "in/link"), Path.Combine(root, "outside"));
        await using var server = await RunningServer.StartAsync(("Gallery:ImportRoots", Path.Combine(root, "in")));

        foreach (var folder in new[] { "outside", "in/../outside", "in/link", "inside", "in/none", "" })
        {
            using var refused = await server.Client.PostJsonAsync("/api/imports", new { folder = Path.Combine(root, folder) });
            Assert.Equal((folder, HttpStatusCode.BadRequest), (folder, refused.StatusCode));
        }

        using var first = await server.Client.PostJsonAsync("/api/imports", new { folder = Path.Combine(root, "in/side/"), tags = new[] { "holiday" } });
        using var second = await server.Client.PostJsonAsync("/api/imports", new { folder = Path.Combine(root, "in") });

        Assert.Equal((1, 0, 0), Counts(await first.ReadJsonAsync()));
        Assert.Equal(1, (await second.ReadJsonAsync()).GetProperty("unchanged").GetInt32());
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Without_roots_no_folder_is_imported()
    {
        await using var server = await RunningServer.StartAsync();
        using var refused = await server.Client.PostJsonAsync("/api/imports", new { folder = server.Folder });

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Gallery:ImportRoots", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{\"folder\": 5}", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{}", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data", "x", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=a", "x", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=a", "--a\r\nContent-Disposition: nothing\r\n\r\nx\r\n--a--\r\n", HttpStatusCode.OK)]
    [InlineData("multipart/form-data; boundary=a", "--a\r\nContent-Disposition: form-data; name=f; filename=a.png\r\n\r\nx", HttpStatusCode.OK)]
    [InlineData("multipart/form-data; boundary=a", "--a--\r\n", HttpStatusCode.OK)]
    [InlineData("application/zip", "x", HttpStatusCode.OK)]
    public async Task A_body_that_cannot_be_read_is_reported(string type, string body, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await server.Client.PostAsync("/api/imports", content, Cancel);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(0, await CountAsync(server));
    }

    [Fact]
    public async Task The_page_imports_without_scripts()
    {
        await using var server = await RunningServer.StartAsync();
        var page = await server.Client.GetStringAsync("/gallery/import", Cancel);
        using var response = await server.Client.PostAsync("/gallery/import", Form(("a.png", TestImages.SmallPng()), ("b<i>.png", "no image"u8.ToArray())), Cancel);
        var report = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Contains("multipart/form-data", page, StringComparison.Ordinal);
        Assert.Contains("1 imported, 0 in the gallery already, 1 not imported", report, StringComparison.Ordinal);
        Assert.Contains("b&lt;i&gt;.png", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_its_client_leaves_keeps_what_is_done()
    {
        await using var server = await RunningServer.StartAsync();
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var files = Enumerable.Range(0, 20).Select(i => ($"{i}.png", TestImages.SmallPng(i + 1))).ToArray();
        using var form = Form(files);
        form.Add(new StuckContent(), "files", "last.png");
        var importing = server.Client.PostAsync("/api/imports", form, leave.Token);
        while (await CountAsync(server) < 15)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => importing);

        // The places of ended imports are free again.
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(0, Counts(await ImportAsync(server, files[..10])).Imported);
        }
    }

    [Fact]
    public async Task More_imports_than_there_are_places_for_wait()
    {
        await using var server = await RunningServer.StartAsync();
        using var leave = new CancellationTokenSource();
        var stuck = Enumerable.Range(0, 2).Select(i =>
        {
            var form = Form(($"{i}.png", TestImages.SmallPng(i + 1)), ("next.png", TestImages.SmallPng(i + 5)));
            form.Add(new StuckContent(), "files", "last.png");
            return server.Client.PostAsync("/api/imports", form, leave.Token);
        }).ToList();
        while (await CountAsync(server) < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }

        using var third = await server.Client.PostAsync("/api/imports", Form(("c.png", TestImages.SmallPng(3))), Cancel);
        await leave.CancelAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.NotNull(third.Headers.RetryAfter);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(stuck));
    }

    private static MultipartFormDataContent Form(params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "files", FileName = $"\"{name}\"" };
            form.Add(part);
        }

        return form;
    }

    private static async Task<JsonElement> ImportAsync(RunningServer server, params (string Name, byte[] Content)[] files)
    {
        using var form = Form(files);
        using var response = await server.Client.PostAsync("/api/imports", form, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.ReadJsonAsync();
    }

    private static (int Imported, int Duplicates, int Rejected) Counts(JsonElement report) =>
        (report.GetProperty("imported").GetInt32(), report.GetProperty("duplicates").GetInt32(), report.GetProperty("rejected").GetInt32());

    private static async Task<JsonElement> ImagesAsync(RunningServer server, string text) =>
        (await (await server.Client.GetAsync($"/api/images?q={Uri.EscapeDataString(text)}", Cancel)).ReadJsonAsync()).GetProperty("images");

    private static async Task<int> CountAsync(RunningServer server) =>
        (await (await server.Client.GetAsync("/api/images", Cancel)).ReadJsonAsync()).GetProperty("images").GetArrayLength();

    private static byte[] PngWith(string parameters) =>
        Imaging.HandMade.WithChunk(TestImages.SmallPng(), "tEXt", [.. "parameters\0"u8, .. Encoding.UTF8.GetBytes(parameters)]);

    /// <summary>A file whose end never comes.</summary>
    private sealed class StuckContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, Cancel);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
