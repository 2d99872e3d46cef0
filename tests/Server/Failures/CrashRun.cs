using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Darkroom.Generations;
using Darkroom.Tests.Providers;

namespace Darkroom.Tests.Server.Failures;

/// <summary>
/// A folder, a server that is killed over it again and again, a scripted provider, and clients that submit and watch
/// meanwhile. Everything that the clients received is recorded and compared with the store afterwards.
/// </summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private const int Clients = 3;
    private const int OpenEach = 3;
    private const int Ways = 6;

    /// <summary>The maximum wait for a condition before a kill, in milliseconds.</summary>
    private const int Patience = 2_500;

    private readonly Random _random;
    private readonly CancellationToken _cancel;
    private readonly ScriptedServer _provider;
    private readonly Dictionary<string, int> _kills = [];
    private Life _life = new(null!);
    private Action? _finalSent;
    private bool _enough;
    private bool _over;
    private int _images;

    private CrashRun(OnInterrupted onInterrupted, int seed, ScriptedServer provider, CancellationToken cancel)
    {
        (OnInterrupted, _random, _provider, _cancel) = (onInterrupted, new Random(seed), provider, cancel);
        provider.On("/v1/responses", PlayAsync);
    }

    public OnInterrupted OnInterrupted { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    /// <summary>What the clients received, by idempotency key, which is also the prompt.</summary>
    public ConcurrentDictionary<string, Watched> Reported { get; } = new();

    /// <summary>What the stream of all generations sent, over all processes: positions, generations and their sequence numbers.</summary>
    public List<(long Position, string GenerationId, long Sequence)> Everything { get; } = [];

    /// <summary>Each image that the provider made, by hash, and for which prompt.</summary>
    public ConcurrentDictionary<string, string> Made { get; } = new();

    public IReadOnlyList<RecordedRequest> PaidCalls => _provider.Requests;

    private (string, string)[] Settings =>
    [
        ("Providers__painter__Pace", "0"), ("Providers__openai__BaseUrl", _provider.BaseUrl.ToString()), ("OPENAI_API_KEY", "sk-test"),
        ("Jobs__OnInterrupted", OnInterrupted.ToString()),
    ];

    public static async Task<CrashRun> BeginAsync(OnInterrupted onInterrupted, int seed, CancellationToken cancel) =>
        new(onInterrupted, seed, await ScriptedServer.StartAsync(), cancel);

    /// <summary>Kills a number of processes, then lets one run until everything has ended.</summary>
    public async Task RunAsync(int kills)
    {
        var first = Chance(Ways);
        var clients = Enumerable.Range(0, Clients).Select(number => Task.Run(() => SubmitAsync(number), _cancel)).ToList();
        var everything = FollowEverythingAsync();
        for (var kill = 0; kill < kills; kill++)
        {
            await LiveAndDieAsync((first + kill) % Ways);
            Assert.DoesNotContain(clients, client => client.IsFaulted);
        }

        _enough = true;
        await using (var last = await ServerProcess.StartAsync(Folder, Settings))
        {
            Publish(last);
            await Task.WhenAll(clients).WaitAsync(_cancel);
            _over = true;
        }

        await everything;
    }

    public override string ToString() =>
        $"{OnInterrupted}: kills {string.Join(", ", _kills.Select(pair => $"{pair.Key} {pair.Value}"))}; {Reported.Count} generations, {PaidCalls.Count} paid calls";

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The kinds of kills take turns, so that every run has all of them.</summary>
    private async Task LiveAndDieAsync(int way)
    {
        await using var server = ServerProcess.Begin(Folder, Settings);
        if (way == 0)
        {
            await DieAsync(server, "at start", Chance(600));
            return;
        }

        await server.ListensAsync().WaitAsync(_cancel);
        Publish(server);
        using var watcher = way switch
        {
            1 => Watch(server, Path.Combine(Folder, "blobs", "unfinished"), "*.tmp", WatcherChangeTypes.Created, 1),
            2 => Watch(server, Path.Combine(Folder, "blobs", "unfinished"), "*.tmp", WatcherChangeTypes.Deleted, 1),
            3 => Watch(server, Folder, "darkroom.db-wal", WatcherChangeTypes.Changed, 1 + Chance(30)),
            _ => null,
        };
        if (way == 4)
        {
            _finalSent = server.Kill;
        }

        // The condition may not occur: the process is killed soon in any case.
        var name = way switch { 1 => "before the original's name", 2 => "after the original's name", 3 => "at a write of the log", 4 => "at the final", _ => "any time" };
        await DieAsync(server, name, way == 5 ? Chance(600) : Patience);
    }

    /// <summary>The moment is random on purpose, so this test waits for a time.</summary>
    private async Task DieAsync(ServerProcess server, string name, int within)
    {
        using var dead = CancellationTokenSource.CreateLinkedTokenSource(_cancel);
        await Task.WhenAny(server.Exited, Task.Delay(TimeSpan.FromMilliseconds(within), TimeProvider.System, dead.Token));
        await dead.CancelAsync();
        _finalSent = null;
        name = server.Exited.IsCompleted || within < Patience ? name : $"{name} (missed)";
        server.Kill();

        // 128 + 9: by the signal and not by itself.
        Assert.True(await server.Exited == 137, server.Output);
        _kills[name] = _kills.GetValueOrDefault(name) + 1;
    }

    /// <summary>Kills the process at the n-th change of a file, observed from outside.</summary>
    private static FileSystemWatcher Watch(ServerProcess server, string folder, string file, WatcherChangeTypes change, int count)
    {
        Directory.CreateDirectory(folder);
        var watcher = new FileSystemWatcher(folder, file);
        FileSystemEventHandler strike = (_, _) =>
        {
            if (Interlocked.Decrement(ref count) == 0)
            {
                server.Kill();
            }
        };
        switch (change)
        {
            case WatcherChangeTypes.Created:
                watcher.Created += strike;
                break;
            case WatcherChangeTypes.Deleted:
                // Renamed away from here.
                watcher.Deleted += strike;
                break;
            default:
                watcher.Changed += strike;
                break;
        }

        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    /// <summary>Submits until it is stopped, and watches the generations. A request without a response is sent again under the same key.</summary>
    private async Task SubmitAsync(int client)
    {
        using var room = new SemaphoreSlim(OpenEach);
        var watching = new List<Task>();
        for (var number = 0; !_enough; number++)
        {
            await room.WaitAsync(_cancel);
            var key = $"client {client} number {number}";
            var reported = Reported[key] = new Watched(Painted: Chance(2) == 0, N: 1 + Chance(3));
            await StartAsync(key, reported);
            if (Chance(4) == 0)
            {
                await StartAsync(key, reported);
            }

            watching.Add(WatchAsync(reported, room));
        }

        await Task.WhenAll(watching);
    }

    private async Task StartAsync(string key, Watched reported)
    {
        object body = reported.Painted
            ? new { prompt = key, n = reported.N, provider = "painter", size = "64x64", seed = 1 }
            : new { prompt = key, n = reported.N, provider = "openai" };
        await AnsweredAsync(async client =>
        {
            using var response = await client.PostJsonAsync("/api/generations", body, ("Idempotency-Key", key));
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            reported.Ids.Add(response.Headers.Location!.ToString().Split('/')[^1]);
        });
    }

    private async Task WatchAsync(Watched reported, SemaphoreSlim room)
    {
        await FollowAsync(reported);
        foreach (var slot in reported.Events[^1].Data.GetProperty("images").EnumerateArray().Where(_ => !_enough && Chance(2) == 0))
        {
            if (slot.GetProperty("status").GetString() == "failed")
            {
                var index = slot.GetProperty("image_index").GetInt32();
                await AnsweredAsync(async client =>
                {
                    // Conflict: an earlier retry, whose response was lost, has made the image.
                    using var response = await client.PostAsync($"/api/generations/{reported.Ids[0]}/images/{index}/retry", null, _cancel);
                    Assert.Contains(response.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
                });
            }
        }

        await FollowAsync(reported);
        room.Release();
    }

    /// <summary>Follows a generation to its end, across restarts.</summary>
    private Task FollowAsync(Watched reported) => AnsweredAsync(async client =>
    {
        using var response = await client.OpenAsync($"/api/generations/{reported.Ids[0]}/events", ("Last-Event-ID", $"{reported.Events.Count}"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await foreach (var one in response.ReadEventsAsync())
        {
            Assert.Equal(reported.Events.Count + 1, one.Id);
            reported.Events.Add(one);
            if (one.Type == "image")
            {
                reported.Seen[one.Text("id")] = Hash(await client.GetByteArrayAsync(one.Text("url"), _cancel));
            }
        }

        if (reported.Events[^1].Type != "complete")
        {
            throw new IOException("The stream ended before the generation.");
        }
    });

    /// <summary>Follows all generations across restarts, until the last one ends.</summary>
    private Task FollowEverythingAsync() => AnsweredAsync(async client =>
    {
        try
        {
            var last = Everything.Count == 0 ? 0 : Everything[^1].Position;
            using var response = await client.OpenAsync("/api/events", ("Last-Event-ID", $"{last}"));
            await foreach (var one in response.ReadEventsAsync())
            {
                Everything.Add((one.Id!.Value, one.Text("generation_id"), one.Number("sequence")));
            }
        }
        catch (Exception ended) when (_over && IsLostConnection(ended))
        {
            return;
        }

        throw new IOException("The stream of everything has no end.");
    });

    /// <summary>Repeats a request until a process has responded.</summary>
    private async Task AnsweredAsync(Func<HttpClient, Task> ask)
    {
        var life = _life;
        while (true)
        {
            try
            {
                if (life.Server is { } server)
                {
                    await ask(server.Client);
                    return;
                }
            }
            catch (Exception lost) when (IsLostConnection(lost))
            {
                _cancel.ThrowIfCancellationRequested();
            }

            life = await life.Next.Task.WaitAsync(TimeSpan.FromSeconds(30), _cancel);
        }
    }

    private static bool IsLostConnection(Exception fault) =>
        fault is HttpRequestException or IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    /// <summary>A stream with a unique image. The process may be killed between the final image and the end.</summary>
    private async Task PlayAsync(Exchange exchange)
    {
        var image = TestImages.NoisyPng(48, 48, Interlocked.Increment(ref _images), bytesAbout: 1_000);
        Made[Hash(image)] = exchange.Request.Json.GetProperty("input").GetString()!;
        var gate = new Gate();
        var play = new ResponsesScript().Begin().Partial(0, image).Final(image).Wait(gate).Completed(image).PlayAsync(exchange);
        await Task.WhenAny(play, gate.Reached);
        Interlocked.Exchange(ref _finalSent, null)?.Invoke();
        gate.Open();
        await play;
    }

    private void Publish(ServerProcess server)
    {
        var life = new Life(server);
        var before = _life;
        _life = life;
        before.Next.SetResult(life);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private int Chance(int below)
    {
#pragma warning disable CA5394 // Chance, not a secret; it must be repeatable.
        lock (_random)
        {
            return _random.Next(below);
        }
#pragma warning restore CA5394
    }

    /// <summary>What one client has received about one generation.</summary>
    /// <param name="Painted">By the painter; otherwise by the paid provider.</param>
    internal sealed record Watched(bool Painted, int N)
    {
        /// <summary>The id in each response to the same key.</summary>
        public List<string> Ids { get; } = [];

        public List<Received> Events { get; } = [];

        /// <summary>The hashes of images fetched when they were announced, by id.</summary>
        public Dictionary<string, string> Seen { get; } = [];
    }

    private sealed record Life(ServerProcess? Server)
    {
        public TaskCompletionSource<Life> Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
