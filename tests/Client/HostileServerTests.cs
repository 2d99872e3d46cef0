using System.Net;
using System.Text;
using Darkroom.Client;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Client;

/// <summary>The typed client at servers that are broken, hostile, newer, or something else.</summary>
public sealed class HostileServerTests
{
    private const string Id = "0193a0000000700080000000000000ff";
    private const string State = "/api/generations/" + Id;
    private const string Events = State + "/events";
    private const string Ended = $$"""
        {"id":"{{Id}}","status":"completed","created_at":"2026-01-01T00:00:00Z","request":{"prompt":"p"},"done":1,"of":1,"last_event_id":2,"images":[]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<html>Welcome to nginx</html>", "text/html")]
    [InlineData("null", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{\"id\":7}", "application/json")]
    [InlineData("{\"status\":\"running\"}", "application/json")]
    [InlineData("", "application/json")]
    public async Task An_answer_that_is_not_of_this_server_is_reported_as_such(string body, string type)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(State, Scripts.Answer(200, body, type));
        using var client = ClientOf(server);
        Assert.Equal(ErrorCodes.BadResponse, (await Assert.ThrowsAsync<DarkroomException>(() => client.GetAsync(Id, Cancel))).Code);
    }

    [Theory]
    [InlineData(403, "<h1>no</h1>", "text/html", ErrorCodes.Permission)]
    [InlineData(404, "{\"detail\":", "application/problem+json", ErrorCodes.BadResponse)]
    [InlineData(429, "{\"code\":\"rate_limited\",\"retry_after_ms\":1e300}", "application/problem+json", ErrorCodes.RateLimited)]
    [InlineData(400, "{\"code\":\"from_the_future\",\"errors\":{\"x\":[\"y\"]}}", "application/problem+json", "from_the_future")]
    public async Task A_refusal_in_any_form_becomes_an_exception_with_its_status(int status, string body, string type, string code)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(State, Scripts.Answer(status, body, type));
        using var client = ClientOf(server);
        var fault = await Assert.ThrowsAsync<DarkroomException>(() => client.GetAsync(Id, Cancel));
        Assert.Equal((code, (HttpStatusCode?)status), (fault.Code, fault.Status));
    }

    [Fact]
    public async Task A_start_that_is_repeated_after_a_broken_connection_has_the_same_key()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("/api/generations", Scripts.Abort(), Scripts.Answer(503, "busy", "text/plain"), Scripts.Cut("{\"id\":", "application/json"), Scripts.Answer(202, Ended));
        using var client = ClientOf(server, retries: 3);
        Assert.Equal(Id, (await client.StartAsync(new NewGeneration { Prompt = "a fox" }, cancellationToken: Cancel)).Id);
        Assert.Equal(4, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_reported_after_the_retries()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(State, Scripts.Abort());
        using var client = ClientOf(server, retries: 1);
        Assert.Equal(ErrorCodes.ConnectionFailed, (await Assert.ThrowsAsync<DarkroomException>(() => client.GetAsync(Id, Cancel))).Code);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Unknown_events_stages_and_fields_are_kept_and_repeated_events_are_dropped()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Events, EventsOf(
            "event: heartbeat\ndata: {}\n\n"
            + "id: 1\nevent: progress\ndata: {\"stage\":\"dreaming\",\"message\":\"m\",\"eta_ms\":1e300,\"new\":[1]}\n\n"
            + "id: 1\nevent: progress\ndata: {\"stage\":\"started\"}\n\n"
            + "event: news\ndata: {}\n\n"
            + "id: 2\nevent: hologram\ndata: [1,2]\n\n"));
        server.On(State, Scripts.Answer(200, Ended));
        using var client = ClientOf(server);
        var events = await client.FollowAsync(Id, cancellationToken: Cancel).ToListAsync(Cancel);

        Assert.Equal(2, events.Count);
        Assert.Equal((GenerationStage.Unknown, "m"), events[0] is GenerationEvent.Progress progress ? (progress.Stage, progress.Message) : default);
        Assert.Equal(("hologram", "[1,2]", 2), events[1] is GenerationEvent.Unknown unknown ? (unknown.Type, unknown.Data, unknown.Id) : default);
    }

    [Theory]
    [InlineData("id: 1\nevent: image\ndata: {\"image_index\":0}\n\n")]
    [InlineData("id: 1\nevent: complete\ndata: <oops>\n\n")]
    [InlineData("id: 1\nevent: error\ndata: null\n\n")]
    public async Task An_event_that_cannot_be_read_ends_the_events_with_an_exception(string stream)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Events, EventsOf(stream));
        using var client = ClientOf(server);
        Assert.Equal(ErrorCodes.BadResponse, (await Assert.ThrowsAsync<DarkroomException>(
            async () => await client.FollowAsync(Id, cancellationToken: Cancel).CountAsync(Cancel))).Code);
    }

    [Fact]
    public async Task An_event_without_end_does_not_fill_the_memory()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(Events, async exchange =>
        {
            exchange.Response.ContentType = "text/event-stream";
            await exchange.WriteAsync("id: 1\nevent: progress\ndata: ");
            var piece = new byte[1024 * 1024];
            piece.AsSpan().Fill((byte)'x');
            while (!exchange.Gone.IsCancellationRequested)
            {
                await exchange.WriteAsync(piece);
            }
        });
        using var client = ClientOf(server);
        Assert.Equal(ErrorCodes.BadResponse, (await Assert.ThrowsAsync<DarkroomException>(
            async () => await client.FollowAsync(Id, cancellationToken: Cancel).CountAsync(Cancel))).Code);
    }

    [Fact]
    public async Task A_stream_that_fails_or_ends_early_is_followed_again_after_the_last_event()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On(
            Events,
            EventsOf("id: 1\nevent: progress\ndata: {\"stage\":\"started\"}\n\nevent: error\ndata: {\"code\":\"unavailable\",\"message\":\"The disk is full.\"}\n\n"),
            Scripts.Answer(503, "{}", "application/problem+json"),
            EventsOf("id: 2\nevent: complete\ndata: {\"status\":\"completed\"}\n\n"));
        using var client = ClientOf(server);
        var events = await client.FollowAsync(Id, cancellationToken: Cancel).ToListAsync(Cancel);
        Assert.Equal([1, 2], events.Select(one => one.Id));
        Assert.Equal(["0", "1", "1"], server.Requests.Select(request => request.Headers["Last-Event-ID"]));
    }

    [Fact]
    public async Task A_server_that_never_sends_an_event_is_given_up_after_the_time_of_the_options()
    {
        var time = new ManualTime();
        await using var server = await ScriptedServer.StartAsync();
        server.On(Events, Scripts.Answer(502, "bad gateway", "text/plain"));
        using var client = new DarkroomClient(new DarkroomClientOptions { BaseAddress = server.Address, TimeProvider = time });
        var started = time.GetUtcNow();
        var follow = client.FollowAsync(Id, cancellationToken: Cancel).CountAsync(Cancel).AsTask();
        await time.AdvanceBesideAsync(Task.WhenAny(follow), TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.BadGateway, (await Assert.ThrowsAsync<DarkroomException>(() => follow)).Status);
        Assert.InRange(time.GetUtcNow() - started, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task A_download_continues_after_a_cut_and_fails_if_its_hash_is_not_the_announced_one()
    {
        var file = Encoding.UTF8.GetBytes("the original, byte for byte");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
        await using var server = await ScriptedServer.StartAsync();
        server.On($"/images/{Id}", Cut(file.AsMemory(0, 10), file.Length, hash), Part(file, 10, hash));
        using var client = ClientOf(server, retries: 1);
        using var whole = new MemoryStream();
        Assert.Equal(hash, (await client.DownloadAsync(Id, whole, Cancel)).Sha256);
        Assert.Equal(file, whole.ToArray());
        Assert.Equal("bytes=10-", server.Requests[1].Headers["Range"]);

        server.On($"/images/{Id}", Cut(file.AsMemory(0, 10), file.Length, hash), Part([.. file[..10], .. "an altered remainder"u8], 10, hash));
        Assert.Equal(ErrorCodes.Damaged, (await Assert.ThrowsAsync<DarkroomException>(() => client.DownloadAsync(Id, Stream.Null, Cancel))).Code);
    }

    [Theory]
    [InlineData("https://elsewhere.example/steal")]
    [InlineData("//elsewhere.example/steal")]
    [InlineData("file:///etc/passwd")]
    public async Task The_key_is_never_sent_to_an_address_on_another_host(string address)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.On("/api/downloads", Scripts.Answer(201, $$"""{"url":"{{address}}"}"""));
        using var client = ClientOf(server);
        var fault = await Assert.ThrowsAsync<DarkroomException>(
            () => client.DownloadZipAsync(new NewDownload { Select = new ImageSelection { View = "" } }, Stream.Null, Cancel));
        Assert.Equal(ErrorCodes.BadResponse, fault.Code);
    }

    private static DarkroomClient ClientOf(ScriptedServer server, int retries = 0) =>
        new(new DarkroomClientOptions { BaseAddress = server.Address, MaxRetries = retries });

    private static Script EventsOf(string text) => Scripts.Answer(200, text, "text/event-stream");

    /// <summary>Begins a file and closes the connection.</summary>
    private static Script Cut(ReadOnlyMemory<byte> begin, long length, string hash) => exchange =>
    {
        exchange.Response.ContentType = "image/png";
        exchange.Response.ContentLength = length;
        exchange.Response.Headers.ETag = $"\"{hash}\"";
        return exchange.WriteAsync(begin);
    };

    private static Script Part(byte[] file, int from, string hash) => exchange =>
    {
        exchange.Response.StatusCode = 206;
        exchange.Response.ContentType = "image/png";
        exchange.Response.Headers.ETag = $"\"{hash}\"";
        exchange.Response.Headers.ContentRange = $"bytes {from}-{file.Length - 1}/{file.Length}";
        return exchange.WriteAsync(file.AsMemory(from));
    };
}
