using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using Darkroom.Providers;
using Xunit;

namespace Darkroom.Tests.Providers.OpenAi;

/// <summary>Every pooled buffer goes back, whoever ends the call: seen through the pool's own events.</summary>
public sealed class OpenAiOwnershipTests : OpenAiTest
{
    // No other test has frames of this size, so that buffers of it are this test's.
    private const int Huge = 18 * 1024 * 1024;
    private static readonly byte[] Frame = TestImages.NoisyPng(4096, 2048, 9, Huge);

    public static TheoryData<string> Endings =>
        ["left while usage was awaited", "broken base64", "image given on", "left after a partial image"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Returns_every_pooled_buffer(string ending)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var time = new ManualTime();
        var broken = string.Concat(Convert.ToBase64String(Frame).AsSpan(1), "*");
        Server.On(Path, ending switch
        {
            "broken base64" => new ResponsesScript().Begin().Partial(0, broken).Final(broken).Completed(),
            "left while usage was awaited" => new ResponsesScript().Begin().Final(Frame).Hang(),
            "left after a partial image" => new ResponsesScript().Begin().Partial(0, Frame).Partial(1, Frame).Hang(),
            _ => ResponsesScript.Image(Frame, Frame),
        });
        using var pool = new PoolWatch(Huge);

        switch (ending)
        {
            case "left while usage was awaited":
                var running = RunAsync(Provider(time: time), cancel: caller.Token);
                await time.TimerSetAsync(TimeSpan.FromSeconds(1)).WaitAsync(Cancel);
                await caller.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
                break;
            case "left after a partial image":
                await LeaveAfterFirstPartialAsync();
                break;
            default:
                await RunAsync(Provider());
                break;
        }

        Assert.NotEqual(0, pool.Rented);
        Assert.Equal(0, pool.Out);
    }

    private async Task LeaveAfterFirstPartialAsync()
    {
        await foreach (var update in Provider().GenerateAsync(Asked, Cancel))
        {
            if (update is GenerationUpdate.PartialImage partial)
            {
                partial.Image.Dispose();
                return;
            }
        }
    }

    /// <summary>Counts the arrays of at least a size that were rented since it was made, and those still out.</summary>
    private sealed class PoolWatch : EventListener
    {
        private readonly ConcurrentDictionary<int, int> _out = new();
        private readonly int _size;
        private int _rented;

        public PoolWatch(int size)
        {
            _size = size;
            foreach (var source in EventSource.GetSources().Where(source => source.Name == "System.Buffers.ArrayPoolEventSource"))
            {
                EnableEvents(source, EventLevel.Verbose);
            }
        }

        public int Rented => _rented;

        public int Out => _out.Values.Sum();

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.Payload is not [int id, int size, ..] || size < _size)
            {
                return;
            }

            if (eventData.EventName is "BufferRented")
            {
                Interlocked.Increment(ref _rented);
                _out.AddOrUpdate(id, 1, (_, count) => count + 1);
            }
            else if (eventData.EventName is "BufferReturned")
            {
                _out.AddOrUpdate(id, -1, (_, count) => count - 1);
            }
        }
    }
}
