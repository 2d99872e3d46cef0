using System.Globalization;
using Darkroom.Generations;

namespace Darkroom.Tests.Server.Failures;

/// <summary>
/// The real process is killed again and again while clients submit and watch, and started over the same folder. Afterwards
/// the whole store is checked: nothing is lost, nothing exists twice, and everything that a client received is true.
/// </summary>
public sealed class CrashLoopTests(ITestOutputHelper output)
{
    private const int KillsEach = 26;
    private const int MigrationKills = 10;

    [Fact]
    public async Task Fifty_kills_at_any_point_lose_nothing_repeat_nothing_and_renumber_nothing()
    {
        // A new seed each time: over many runs every point is hit. The seed is reported, so that a failure can be repeated.
        var seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        using var tooLong = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        tooLong.CancelAfter(TimeSpan.FromMinutes(4));
        await using var retrying = await CrashRun.BeginAsync(OnInterrupted.Retry, seed, tooLong.Token);
        await using var reporting = await CrashRun.BeginAsync(OnInterrupted.Report, seed + 1, tooLong.Token);

        await Task.WhenAll(retrying.RunAsync(KillsEach), reporting.RunAsync(KillsEach));

        foreach (var run in new[] { retrying, reporting })
        {
            output.WriteLine(run.ToString());
            var audit = new StoreAudit(run);
            output.WriteLine(audit.ToString());
            audit.EveryAcceptedGenerationIsThereOnceAndHasEnded();
            audit.TheLogHasWhatEveryWatcherSawAndNoImageTwice();
            audit.TheStreamOfEverythingToldTheLogInOrder();
            await audit.EveryAnnouncedImageIsThereByteForByteAsync();
            audit.NoRowIsLeftOver();
            audit.ThePaidCallsAreThoseThatWereAskedFor();
            await audit.UnreferencedOriginalsAreSweptAndTheCheckSaysAllIsWellAsync();
        }
    }

    [Fact]
    public async Task A_folder_whose_first_start_was_killed_at_any_moment_is_as_good_as_a_new_one()
    {
        var seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
#pragma warning disable CA5394 // Chance, not a secret.
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("darkroom-test-").FullName;
        for (var kill = 0; kill < MigrationKills; kill++)
        {
            // Each start finds what the last kill left. Most kills come after the first file was written, because only then they matter.
            using var files = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
            await using var server = ServerProcess.Begin(folder);
            var touched = new TaskCompletionSource();
            files.Created += (_, _) => touched.TrySetResult();
            files.Changed += (_, _) => touched.TrySetResult();
            files.EnableRaisingEvents = true;
            await Task.WhenAny(touched.Task, server.Exited);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(random.Next(2) == 0 ? 10 : 300)), TimeProvider.System, TestContext.Current.CancellationToken);
            server.Kill();
            await server.Exited;
        }
#pragma warning restore CA5394

        await using (var server = await ServerProcess.StartAsync(folder, ("Providers__painter__Pace", "0")))
        {
            using var response = await server.Client.PostJsonAsync("/api/generate-images?inline=none", new { prompt = "calm sea", size = "64x64" });
            Assert.Equal("completed", (await response.ReadAllEventsAsync())[^1].Text("status"));
        }

        await StoreAudit.CheckAsync(folder);
        Directory.Delete(folder, recursive: true);
    }
}
