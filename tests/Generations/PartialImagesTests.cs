using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Tests.Generations;

public sealed class PartialImagesTests : IDisposable
{
    private readonly RunBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Partial_images_become_small_previews_announced_in_order()
    {
        var images = Images(4);
        await using (var trail = _bench.Partials().Follow(_bench.Lease, Token))
        {
            Add(trail, images);
            await trail.FinishAsync();
        }

        Assert.Equal([0, 1, 2, 3], await _bench.AnnouncedAsync());
        foreach (var reported in await _bench.LogAsync("partial_image"))
        {
            Assert.Equal(ImageFormat.Jpeg, PreviewKey.FormatOf(reported.Image!));
            await using var stored = await _bench.Storage.Previews.OpenAsync(reported.Image!, Token);
            Assert.NotNull(stored);
        }

        Assert.Equal(3, (await _bench.Generations.NewestPartialsAsync(_bench.Lease.GenerationId, Token))[0].Index);
        Assert.All(images, image => Assert.True(image.IsDisposed()));
    }

    [Fact]
    public async Task A_preview_is_no_larger_than_a_tile_needs()
    {
        await using (var trail = _bench.Partials().Follow(_bench.Lease, Token))
        {
            trail.Add(0, EncodedImage.From(TestImages.NoisyPng(1024, 768, bytesAbout: 500_000)));
            await trail.FinishAsync();
        }

        var frame = (await _bench.Generations.NewestPartialsAsync(_bench.Lease.GenerationId, Token))[0];
        Assert.Equal((512, 384, "image/jpeg"), (frame.Width, frame.Height, frame.Mime));
        await using var stored = (await _bench.Storage.Previews.OpenAsync(frame.PreviewKey, Token))!;
        Assert.InRange(stored.Length, 100, 100_000);
    }

    [Fact]
    public async Task A_broken_partial_image_costs_only_itself()
    {
        EncodedImage[] images = [EncodedImage.From(TestImages.SmallPng()), EncodedImage.From("no image"u8.ToArray()), EncodedImage.From([]), EncodedImage.From(TestImages.SmallPng(2))];
        await using (var trail = _bench.Partials().Follow(_bench.Lease, Token))
        {
            Add(trail, images);
            await trail.FinishAsync();
        }

        Assert.Equal([0, 3], await _bench.AnnouncedAsync());
        Assert.All(images, image => Assert.True(image.IsDisposed()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_load_only_the_newest_preview_is_made_and_none_after_the_final_image(bool finalIsThere)
    {
        var announcing = new TaskCompletionSource();
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var queue = Proxy.Of(_bench.Queue, async (method, call) =>
        {
            if (method == nameof(ISlotQueue.AddPartialImageAsync))
            {
                announcing.TrySetResult();
                await goOn.Task.WaitAsync(Token);
            }

            await call();
        });
        var images = Images(4);
        await using var trail = _bench.Partials(queue).Follow(_bench.Lease, Token);
        trail.Add(0, images[0]);
        await announcing.Task.WaitAsync(Token);
        var (held, others) = await LoadAsync();

        Add(trail, images[1..], first: 1);
        var finished = finalIsThere ? trail.FinishAsync() : null;
        goOn.SetResult();
        if (finished is null)
        {
            // The stale ones were dropped once the newest waits for a worker.
            while (_bench.Pipeline.Waiting < 18)
            {
                Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            held.Release();
            finished = trail.FinishAsync();
        }

        await finished.WaitAsync(TimeSpan.FromSeconds(20), Token);
        held.Release();
        await Task.WhenAll(others);
        Assert.Equal(finalIsThere ? [0] : [0, 3], await _bench.AnnouncedAsync());
        Assert.All(images, image => Assert.True(image.IsDisposed()));
    }

    [Fact]
    public async Task Without_a_watcher_no_preview_is_made()
    {
        _bench.RemoveWatcher();
        var images = Images(3);
        await using (var trail = _bench.Partials().Follow(_bench.Lease, Token))
        {
            Add(trail, images);
            await trail.FinishAsync();
        }

        Assert.Empty(await _bench.AnnouncedAsync());
        Assert.All(images, image => Assert.True(image.IsDisposed()));
    }

    [Fact]
    public async Task A_new_watcher_gets_the_newest_preview_at_once()
    {
        _bench.RemoveWatcher();
        var images = Images(3);
        await using var trail = _bench.Partials().Follow(_bench.Lease, Token);
        Add(trail, images);
        while (!images[1].IsDisposed())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        using var news = _bench.Signals.Subscribe(_bench.Lease.GenerationId);
        Assert.True(await news.WaitAsync(TimeSpan.FromSeconds(20), Token));

        Assert.Equal([2], await _bench.AnnouncedAsync());
        await trail.FinishAsync();
    }

    [Fact]
    public async Task A_slot_that_ends_without_a_watcher_disposes_its_partial_image()
    {
        _bench.RemoveWatcher();
        var image = Images(1)[0];
        var trail = _bench.Partials().Follow(_bench.Lease, Token);
        trail.Add(0, image);

        await trail.DisposeAsync();

        Assert.True(image.IsDisposed());
    }

    [Fact]
    public async Task Disposing_the_queue_disposes_the_partial_images_in_it()
    {
        var images = Images(3);
        var held = new BlockingImage(TestImages.SmallPng());
        var inWork = _bench.Pipeline.PreviewAsync(held.Memory, new ImageLimits(), Token);
        await held.Held.Task.WaitAsync(Token);
        var trail = _bench.Partials().Follow(_bench.Lease, Token);
        Add(trail, images);

        await trail.DisposeAsync();

        Assert.All(images, image => Assert.True(image.IsDisposed()));
        held.Release();
        await inWork;
        Assert.Empty(await _bench.AnnouncedAsync());
    }

    [Fact]
    public async Task What_comes_after_the_end_is_let_go_of_and_not_announced()
    {
        var late = Images(1)[0];
        await using var trail = _bench.Partials().Follow(_bench.Lease, Token);
        await trail.FinishAsync();

        trail.Add(0, late);

        Assert.True(late.IsDisposed());
        Assert.Empty(await _bench.AnnouncedAsync());
    }

    [Fact]
    public async Task A_storage_error_loses_only_the_partial_images()
    {
        var images = Images(3);
        var queue = Proxy.Of(_bench.Queue, (method, call) => method == nameof(ISlotQueue.AddPartialImageAsync) ? throw new IOException("disk full") : call());
        await using (var trail = _bench.Partials(queue).Follow(_bench.Lease, Token))
        {
            Add(trail, images);
            await trail.FinishAsync();
        }

        Assert.All(images, image => Assert.True(image.IsDisposed()));
    }

    private static EncodedImage[] Images(int count) => [.. Enumerable.Range(0, count).Select(seed => EncodedImage.From(TestImages.SmallPng(seed + 1)))];

    private static void Add(PartialImages.PartialImageQueue trail, IEnumerable<EncodedImage> images, int first = 0)
    {
        foreach (var image in images)
        {
            trail.Add(first++, image);
        }
    }

    /// <summary>Takes the one worker, with seventeen more waiting for it.</summary>
    private async Task<(BlockingImage Held, List<Task> Others)> LoadAsync()
    {
        var held = new BlockingImage(TestImages.SmallPng());
        List<Task> others = [_bench.Pipeline.PreviewAsync(held.Memory, new ImageLimits(), Token)];
        await held.Held.Task.WaitAsync(Token);
        others.AddRange(Enumerable.Range(0, 17).Select(_ => _bench.Pipeline.PreviewAsync(TestImages.SmallPng(), new ImageLimits(), Token)));
        Assert.Equal(17, _bench.Pipeline.Waiting);
        return (held, others);
    }
}
