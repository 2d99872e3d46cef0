using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Storage;
using Microsoft.Extensions.Logging;

namespace Darkroom.Generations;

/// <summary>
/// Checks the final image of a provider, stores it byte for byte, and makes its derivatives. What is announced afterwards is on the disk.
/// </summary>
public sealed partial class FinalImages(
    OriginalImages originals, IBlobStore blobs, ImageLimits limits, TimeProvider time, ILogger<FinalImages> log)
{
    /// <summary>The longest prompt that any provider takes, in characters.</summary>
    private const int MaxRevisionLength = 32_000;

    private const int MaxReportLength = 50;

    /// <summary>Stores a final image.</summary>
    /// <param name="final">The image; the caller disposes it.</param>
    public async Task<SlotResult> StoreAsync(
        SlotLease lease, IImageProvider provider, GenerationUpdate.FinalImage final, CancellationToken cancellationToken)
    {
        Outcome<Derivatives> made;
        using (Telemetry.Source.StartActivity("encode"))
        {
            made = await originals.DeriveAsync(final.Image.Bytes, cancellationToken);
        }

        if (made is Outcome<Derivatives>.Rejected(_, var reason))
        {
            return new SlotResult.Failed(
                new Failure(FailureCode.BadOutput, $"{provider.Description.Name} sent something that is not a usable image: {reason}"),
                SawOutput: true);
        }

        var derived = ((Outcome<Derivatives>.Ok)made).Value;
        if (derived.UniformColour is { } plain)
        {
            return new SlotResult.Failed(
                new Failure(FailureCode.BadOutput, $"{provider.Description.Name} sent an empty image: every pixel is {ToText(plain)}."),
                SawOutput: true);
        }

        try
        {
            using var storing = Telemetry.Source.StartActivity("store");

            // From here on the image is stored even if its slot is cancelled: it is paid for, and the store decides which came first.
            var hash = await originals.StoreAsync(final.Image.Bytes, derived, CancellationToken.None);
            return new SlotResult.Finished(Describe(lease, provider, final, derived, hash));
        }
        catch (StorageException fault)
        {
            LogNotStored(fault, lease.GenerationId, lease.ImageIndex);
            return new SlotResult.Failed(
                new Failure(FailureCode.Internal, "The image came but could not be stored: the disk is full or not writable."),
                SawOutput: true);
        }
    }

    /// <summary>Stores the last partial image of a call that failed.</summary>
    /// <param name="image">The image; the caller disposes it.</param>
    /// <returns>Null if the bytes are not an image.</returns>
    public async Task<UnfinishedImage?> StoreUnfinishedAsync(EncodedImage image, CancellationToken cancellationToken)
    {
        if (ImageInspector.Inspect(image.Bytes.Span, limits) is not Outcome<ImageHeader>.Ok(var header))
        {
            return null;
        }

        var hash = await blobs.PutAsync(image.Bytes, cancellationToken);
        return new UnfinishedImage(hash, header.Format.Mime(), new PixelSize(header.Width, header.Height), image.Bytes.Length);
    }

    private FinishedImage Describe(
        SlotLease lease, IImageProvider provider, GenerationUpdate.FinalImage final, Derivatives derived, string hash) => new()
        {
            Id = Ids.New(time),
            BlobHash = hash,
            Mime = derived.Header.Format.Mime(),
            Bytes = final.Image.Bytes.Length,
            Size = new PixelSize(derived.Header.Width, derived.Header.Height),
            ThumbHash = [.. derived.ThumbHash],
            DifferenceHash = derived.DifferenceHash,
            Provider = provider.Id,
            Model = Shorten(final.Model, 200) ?? lease.Request.Model,
            Seed = final.Seed ?? (lease.Request.Seed + lease.ImageIndex),
            RevisedPrompt = Shorten(final.RevisedPrompt, MaxRevisionLength),
            Quality = Shorten(final.Quality, MaxReportLength),
            Reported = final.Reported is { } reported
                ? new ReportedOutput(
                    Shorten(reported.Size, MaxReportLength), Shorten(reported.Background, MaxReportLength), Shorten(reported.OutputFormat, MaxReportLength))
                : null,
            Usage = final.Usage,
            Cost = final.CostUsd is { } usd ? new Cost(usd, CostBasis.Reported) : null,
        };

    /// <summary>Shortens what a provider reports about an image: it is stored permanently and sent to every watcher.</summary>
    private static string? Shorten(string? text, int maxLength) =>
        text is null || text.Length <= maxLength ? text : text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];

    private static string ToText(UniformColour plain) => plain switch
    {
        { Alpha: <= UniformColour.Tolerance } => "transparent",
        { Red: <= 8, Green: <= 8, Blue: <= 8 } => "the same black",
        { Red: >= 247, Green: >= 247, Blue: >= 247 } => "the same white",
        _ => $"the same color (#{plain.Red:x2}{plain.Green:x2}{plain.Blue:x2})",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Image {ImageIndex} of {GenerationId} came but could not be stored")]
    private partial void LogNotStored(Exception fault, string generationId, int imageIndex);
}
