using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Darkroom.Bench.Provider;
using Darkroom.Imaging;

namespace Darkroom.Bench.Hot;

/// <summary>Benchmarks of image processing. BenchmarkDotNet derives from the class, so it is public and not sealed.</summary>
public class ImagingPieces
{
    private const int HashEdge = 100;
    private static readonly ImmutableArray<int> Widths = [256, 512, 1024];
    private readonly ImagePipeline _pipeline = new(new ImagingOptions());
    private readonly ImageLimits _limits = new();
    private byte[] _partial = [];
    private byte[] _final = [];
    private byte[] _pixels = [];

    [GlobalSetup]
    public void Prepare()
    {
        var scene = new Scene(1);
        _partial = RecordedResponse.Draw(scene, 0);
        _final = RecordedResponse.Draw(scene, RecordedResponse.Final);
        _pixels = [.. Enumerable.Range(0, HashEdge * HashEdge * 3).Select(i => (byte)(i * i / 7))];
    }

    [Benchmark(Description = "preview of a partial image")]
    public Task<Outcome<EncodedResult>> Preview() => _pipeline.PreviewAsync(_partial, _limits, CancellationToken.None);

    [Benchmark(Description = "all sizes of a final image")]
    public Task<Outcome<Derivatives>> Derive() => _pipeline.DeriveAsync(_final, _limits, ImageFormat.Jpeg, ImageFormat.WebP, Widths, CancellationToken.None);

    [Benchmark(Description = "thumbhash")]
    public byte[] Hash() => Encode(null, _pixels, HashEdge, HashEdge, 3);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern byte[] Encode(
        [UnsafeAccessorType("Darkroom.Imaging.Steps.ThumbHash, Darkroom.Imaging")] object? of, ReadOnlySpan<byte> pixels, int width, int height, int bands);
}
