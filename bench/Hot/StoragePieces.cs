using BenchmarkDotNet.Attributes;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Sqlite;

namespace Darkroom.Bench.Hot;

/// <summary>The event log and the gallery on this machine's disk. BenchmarkDotNet derives from the class, so it is public and open.</summary>
public class StoragePieces
{
    private const int Images = 2_000;
    private const int PerGeneration = 16;
    private const int Together = 16;
    private static readonly PartialPreview Preview = new(0, "bench.webp", 512, 512, "image/webp");
    private static readonly GenerationRequest Request = new()
    {
        Prompt = "a lighthouse in a storm at sunset",
        N = PerGeneration,
        Size = new PixelSize(1024, 1024),
        Provider = "painter",
    };

    private string _folder = "";
    private SqliteStorage _storage = null!;
    private List<SlotLease> _leases = [];

    /// <summary>BenchmarkDotNet does not wait for a setup that is a task when it measures in its own process.</summary>
    [GlobalSetup]
    public void Prepare() => PrepareAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Clean()
    {
        _storage.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Description = "event append, one at a time")]
    public Task<bool> Append() => _storage.Queue.AddPartialImageAsync(_leases[0], Preview, CancellationToken.None);

    [Benchmark(Description = "event append, 16 at once, each", OperationsPerInvoke = Together)]
    public Task<bool[]> AppendTogether() =>
        Task.WhenAll(_leases.Select(lease => _storage.Queue.AddPartialImageAsync(lease, Preview, CancellationToken.None)));

    [Benchmark(Description = "gallery page of 2,000 images")]
    public Task<GalleryPage> Page() => _storage.Gallery.PageAsync(new GalleryQuery(), CancellationToken.None);

    [Benchmark(Description = "gallery page of a search")]
    public Task<GalleryPage> Search() => _storage.Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse("lighthouse sto").View }, CancellationToken.None);

    private static FinishedImage NewImage() => new()
    {
        Id = Ids.New(TimeProvider.System),
        BlobHash = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"),
        Mime = "image/png",
        Bytes = 1_900_000,
        Size = new PixelSize(1024, 1024),
        ThumbHash = [.. new byte[25]],
        Provider = "painter",
    };

    private async Task PrepareAsync()
    {
        _folder = Directory.CreateTempSubdirectory("darkroom-bench-").FullName;
        _storage = SqliteStorage.Open(_folder, TimeProvider.System);
        for (var made = 0; made < Images; made += PerGeneration)
        {
            var kept = await Task.WhenAll((await BeginAsync()).Select(lease => _storage.Queue.CompleteAsync(lease, NewImage(), CancellationToken.None)));
            if (kept.Length < PerGeneration || kept.Contains(false))
            {
                throw new InvalidDataException("The gallery cannot be filled.");
            }
        }

        _leases = await BeginAsync();
    }

    private async Task<List<SlotLease>> BeginAsync()
    {
        await _storage.Generations.CreateAsync(Ids.New(TimeProvider.System), Request, null, PerGeneration, CancellationToken.None);
        var leases = new List<SlotLease>();
        while ((await _storage.Queue.ClaimAsync("bench", [new QueueLimits("painter", 100, null)], TimeSpan.FromHours(1), CancellationToken.None)).Lease is { } lease)
        {
            leases.Add(lease);
        }

        return leases;
    }
}
