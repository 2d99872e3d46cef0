using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Bench.Load;
using Darkroom.Bench.Report;
using Darkroom.Sqlite;
using Darkroom.Tests;
using Microsoft.Data.Sqlite;

namespace Darkroom.Bench.Gallery;

/// <summary>What the gallery does besides pages: cached sizes beside servers of files, missing sizes, a large zip, and changes of many images.</summary>
internal static class GalleryWork
{
    private const int Originals = 120;
    private const int Images = 10_000;
    private const int Rounds = 5;
    private const int RequestsPerRound = 6_000;
    private const int Connections = 16;
    private const int Changed = 100_000;
    private const int Library = 1_000_000;

    public static async Task<int> MeasureAsync(CancellationToken cancellationToken)
    {
        var vocabulary = new Vocabulary();
        var folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        try
        {
            LibraryFill.Run(folder, Images, vocabulary);
            var ids = await AddOriginalsAsync(folder, cancellationToken);
            await using (var server = await GalleryCost.StartAsync(folder))
            {
                using var client = ClientOf(server);
                await MeasureCachedAsync(server, client, ids[..64], folder, cancellationToken);
                await MeasureMissingAsync(server, client, ids[64..], cancellationToken);
                await MeasureZipAsync(server, client, cancellationToken);
            }

            var (libraries, isKept) = GalleryCost.OpenFolder();
            var library = GalleryCost.FolderIn(libraries, Library);
            GalleryCost.Fill(library, Library, vocabulary);
            Print("database of an image", new FileInfo(Path.Combine(library, "darkroom.db")).Length / (double)Library, "bytes, goal ≤ 2,600");
            await using (var server = await GalleryCost.StartAsync(library))
            {
                using var client = ClientOf(server);
                await MeasureChangesAsync(server, client, cancellationToken);
            }

            if (!isKept)
            {
                Directory.Delete(libraries, recursive: true);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    /// <summary>Gives the images files: each of some originals belongs to many images.</summary>
    /// <returns>The ids of images with different originals, none of them in the trash.</returns>
    private static async Task<string[]> AddOriginalsAsync(string folder, CancellationToken cancellationToken)
    {
        var hashes = new List<(string Hash, int Bytes)>();
        using (var storage = SqliteStorage.Open(folder, TimeProvider.System, TimeZoneInfo.Utc))
        {
            foreach (var seed in Enumerable.Range(1, Originals))
            {
                var png = TestImages.NoisyPng(1024, 1024, seed, 1_200_000);
                hashes.Add((await storage.Blobs.PutAsync(png, cancellationToken), png.Length));
            }
        }

        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "darkroom.db")};Pooling=False");
        connection.Open();
        foreach (var ((hash, bytes), index) in hashes.Select((one, index) => (one, index)))
        {
            LibraryFill.Execute(connection, FormattableString.Invariant(
                $"UPDATE images SET blob_hash = x'{hash}', bytes = {bytes}, width = 1024, height = 1024 WHERE sequence % {Originals} = {index}"));
        }

        using var command = connection.CreateCommand();
        command.CommandText = FormattableString.Invariant(
            $"SELECT id FROM images WHERE trashed_at IS NULL GROUP BY sequence % {Originals} HAVING sequence = max(sequence) ORDER BY sequence");
        using var reader = command.ExecuteReader();
        var ids = new List<string>();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return [.. ids];
    }

    /// <summary>Cached sizes beside the same bytes from servers of files. The processor time of a request does not depend on what else the machine does.</summary>
    private static async Task MeasureCachedAsync(
        MeasuredProcess server, HttpClient client, string[] ids, string folder, CancellationToken cancellationToken)
    {
        var files = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        foreach (var id in ids)
        {
            await File.WriteAllBytesAsync(
                Path.Combine(files, $"{id}.jpg"), await client.GetByteArrayAsync(new Uri($"/images/{id}/512", UriKind.Relative), cancellationToken), cancellationToken);
        }

        await using var plain = await StaticFiles.StartAsync(files);
        await using var nginx = await StaticFiles.StartNginxAsync(files);
        List<(string Name, MeasuredProcess Server, string[] Paths)> servers =
        [
            ("Darkroom", server, [.. ids.Select(id => $"/images/{id}/512")]),
            ("static files", plain, [.. ids.Select(id => $"/{id}.jpg")]),
        ];
        if (nginx is not null)
        {
            servers.Add(("nginx", nginx, [.. ids.Select(id => $"/{id}.jpg")]));
        }

        var figures = servers.ConvertAll(_ => new List<(double Cpu, double PerSecond)>());
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var ((_, measured, paths), index) in servers.Select((one, index) => (one, index)))
            {
                var (cpu, began) = (measured.Cpu, Stopwatch.GetTimestamp());
                await RequestAsync(measured.Address, paths, cancellationToken);
                if (round >= 0)
                {
                    figures[index].Add((
                        (measured.Cpu - cpu).TotalMicroseconds / RequestsPerRound, RequestsPerRound / Stopwatch.GetElapsedTime(began).TotalSeconds));
                }
            }
        }

        foreach (var ((name, _, _), index) in servers.Select((one, index) => (one, index)))
        {
            Print($"cached size, {name}", Statistics.Median(figures[index].Select(one => one.Cpu)), "µs of CPU per request");
            Print($"cached size, {name}", Statistics.Median(figures[index].Select(one => one.PerSecond)), "requests per second");
        }

        Print("Darkroom : static files", Statistics.Median(figures[0].Select(one => one.PerSecond)) / Statistics.Median(figures[1].Select(one => one.PerSecond)), "of the requests, goal ≥ 0.7");
        if (nginx is not null)
        {
            Print("Darkroom : nginx", Statistics.Median(figures[0].Select(one => one.PerSecond)) / Statistics.Median(figures[2].Select(one => one.PerSecond)), "of the requests, goal ≥ 0.4");
        }
    }

    private static async Task RequestAsync(Uri address, string[] paths, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections };
        using var client = new HttpClient(handler) { BaseAddress = address };
        await Parallel.ForAsync(0, RequestsPerRound, new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancellationToken }, async (number, cancel) =>
        {
            using var response = await client.GetAsync(new Uri(paths[number % paths.Length], UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null, cancel);
        });
    }

    /// <summary>50 requests at once for a size that is not cached, beside one.</summary>
    private static async Task MeasureMissingAsync(MeasuredProcess server, HttpClient client, string[] ids, CancellationToken cancellationToken)
    {
        var (one, many) = (new List<double>(), new List<double>());
        foreach (var (id, index) in ids.Select((id, index) => (id, index)))
        {
            var cpu = server.Cpu;
            var path = new Uri($"/images/{id}/512", UriKind.Relative);
            var times = index % 2 == 0 ? 1 : 50;
            await Task.WhenAll(Enumerable.Range(0, times).Select(_ => client.GetByteArrayAsync(path, cancellationToken)));
            (times == 1 ? one : many).Add((server.Cpu - cpu).TotalMilliseconds);
        }

        Print("missing size", Statistics.Median(one), "ms of CPU");
        Print("missing size, 50 at once", Statistics.Median(many) / Statistics.Median(one), "of that, goal ≤ 2");
    }

    private static async Task MeasureZipAsync(MeasuredProcess server, HttpClient client, CancellationToken cancellationToken)
    {
        server.ResetPeak();
        var before = server.PeakMemory;
        using var prepared = await client.PostAsJsonAsync("/api/downloads", new { select = new { view = "" } }, cancellationToken);
        var url = (await prepared.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("url").GetString()!;
        var began = Stopwatch.GetTimestamp();
        await using var content = await client.GetStreamAsync(new Uri(url, UriKind.Relative), cancellationToken);
        var (buffer, bytes) = (new byte[1 << 20], 0L);
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            bytes += read;
        }

        Print("zip of 10,000 images", bytes / 1e6, "MB");
        Print("zip of 10,000 images", bytes / 1e6 / Stopwatch.GetElapsedTime(began).TotalSeconds, "MB per second");
        Print("zip of 10,000 images, memory", server.PeakMemory - before, "MB more at the peak, goal ≤ 30");
    }

    /// <summary>Stars and tags 100,000 images of a million and takes each back, while pages are read.</summary>
    private static async Task MeasureChangesAsync(MeasuredProcess server, HttpClient client, CancellationToken cancellationToken)
    {
        var select = new { view = await ViewOfAsync(client, cancellationToken) };
        object[] changes = [new { favorite = true }, new { tag = new { add = new[] { "bench" } } }, "trash"];
        foreach (var change in changes)
        {
            var name = JsonSerializer.Serialize(change);
            var job = await ChangeAsync(server, client, name, "/api/images/bulk", new { select, @do = change }, cancellationToken);
            await ChangeAsync(server, client, "  undone", $"/api/images/bulk/{job}/undo", null, cancellationToken);
        }
    }

    /// <returns>The id of the job.</returns>
    private static async Task<string> ChangeAsync(
        MeasuredProcess server, HttpClient client, string name, string path, object? body, CancellationToken cancellationToken)
    {
        var (cpu, began, pages) = (server.Cpu, Stopwatch.GetTimestamp(), new List<double>());
        using var response = await client.PostAsJsonAsync(path, body, cancellationToken);
        response.EnsureSuccessStatusCode();
        var job = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        var id = job.GetProperty("id").GetString()!;
        do
        {
            var page = Stopwatch.GetTimestamp();
            await client.GetByteArrayAsync(new Uri("/api/images?limit=60", UriKind.Relative), cancellationToken);
            pages.Add(Stopwatch.GetElapsedTime(page).TotalMilliseconds);
            job = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/images/bulk/{id}", UriKind.Relative), cancellationToken);
        }
        while (job.GetProperty("state").GetString() is "running" or "undoing");

        var total = job.GetProperty("total").GetInt64();
        Print(FormattableString.Invariant($"{name}, {total:N0} images"), Stopwatch.GetElapsedTime(began).TotalSeconds, FormattableString.Invariant($"s, {(server.Cpu - cpu).TotalSeconds:0.0} s of CPU with {pages.Count} pages, goal ≤ 20"));
        Print("  pages meanwhile, p99", pages.Order().ElementAt(Math.Max(0, (pages.Count * 99 / 100) - 1)), "ms, goal ≤ 60");
        return id;
    }

    /// <summary>Returns a view of about 100,000 images.</summary>
    private static async Task<string> ViewOfAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var days = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/images/days", UriKind.Relative), cancellationToken);
        var count = 0L;
        foreach (var day in days.GetProperty("days").EnumerateArray())
        {
            count += day[1].GetInt64();
            if (count >= Changed)
            {
                return $"after:{day[0].GetString()}";
            }
        }

        return "";
    }

    private static HttpClient ClientOf(MeasuredProcess server) =>
        new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };

    private static void Print(string name, double value, string unit) => Console.WriteLine(FormattableString.Invariant($"{name,-36}{value,12:N2} {unit}"));
}
