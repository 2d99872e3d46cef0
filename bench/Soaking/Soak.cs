using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Darkroom.Tests;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server;

namespace Darkroom.Bench.Soaking;

/// <summary>
/// Runs thousands of small generations in a real server process while clients connect and disconnect. Checks that its memory does not grow
/// after the warm-up and that all images were created.
/// </summary>
internal static class Soak
{
    private const int Workers = 12;
    private const int DeadReaderCount = 16;
    private const double AllowedGrowth = 0.10;

    /// <returns>0 if all images were created and memory did not grow.</returns>
    public static async Task<int> RunAsync(int generations, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("darkroom-soak-").FullName;
        try
        {
            await using var provider = await ScriptedServer.StartAsync();
            var images = 0;
            provider.On("/v1/responses", exchange => UniqueImage(Interlocked.Increment(ref images)).PlayAsync(exchange));
            await using var server = await ServerProcess.StartAsync(
                folder,
                ("Providers__painter__Pace", "0"),
                ("Providers__openai__BaseUrl", provider.BaseUrl.ToString()),
                ("OPENAI_API_KEY", "sk-soak"),
                ("Providers__openai__MaxConcurrency", "8"),
                ("Logging__LogLevel__Darkroom", "Error"));
            var readers = new SoakReaders(server.Client);
            var large = await readers.RunLargeAsync(cancellationToken);
            var memory = new MemoryLog(server.Id);
            var began = Stopwatch.GetTimestamp();
            using var sampled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sampling = memory.RunAsync(() => readers.Done / (double)generations, sampled.Token);
            using var deadReaders = new DeadReaders(server.Client.BaseAddress!);
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var number && number < generations)
                {
                    await readers.RunAsync(number, cancellationToken);
                    if (number % (generations / DeadReaderCount) == 0)
                    {
                        await deadReaders.AddAsync(large, cancellationToken);
                    }
                }
            }));
            await sampled.CancelAsync();
            await sampling;
            return await ReportAsync(server, readers, memory, generations, Stopwatch.GetElapsedTime(began), cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ResponsesScript UniqueImage(int number) => ResponsesScript.Image(
        TestImages.NoisyPng(128, 128, number, bytesAbout: 20_000), TestImages.NoisyPng(128, 128, -number, bytesAbout: 20_000));

    private static async Task<int> ReportAsync(
        ServerProcess server, SoakReaders readers, MemoryLog memory, int generations, TimeSpan took, CancellationToken cancellationToken)
    {
        var stored = 0;
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await server.Client.GetFromJsonAsync<JsonElement>($"/api/images?limit=200{cursor}", cancellationToken);
            stored += page.GetProperty("images").GetArrayLength();
            cursor = page.TryGetProperty("next_cursor", out var next) && next.GetString() is { } value ? $"&cursor={value}" : null;
        }

        var (early, late, peak) = (memory.Median(0.1, 0.2), memory.Median(0.9, 1), memory.Peak);
        var growth = (late - early) / early;
        var complete = stored == generations + SoakReaders.LargeImages && readers.Completed == generations;
        var flat = growth <= AllowedGrowth;
        Write("generations done", $"{readers.Completed:N0} of {generations:N0}, {stored:N0} images stored, {DeadReaderCount} readers that never read");
        Write("events read", $"{readers.Events:N0} over {readers.Streams:N0} streams, {readers.Left:N0} of them disconnected early");
        Write("duration", $"{took.TotalSeconds:N0} s, {generations / took.TotalSeconds:N1} generations a second");
        Write("memory after 10 %", $"{early:N0} MB (median of the second tenth)");
        Write("memory at the end", $"{late:N0} MB (median of the last tenth), {growth:+0.0 %;-0.0 %}");
        Write("peak", $"{peak:N0} MB");
        Write("all images created", complete ? "pass" : "FAIL");
        Write("memory flat within 10 % after warm-up", flat ? "pass" : "FAIL");
        return complete && flat ? 0 : 1;
    }

    private static void Write(string what, FormattableString figure) => Write(what, figure.ToString(CultureInfo.InvariantCulture));

    private static void Write(string what, string figure) => Console.WriteLine($"| {what,-38} | {figure} |");
}
