using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Generations;

/// <summary>
/// The images that a generation works from. The originals are checked when they are given and kept as they came. What leaves for a provider is
/// made from them for each try: upright, 8-bit sRGB, without metadata, within what that provider takes.
/// </summary>
/// <remarks>All images of one request together are bounded, so a try holds <see cref="MaxSentBytes"/> and one original. Nothing is held between tries.</remarks>
public sealed class InputImages(IBlobStore blobs, IGallery gallery, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>The most bytes that all originals of one request may have, the mask included.</summary>
    public const long MaxBytes = 96 * 1024 * 1024;

    /// <summary>The most bytes that are sent with one call, the mask included: as base64 they fit the 50 MB that vendors take.</summary>
    public const long MaxSentBytes = 32 * 1024 * 1024;

    /// <summary>The media types that are accepted; what a provider does not take is converted.</summary>
    public static readonly ImmutableArray<string> Accepted = ["image/png", "image/jpeg", "image/webp", "image/avif", "image/tiff", "image/gif"];

    /// <summary>Checks every image, proves that each can be sent, and keeps the originals.</summary>
    /// <param name="asked">As many images as <paramref name="rule"/> allows.</param>
    /// <param name="request">The rest of the request, checked.</param>
    /// <param name="rule">What the provider takes.</param>
    /// <returns>The request with its images, all of them on the disk, or null and everything that is wrong.</returns>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public async Task<(GenerationRequest? Request, ImmutableArray<ValidationError> Problems)> StoreAsync(
        AskedGeneration asked, GenerationRequest request, EditRule rule, CancellationToken cancellationToken)
    {
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        var kept = new List<StoredInputs>();
        var given = asked.Images ?? [];
        foreach (var (one, index) in given.Select((one, index) => (one, index)))
        {
            var target = rule.TargetOf(first: index == 0, masked: asked.Mask is not null);
            await AddAsync(one, "images", given.Length == 1 ? "" : $"Picture {index + 1}: ", target);
        }

        if (asked.Mask is { } mask)
        {
            var target = rule.MaskTarget(problems.Count == 0 ? kept[0].Prepared : null);
            await AddAsync(mask, "mask", "", target);
            if (problems.Count == 0 && WrongWith(kept[^1].Prepared.Original, kept[0].Prepared.Original) is { } wrong)
            {
                problems.Add(new ValidationError("mask", wrong));
            }
        }

        return problems.Count == 0
            ? (await StoreAsync(request, kept, asked.Mask is not null, cancellationToken), [])
            : (null, problems.ToImmutable());

        async Task AddAsync(ImageReference one, string field, string place, PreparationTarget target)
        {
            // Too much already: the rest is not even looked at.
            if (kept.Sum(other => other.Original.Length) > MaxBytes)
            {
                return;
            }

            var (look, wrong) = await CheckAsync(one, target, cancellationToken);
            if (look is null)
            {
                problems.Add(new ValidationError(field, place + wrong));
                return;
            }

            kept.Add(look);
            if (kept.Sum(other => other.Original.Length) > MaxBytes)
            {
                problems.Add(new ValidationError("images", $"They are too large together: all pictures of one request may have {MaxBytes:N0} bytes."));
            }
        }
    }

    /// <summary>Makes what a try sends along.</summary>
    /// <param name="request">With its images.</param>
    /// <param name="rule">What the provider of this try takes.</param>
    /// <param name="cancellationToken">Gives up, also during a decode.</param>
    /// <returns>Null if one of the originals is missing or cannot be read.</returns>
    public async Task<(ImmutableArray<ReferenceImage> Images, ReferenceImage? Mask)?> ReadAsync(
        GenerationRequest request, EditRule rule, CancellationToken cancellationToken)
    {
        if (request.Images is not { IsEmpty: false } images)
        {
            return ([], null);
        }

        var share = MaxSentBytes / Math.Max(1, request.Inputs.Length);
        var read = new List<PreparedImage>();
        foreach (var (input, index) in images.Select((input, index) => (input, index)))
        {
            if (await PrepareAsync(input, rule.TargetOf(index == 0, request.Mask is not null), cancellationToken) is not { } prepared)
            {
                return null;
            }

            read.Add(prepared);
        }

        // Too much together: the large ones are made smaller, until all have room.
        var tooMuch = read.Sum(image => (long)image.Bytes.Length) > MaxSentBytes - (request.Mask is null ? 0 : share);
        for (var index = 0; tooMuch && index < read.Count; index++)
        {
            var target = rule.TargetOf(index == 0, request.Mask is not null) with { MaxBytes = Math.Min(share, rule.MaxBytes) };
            if (read[index].Bytes.Length > share)
            {
                if (await PrepareAsync(images[index], target, cancellationToken) is not { } smaller)
                {
                    return null;
                }

                read[index] = smaller;
            }
        }

        if (request.Mask is not { } mask)
        {
            return ([.. read.Select(ToReference)], null);
        }

        return read is [var first, ..] && await PrepareAsync(mask, rule.MaskTarget(first), cancellationToken) is { } cut
            ? ([.. read.Select(ToReference)], ToReference(cut))
            : null;
    }

    private async Task<PreparedImage?> PrepareAsync(InputImage input, PreparationTarget target, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenAsync(input.Hash, cancellationToken);
        return stream is not null && stream.Length == input.Bytes
            && await pipeline.PrepareAsync(await ReadAsync(stream, cancellationToken), limits, target, cancellationToken) is Outcome<PreparedImage>.Ok(var prepared)
            ? prepared
            : null;
    }

    private async Task<(StoredInputs? Kept, string? Wrong)> CheckAsync(ImageReference given, PreparationTarget target, CancellationToken cancellationToken) => given switch
    {
        ImageReference.Stored(var id) => await CheckAsync(id, target, cancellationToken),
        ImageReference.Inline(var bytes) => await CheckAsync(bytes, null, target, cancellationToken),
        ImageReference.Unreadable(var message) => (null, message),
        _ => throw new UnreachableException(),
    };

    private async Task<(StoredInputs? Kept, string? Wrong)> CheckAsync(
        ReadOnlyMemory<byte> bytes, string? imageId, PreparationTarget target, CancellationToken cancellationToken) =>
        await pipeline.PrepareAsync(bytes, limits, target, cancellationToken) switch
        {
            Outcome<PreparedImage>.Ok(var prepared) => (new StoredInputs(bytes, imageId, prepared), null),
            Outcome<PreparedImage>.Rejected(_, var reason) => (null, reason),
            _ => throw new UnreachableException(),
        };

    private async Task<(StoredInputs? Kept, string? Wrong)> CheckAsync(string id, PreparationTarget target, CancellationToken cancellationToken)
    {
        if (await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return (null, $"There is no image {id} in the gallery.");
        }

        await using var stream = await blobs.OpenAsync(image.BlobHash, cancellationToken);
        return stream is null || stream.Length != image.Bytes
            ? (null, $"The original of image {id} is missing or damaged. Choose another image.")
            : await CheckAsync(await ReadAsync(stream, cancellationToken), id, target, cancellationToken);
    }

    private async Task<GenerationRequest> StoreAsync(
        GenerationRequest request, List<StoredInputs> kept, bool withMask, CancellationToken cancellationToken)
    {
        // Those of the gallery too: put again, they are too young to be swept before the generation refers to them.
        foreach (var one in kept)
        {
            await blobs.PutAsync(one.Original, cancellationToken);
        }

        var inputs = kept.Select(one => one.Input).ToImmutableArray();
        return withMask ? request with { Images = inputs[..^1], Mask = inputs[^1] } : request with { Images = inputs };
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static ReferenceImage ToReference(PreparedImage image) =>
        new(image.Bytes, image.Format.Mime(), new PixelSize(image.Width, image.Height));

    private static string? WrongWith(ImageHeader mask, ImageHeader first) => mask switch
    {
        { Format: not ImageFormat.Png } => $"It is {mask.Format.Mime()}. Send a PNG, transparent where the picture may change.",
        { HasAlpha: false } => "It has no transparency. Send a PNG that is transparent where the picture may change.",
        _ when !SameProportions(mask, first) =>
            $"It is {mask.Width}x{mask.Height}, but the first picture is {first.Width}x{first.Height} as it is shown. Make them the same size.",
        _ => null,
    };

    /// <summary>A mask painted on a smaller copy fits too; it is scaled together with the image.</summary>
    private static bool SameProportions(ImageHeader mask, ImageHeader first) =>
        Math.Abs(((double)mask.Width * first.Height / first.Width) - mask.Height) <= 0.5 + ((double)first.Height / first.Width / 2);

    private sealed record StoredInputs(ReadOnlyMemory<byte> Original, string? ImageId, PreparedImage Prepared)
    {
        public InputImage Input { get; } = new(
            ContentHash.Compute(Original.Span),
            Prepared.Original.Format.Mime(),
            new PixelSize(Prepared.Original.Width, Prepared.Original.Height),
            Original.Length,
            ImageId);
    }
}
