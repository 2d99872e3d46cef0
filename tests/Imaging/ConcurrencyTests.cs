using System.Buffers;
using Darkroom.Imaging;

namespace Darkroom.Tests.Imaging;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task No_more_images_than_the_limit_are_processed_at_the_same_time()
    {
        using var door = new Door();
        var pipeline = new ImagePipeline(new ImagingOptions { Concurrency = 2 });
        var png = await SampleImages.Encode(ImageFormat.Png, 32, 32);

        var previews = Enumerable.Range(0, 6)
            .Select(_ => pipeline.PreviewAsync(new HeldBytes(png, door).Memory, SampleImages.Limits, SampleImages.Token)).ToArray();
        await door.ArrivalsAsync(2);

        Assert.Equal(4, pipeline.Waiting);
        door.Open();
        Assert.All(await Task.WhenAll(previews), outcome => Assert.IsType<Outcome<EncodedResult>.Ok>(outcome));
        Assert.Equal((0, 2), (pipeline.Waiting, door.MostInside));
    }

    [Fact]
    public async Task A_waiting_caller_can_cancel_and_holds_no_permit()
    {
        using var door = new Door();
        var pipeline = new ImagePipeline(new ImagingOptions { Concurrency = 1 });
        var png = await SampleImages.Encode(ImageFormat.Png, 32, 32);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(SampleImages.Token);
        var held = pipeline.PreviewAsync(new HeldBytes(png, door).Memory, SampleImages.Limits, SampleImages.Token);
        await door.ArrivalsAsync(1);

        var waiting = pipeline.PreviewAsync(png, SampleImages.Limits, cancellation.Token);
        Assert.Equal(1, pipeline.Waiting);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, pipeline.Waiting);
        door.Open();
        (await held).Value();
        (await pipeline.PreviewAsync(png, SampleImages.Limits, SampleImages.Token)).Value();
    }

    [Fact]
    public async Task Running_work_stops_at_the_next_step_after_cancellation()
    {
        using var door = new Door();
        var bytes = new HeldBytes(await SampleImages.Encode(ImageFormat.Png, 32, 32), door);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(SampleImages.Token);
        var preview = SampleImages.Pipeline.PreviewAsync(bytes.Memory, SampleImages.Limits, cancellation.Token);
        await door.ArrivalsAsync(1);

        await cancellation.CancelAsync();
        Assert.False(preview.IsCompleted, "the bytes are still in native use");
        door.Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => preview);
        Assert.Equal(0, bytes.Pins);
    }

    [Fact]
    public async Task The_bytes_are_released_before_the_task_completes()
    {
        using var door = new Door();
        door.Open();
        var png = await SampleImages.Encode(ImageFormat.Png, 64, 64);
        foreach (var encoded in new[] { png, png[..^40], "<html>"u8.ToArray() })
        {
            var bytes = new HeldBytes(encoded, door);
            await SampleImages.Pipeline.DeriveAsync(bytes.Memory, SampleImages.Limits, ImageFormat.Jpeg, ImageFormat.WebP, [32], SampleImages.Token);
            Assert.Equal(0, bytes.Pins);
        }
    }

    [Fact]
    public async Task A_rejected_image_releases_its_permit()
    {
        var pipeline = new ImagePipeline(new ImagingOptions { Concurrency = 1 });
        for (var i = 0; i < 3; i++)
        {
            (await pipeline.PreviewAsync("nothing"u8.ToArray(), SampleImages.Limits, SampleImages.Token)).AssertRejected(RejectReason.UnknownFormat);
        }

        (await pipeline.PreviewAsync(await SampleImages.Encode(ImageFormat.Png, 8, 8), SampleImages.Limits, SampleImages.Token)).Value();
    }

    /// <summary>Blocks and counts callers until it is opened.</summary>
    private sealed class Door : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly SemaphoreSlim _arrivals = new(0);
        private int _inside;
        private int _mostInside;

        internal int MostInside => _mostInside;

        internal void Open() => _open.Set();

        internal async Task ArrivalsAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await _arrivals.WaitAsync(SampleImages.Token);
            }
        }

        internal void Enter(CancellationToken cancellationToken)
        {
            var inside = Interlocked.Increment(ref _inside);
            InterlockedMax(ref _mostInside, inside);
            _arrivals.Release();
            _open.Wait(cancellationToken);
        }

        public void Dispose()
        {
            _open.Dispose();
            _arrivals.Dispose();
        }

        internal void Leave() => Interlocked.Decrement(ref _inside);

        private static void InterlockedMax(ref int target, int value)
        {
            for (var seen = target; seen < value;)
            {
                var before = Interlocked.CompareExchange(ref target, value, seen);
                seen = before == seen ? value : before;
            }
        }
    }

    /// <summary>Memory that enters the door when it is pinned, when native work begins, and leaves when that ends.</summary>
    private sealed class HeldBytes(byte[] bytes, Door door) : MemoryManager<byte>
    {
        private readonly CancellationToken _testCancelled = SampleImages.Token;
        private MemoryHandle _handle;

        internal int Pins { get; private set; }

        public override Span<byte> GetSpan() => bytes;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            door.Enter(_testCancelled);
            Pins++;
            _handle = bytes.AsMemory(elementIndex).Pin();
            return new MemoryHandle(_handle.Pointer, pinnable: this);
        }

        public override void Unpin()
        {
            Pins--;
            _handle.Dispose();
            door.Leave();
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
