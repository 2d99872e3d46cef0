using System.Diagnostics;
using System.Globalization;
using Darkroom.Bench.Load;
using Microsoft.Data.Sqlite;

namespace Darkroom.Bench.Gallery;

/// <summary>What requests of the gallery cost in libraries of different sizes, interleaved, so that the same noise falls on all.</summary>
internal static class GalleryCost
{
    private const int WarmUp = 20;
    private const int Rounds = 200;

    /// <summary>The variable that names a folder to keep the libraries in for the next run.</summary>
    private const string KeptIn = "DARKROOM_BENCH_LIBRARIES";

    /// <summary>Stands for the id of an image in the address of a request.</summary>
    private const string AnyImage = "{id}";

    /// <summary>The variable with a part of the names of the requests to measure.</summary>
    private const string Only = "DARKROOM_BENCH_REQUESTS";

    public static readonly int[] Sizes = [1_000, 100_000, 1_000_000];

    public static async Task MeasureAsync(IReadOnlyList<int> sizes, CancellationToken cancellationToken)
    {
        var (folder, isKept) = OpenFolder();
        var libraries = new List<Library>();
        try
        {
            var vocabulary = new Vocabulary();
            foreach (var size in sizes)
            {
                libraries.Add(await Library.OpenAsync(FolderIn(folder, size), size, vocabulary));
            }

            Console.WriteLine($"{"",-34}{string.Concat(libraries.Select(library => $"{Invariant($"{library.Images:N0} images"),28}"))}   largest : smallest");
            Console.WriteLine($"{"",-34}{string.Concat(libraries.Select(_ => $"{"p50     p99   CPU ms",28}"))}   p50   CPU      goals");
            await WarmUpAsync(libraries, cancellationToken);
            var only = Environment.GetEnvironmentVariable(Only) ?? "";
            foreach (var request in Requests(vocabulary).Where(request => request.Name.Contains(only, StringComparison.Ordinal)))
            {
                await MeasureAsync(libraries, request, cancellationToken);
            }
        }
        finally
        {
            foreach (var library in libraries)
            {
                await library.DisposeAsync();
            }

            if (!isKept)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Returns the folder of the libraries, and whether it is kept for the next run.</summary>
    public static (string Folder, bool IsKept) OpenFolder() => Environment.GetEnvironmentVariable(KeptIn) is { Length: > 0 } kept
        ? (Directory.CreateDirectory(kept).FullName, true)
        : (Directory.CreateTempSubdirectory("darkroom-bench-").FullName, false);

    /// <summary>Returns the folder of a library among others.</summary>
    public static string FolderIn(string folder, int images) => Path.Combine(folder, images.ToString(CultureInfo.InvariantCulture));

    /// <summary>Fills a library, unless an earlier run has.</summary>
    public static void Fill(string folder, int images, Vocabulary vocabulary)
    {
        var finished = Path.Combine(folder, "filled");
        if (!File.Exists(finished))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            LibraryFill.Run(folder, images, vocabulary);
            File.WriteAllText(finished, "");
        }
    }

    /// <summary>Starts the server of a library.</summary>
    public static async Task<MeasuredProcess> StartAsync(string folder)
    {
        var server = MeasuredProcess.Start(
            [.. DarkroomContender.Current.Server, "--urls", "http://127.0.0.1:0"], folder, [("DARKROOM_DATA", folder), ("Gallery__TimeZone", "UTC")]);
        await server.WaitUntilListeningAsync();
        return server;
    }

    /// <summary>Lets the servers compile what they run most.</summary>
    private static async Task WarmUpAsync(List<Library> libraries, CancellationToken cancellationToken)
    {
        string[] paths = ["/api/images", "/api/images/tiles", "/api/images/days", "/api/images?q=sea+provider:openai"];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (library, path) in libraries.SelectMany(library => paths.Select(path => (library, path))))
            {
                await library.GetAsync(path, cancellationToken);
            }
        }
    }

    /// <summary>The requests, each with the longest p99 and the highest ratio that are allowed.</summary>
    private static IEnumerable<Request> Requests(Vocabulary words)
    {
        yield return new("page", (_, _) => "/api/images?limit=60", 20, 1.5);
        yield return new("page at depth", (place, _) => $"/api/images?limit=60&cursor={place}", 20, 1.5);
        yield return new("tiles", (_, _) => "/api/images/tiles", 20, 1.5);
        yield return new("tiles at depth", (place, _) => $"/api/images/tiles?before={place}", 20, 1.5);
        yield return new("tiles, newer", (place, _) => $"/api/images/tiles?after={place}", 20, 1.5);
        yield return new("days", (_, _) => "/api/images/days", 120, null);
        string[] filters =
        [
            "model:openai-model-1", "model:bfl-model-11", "provider:openai", "provider:painter", "tag:\"tag 1\"", "tag:\"tag 90\"", "in:\"collection 3\"", "campaign:\"campaign 2\"",
            "size:>1024", "size:>2100", "size:1024", "ratio:tall", "seed:42", "cost:>0.05", "cost:>0.2095", "cost:0.04", "before:2024", "on:2024-05", "is:favorite", "is:imported",
            "is:edited", "is:trashed", "has:partials", "has:parent", "-is:imported", "-provider:openai",
        ];
        foreach (var filter in filters)
        {
            yield return new(filter, (place, _) => $"/api/images?limit=60&cursor={place}&q={Uri.EscapeDataString(filter)}", 25, 2);
            yield return new($"{filter}, days", (_, _) => $"/api/images/days?q={Uri.EscapeDataString(filter)}", 120, null);
        }

        (string Name, Func<int, string> Text, double Goal)[] texts =
        [
            ("frequent word", round => $"{words[round % 10]} ", 40),
            ("word", round => $"{words[100 + round]} ", 40),
            ("rare word", round => $"{words[10_000 + (round * 10)]} ", 40),
            ("Japanese", _ => "灯台 ", 40),
            ("phrase", _ => $"\"{Vocabulary.Phrase}\"", 40),
            ("two words", round => $"{words[round % 10]} {words[200 + round]} ", 40),
            ("frequent without frequent", round => $"{words[5 + (round % 10)]} -{words[round % 5]} ", 40),
            ("frequent or rare", round => $"{words[round % 10]} OR {words[12_000 + round]} ", 40),
            ("frequent, frequent filter", round => $"{words[round % 10]} provider:openai", 40),
            ("frequent, rare filter", round => $"{words[round % 10]} seed:{round}", 40),
            ("rare, frequent filter", round => $"{words[10_000 + (round * 10)]} provider:openai", 40),
            ("word, two filters", round => $"{words[20 + round]} model:bfl-model-5 is:favorite", 40),
            ("word, size and date", round => $"{words[20 + round]} size:>1024 on:2025", 40),
            ("unfinished, one letter", round => $"{words[round % 100][..1]}", 120),
            ("unfinished, three letters", round => $"{words[round % 100]}xx"[..3], 120),
            ("unfinished, five letters", round => $"{words[round]}lolo"[..5], 120),
        ];
        foreach (var (name, text, goal) in texts)
        {
            yield return new(name, (place, round) => $"/api/images?limit=60&cursor={place}&q={Uri.EscapeDataString(text(round))}", goal, null);
            yield return new($"{name}, days", (_, round) => $"/api/images/days?q={Uri.EscapeDataString(text(round))}", 120, null);
        }

        yield return new("similar images", (_, _) => $"/api/images/{AnyImage}/similar", 100, null);
        yield return new("suggest a model", (_, _) => "/api/images/suggest?q=model:open", 120, null);
        yield return new("suggest for a word", (_, _) => "/api/images/suggest?q=ta", 120, null);
        yield return new("Settings", (_, _) => "/settings", 25, 2);
        yield return new("costs of 30 days", (_, _) => "/api/costs?days=30", 25, 2);
        yield return new("start of /api/events", (_, _) => "/api/events", 25, 2);
    }

    private static async Task MeasureAsync(List<Library> libraries, Request request, CancellationToken cancellationToken)
    {
        var times = libraries.ConvertAll(_ => new List<double>());
        var began = new TimeSpan[libraries.Count];
        for (var round = -WarmUp; round < Rounds; round++)
        {
            for (var index = 0; index < libraries.Count; index++)
            {
                var library = libraries[index];
                began[index] = round == 0 ? library.Cpu : began[index];
                var watch = Stopwatch.GetTimestamp();
                var path = request.Path(library.Places[(round + WarmUp) % library.Places.Count], round + WarmUp);
                await library.GetAsync(path.Replace(AnyImage, library.Ids[round + WarmUp], StringComparison.Ordinal), cancellationToken);
                if (round >= 0)
                {
                    times[index].Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
                }
            }
        }

        var rows = libraries.Select((library, index) => new Row(times[index], (library.Cpu - began[index]).TotalMilliseconds / Rounds)).ToList();
        var (ratio, cpu) = (rows[^1].Median / rows[0].Median, rows[^1].Cpu / rows[0].Cpu);
        var misses = $"{(rows[^1].Slowest > request.Goal ? " slow" : "")}{(ratio > request.Ratio ? " grows" : "")}";
        Console.WriteLine(Invariant($"{request.Name,-34}{string.Concat(rows)}{ratio,6:0.0}{cpu,6:0.0}   {request.Goal,4:0} ms{(request.Ratio is { } max ? Invariant($" ×{max:0.0}") : "")}{misses}"));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <param name="Path">The address for a position in the library and a round.</param>
    private sealed record Request(string Name, Func<long, int, string> Path, double Goal, double? Ratio);

    private sealed record Row(double Median, double Slowest, double Cpu)
    {
        public Row(List<double> times, double cpu)
            : this(times.Order().ElementAt(times.Count / 2), times.Order().ElementAt((times.Count * 99 / 100) - 1), cpu)
        {
        }

        /// <inheritdoc/>
        public override string ToString() => Invariant($"{Median,13:0.0}{Slowest,8:0.0}{Cpu,7:0.00}");
    }

    /// <summary>A library and the server that shows it.</summary>
    private sealed class Library : IAsyncDisposable
    {
        private readonly MeasuredProcess _server;
        private readonly HttpClient _client;

        private Library(MeasuredProcess server, int images, List<long> places, List<string> ids)
        {
            (_server, Images, Places, Ids) = (server, images, places, ids);
            _client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
            _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        }

        public int Images { get; }

        /// <summary>Positions of images, in a random order.</summary>
        public List<long> Places { get; }

        /// <summary>Ids of images outside the trash, one for each round.</summary>
        public List<string> Ids { get; }

        public TimeSpan Cpu => _server.Cpu;

        public static async Task<Library> OpenAsync(string folder, int images, Vocabulary vocabulary)
        {
            Fill(folder, images, vocabulary);
            var (places, ids) = ReadPlaces(folder);
            return new Library(await StartAsync(folder), images, places, ids);
        }

        /// <summary>Reads a response; of an event stream, its beginning.</summary>
        public async Task GetAsync(string path, CancellationToken cancellationToken)
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "text/event-stream" })
            {
                await using var events = await response.Content.ReadAsStreamAsync(cancellationToken);
                await events.ReadExactlyAsync(new byte[1], cancellationToken);
                return;
            }

            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {body}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _server.DisposeAsync();
        }

        private static (List<long> Places, List<string> Ids) ReadPlaces(string folder)
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT min(position), max(position) FROM images";
            using var reader = command.ExecuteReader();
            reader.Read();
            var (first, last) = (reader.GetInt64(0), reader.GetInt64(1));
            var random = new Random(14);
            var places = Enumerable.Range(0, WarmUp + Rounds).Select(_ => first + (long)((last - first) * random.NextDouble())).ToList();
            using var near = connection.CreateCommand();
            near.CommandText = "SELECT id FROM images WHERE position >= @place AND trashed_at IS NULL ORDER BY position LIMIT 1";
            var place = near.Parameters.Add("@place", SqliteType.Integer);
            var ids = places.ConvertAll(one =>
            {
                // The last images may be in the trash.
                place.Value = one - ((last - first) / 20);
                return (string)near.ExecuteScalar()!;
            });
            return (places, ids);
        }
    }
}
