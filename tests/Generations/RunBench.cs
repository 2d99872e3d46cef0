using System.Buffers;
using System.Collections.Immutable;
using Darkroom.Costs;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Storage;
using Darkroom.Tests.Keys;
using Darkroom.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Darkroom.Tests.Generations;

/// <summary>Runs claimed slots with the real stores, the real imaging and a scripted provider.</summary>
internal sealed class RunBench : IDisposable
{
    private readonly TempStorage _temp = new();
    private readonly ISignalSubscription _watcher;

    internal RunBench(int n = 1)
    {
        var created = Generations.CreateAsync(Ids.New(Time), Samples.Request(n), null, 100, Token);
        var claimed = Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token);
        created.GetAwaiter().GetResult();
        Lease = claimed.GetAwaiter().GetResult()!;
        _watcher = Signals.Subscribe(IJobSignals.Everything);
    }

    internal ManualTime Time => _temp.Time;

    internal IJobSignals Signals => _temp.Storage.Signals;

    internal IGenerationStore Generations => _temp.Storage.Generations;

    internal ISlotQueue Queue => _temp.Storage.Queue;

    internal IEventLog Events => _temp.Storage.Events;

    internal SlotLease Lease { get; set; }

    /// <summary>The limit of a day; set before the first run.</summary>
    internal decimal? Cap { get; init; }

    internal Budget Budget => field ??= new Budget(
        PriceTable.Load(id => Prices.TryGetValue(id, out var price) ? price : null), _temp.Storage.Charges, () => new CostOptions { DailyCapUsd = Cap }, new FixedCaller(), Time);

    /// <summary>The operator's prices of an image, by provider.</summary>
    internal Dictionary<string, decimal> Prices { get; } = [];

    internal ProviderHealth Health => field ??= new ProviderHealth(Time);

    internal ImagePipeline Pipeline { get; } = new(new ImagingOptions { Concurrency = 1 });

    internal string[] Originals => Directory.GetFiles(Path.Combine(_temp.Folder, "blobs"), "*", SearchOption.AllDirectories);

    internal Darkroom.Sqlite.SqliteStorage Storage => _temp.Storage;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal PartialImages Partials(ISlotQueue? queue = null) =>
        new(queue ?? Queue, Signals, _temp.Storage.Previews, Pipeline, new ImageLimits(), NullLogger<PartialImages>.Instance);

    internal FinalImages Finals(IBlobStore? blobs = null) => new(
        new OriginalImages(blobs ?? _temp.Storage.Blobs, _temp.Storage.Previews, Pipeline, new ImageLimits()),
        blobs ?? _temp.Storage.Blobs,
        new ImageLimits(),
        Time,
        NullLogger<FinalImages>.Instance);

    /// <summary>Adds an image with this original to the gallery.</summary>
    internal async Task<FinishedImage> ImageAsync(byte[] original)
    {
        var lease = (await Queue.ClaimAsync("gallery", [Samples.Provider], TimeSpan.FromSeconds(30), Token)) ?? Lease;
        var image = Samples.Image(Ids.New(Time)) with { BlobHash = await _temp.Storage.Blobs.PutAsync(original, Token), Bytes = original.Length };
        Assert.True(await Queue.CompleteAsync(lease, image, Token));
        return image;
    }

    internal void DeleteOriginals()
    {
        foreach (var file in Originals)
        {
            File.Delete(file);
        }
    }

    internal InputImages Inputs => new(_temp.Storage.Blobs, _temp.Storage.Gallery, Pipeline, new ImageLimits());

    internal Task<SlotResult> RunAsync(IImageProvider provider, CancellationToken? cancel = null, SlotLease? lease = null) => new SlotRun(
        new ProviderCatalog([provider]),
        Health,
        Budget,
        Inputs,
        new ImageRun(Queue, Partials(), Finals(), _temp.Storage.Previews, Time, NullLogger<ImageRun>.Instance),
        NullLogger<SlotRun>.Instance).RunAsync(lease ?? Lease, cancel ?? Token);

    /// <summary>Claims the next slot.</summary>
    internal async Task NextAsync() => Lease = (await Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;

    internal async Task<ImmutableArray<LoggedEvent>> LogAsync(string type) =>
        [.. (await Events.ReadAsync(Lease.GenerationId, 0, 1000, Token)).Where(logged => logged.Type == type)];

    /// <summary>Returns the indexes of the announced partial images, in order.</summary>
    internal async Task<IEnumerable<int>> AnnouncedAsync() => (await LogAsync("partial_image")).Select(logged =>
        System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(logged.Json).GetProperty("partial_image_index").GetInt32());

    /// <summary>Removes the watcher.</summary>
    internal void RemoveWatcher() => _watcher.Dispose();

    public void Dispose() => _temp.Dispose();
}

/// <summary>An image whose decoding waits, so that all workers are busy.</summary>
internal sealed class BlockingImage(byte[] bytes) : MemoryManager<byte>
{
    private readonly ManualResetEventSlim _open = new();
    private readonly CancellationToken _testEnds = TestContext.Current.CancellationToken;

    internal TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Release() => _open.Set();

    public override Span<byte> GetSpan() => bytes;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Held.TrySetResult();
        _open.Wait(_testEnds);
        return bytes.AsMemory(elementIndex).Pin();
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => _open.Dispose();
}

internal static class Ownership
{
    internal static bool IsDisposed(this EncodedImage image)
    {
        try
        {
            _ = image.Bytes;
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
