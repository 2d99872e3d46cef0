using System.Runtime.CompilerServices;
using Darkroom.Imaging;
using Darkroom.Providers;

namespace Darkroom.Painter;

/// <summary>
/// The built-in provider: a procedural painter, not an AI. It needs no key and no network, and the same prompt, size and seed yield the same
/// image. It paints from coarse to fine, so its partial images are real intermediate states.
/// </summary>
public sealed class PainterProvider(PainterOptions options, ImagePipeline pipeline, TimeProvider time) : IImageProvider
{
    public static readonly ProviderKind Kind = ProviderKind.Create<PainterOptions>(
        "painter", (options, parts) => new PainterProvider(options, parts.Pipeline, parts.Time));

    private static readonly ProviderCapabilities Capabilities = new()
    {
        Sizes = new SizeRule.Within(MinEdge: 64, MaxEdge: 2048, MultipleOf: 1, MaxPixels: 2048 * 2048, MaxRatio: 32),
        Formats = ["png", "jpeg", "webp"],
        PartialImages = 3,
        Seed = true,
    };

    private readonly Cores _cores = new(Environment.ProcessorCount);

    private const int PartialQuality = 85;
    private const int FinalQuality = 92;

    public string Id => Kind.Id;

    public ProviderDescription Description => new(
        "Painter", PainterTexts.Summary, Paid: false);

    public ProviderSetup Setup { get; } = new();

    public ProviderLimits Limits { get; } = new(
        options.MaxConcurrency ?? 4, options.ImagesPerMinute, TimeSpan.FromSeconds(options.TimeoutSeconds ?? 120));

    public ProviderCapabilities CapabilitiesOf(string? model) => Capabilities;

    public async IAsyncEnumerable<GenerationUpdate> GenerateAsync(
        ImageRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var painting = new Painting(request.Prompt, request.Size, request.Seed ?? 0, _cores);
        for (var pass = 0; pass < painting.Passes; pass++)
        {
            yield return new GenerationUpdate.Progress((double)pass / painting.Passes);
            await PaintAsync(painting, pass, cancellationToken);
            await WaitForPaceAsync(started, (double)pass / (painting.Passes - 1), cancellationToken);
            if (PartialIndex(pass, painting.Passes, request.PartialImages) is { } index)
            {
                yield return new GenerationUpdate.PartialImage(
                    index, await EncodeAsync(painting, request.Size, ImageFormat.Jpeg, PartialQuality, cancellationToken));
            }
        }

        var format = request.OutputFormat switch { "jpeg" => ImageFormat.Jpeg, "webp" => ImageFormat.WebP, _ => ImageFormat.Png };
        yield return new GenerationUpdate.FinalImage(await EncodeAsync(painting, request.Size, format, FinalQuality, cancellationToken))
        {
            Seed = request.Seed,
        };
    }

    public Task<ProviderTest> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ProviderTest>(new ProviderTest.Passed("The painter is built in and needs neither a network nor a key."));

    /// <summary>Paints on a dedicated thread, because a pass takes long and would block a thread of the pool.</summary>
    private static Task PaintAsync(Painting painting, int pass, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => painting.Paint(pass, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task WaitForPaceAsync(long started, double share, CancellationToken cancellationToken)
    {
        var delay = (TimeSpan.FromSeconds(options.Pace) * share) - time.GetElapsedTime(started);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, time, cancellationToken);
        }
    }

    /// <summary>The partial image's index for a pass: the last passes before the final one are used, as many as requested.</summary>
    private static int? PartialIndex(int pass, int passes, int requested)
    {
        var index = pass - (passes - 1 - requested);
        return index >= 0 && pass < passes - 1 ? index : null;
    }

    private async Task<EncodedImage> EncodeAsync(
        Painting painting, PixelSize size, ImageFormat format, int quality, CancellationToken cancellationToken) => EncodedImage.From(
            await pipeline.EncodeAsync(painting.Pixels, size.Width, size.Height, format, quality, cancellationToken));
}
