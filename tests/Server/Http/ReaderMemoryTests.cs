using System.Net.Sockets;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Http;

/// <summary>The memory for clients that do not read. Runs alone, because the whole process is measured.</summary>
[CollectionDefinition(nameof(ReaderMemoryTests), DisableParallelization = true)]
[Collection(nameof(ReaderMemoryTests))]
public sealed class ReaderMemoryTests
{
    private const int Readers = 40;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_does_not_read_is_throttled_by_its_connection_and_needs_no_growing_buffer()
    {
        await using var service = await ScriptedServer.StartAsync();
        var frames = Enumerable.Range(0, 3).Select(seed => TestImages.NoisyPng(512, 512, seed, 700_000)).ToArray();
        service.On(OpenAiServer.Path, ResponsesScript.Image(TestImages.NoisyPng(1024, 1024, 9, 3_000_000), frames));
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service, ("Providers:openai:MaxConcurrency", "2")));
        var location = await server.BeginAsync(n: 12);
        (await server.FollowAsync(location)).AssertWhole();
        var address = $"{location}/events?inline=all";
        var whole = (await server.Client.GetByteArrayAsync(address, Cancel)).LongLength;

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var stuck = new List<TcpClient>();
        for (var i = 0; i < Readers; i++)
        {
            stuck.Add(await StuckReader.OpenAsync(server.Address, address));
            Assert.Equal(1, await stuck[i].GetStream().ReadAsync(new byte[1], Cancel));
        }

        // When another client has read everything, the stuck ones have received all they take.
        await server.Client.GetByteArrayAsync(address, Cancel);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Readers;
        stuck.ForEach(one => one.Dispose());
        TestContext.Current.SendDiagnosticMessage($"{each} bytes are held for each stuck reader of a log of {whole} bytes.");
        Assert.True(each < whole / 4, $"{each} bytes are held for each stuck reader of a log of {whole} bytes.");
    }
}
