using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Generations;

/// <summary>
/// The images that a generation works from. Originals are validated when a request arrives and stored unchanged. For each try they are
/// prepared for the provider: upright, 8-bit sRGB, without metadata, within the provider's limits.
/// </summary>
/// <remarks>The total size of a request's images is limited, so a try holds <see cref="MaxSentBytes"/> and one original. Nothing is held between tries.</remarks>
public sealed class InputImages(IBlobStore blobs, IGallery gallery, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>The maximum number of bytes of all originals of one request, the mask included.</summary>
    public const long MaxBytes = 96 * 1024 * 1024;

    /// <summary>The maximum number of bytes that one call sends, the mask included: as base64 they fit the 50 MB that services accept.</summary>
    public const long MaxSentBytes = 32 * 1024 * 1024;

    /// <summary>The accepted media types. Images are converted for providers that do not accept them.</summary>
    public static readonly ImmutableArray<string> Accepted = ["image/png", "image/jpeg", "image/webp", "image/avif", "image/tiff", "image/gif"];

    /// <summary>Validates the images of a request by preparing each for the provider, and stores the originals.</summary>
    /// <param name="request">The request, with no more images than <paramref name="rule"/> allows.</param>
    /// <param name="valid">The validated request without its images.</param>
    /// <param name="rule">What the provider accepts.</param>
    /// <param name="cancellationToken">Stops the work, also during a decode.</param>
    /// <returns>The validated request with its images, which are on the disk; or null and all errors.</returns>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public async Task<(GenerationRequest? Request, ImmutableArray<ValidationError> Errors)> StoreAsync(
        StartRequest request, GenerationRequest valid, EditRule rule, CancellationToken cancellationToken)
    {
        var errors = ImmutableArray.CreateBuilder<ValidationError>();
        var checkedImages = new List<(InputImage Original, PreparedImage Prepared)>();
        var images = request.Images ?? [];
        for (var index = 0; index < images.Length; index++)
        {
            var target = rule.TargetFor(first: index == 0, masked: request.Mask is not null);
            await AddAsync(images[index], "images", images.Length == 1 ? "" : LocalText.Format(EngineTexts.InputNumber, index + 1) + " ", target);
        }

        if (request.Mask is { } mask)
        {
            await AddAsync(mask, "mask", "", rule.TargetForMask(errors.Count == 0 ? checkedImages[0].Prepared : null));
            if (errors.Count == 0 && MaskError(checkedImages[^1].Prepared.Original, checkedImages[0].Prepared.Original) is { } error)
            {
                errors.Add(new ValidationError("mask", error));
            }
        }

        return errors.Count == 0
            ? (await StoreAsync(valid, [.. checkedImages.Select(image => image.Original)], request.Mask is not null, cancellationToken), [])
            : (null, errors.ToImmutable());

        async Task AddAsync(ImageReference reference, string field, string prefix, PreparationTarget target)
        {
            // Over the limit already: the other images are not read.
            if (TotalBytes() > MaxBytes)
            {
                return;
            }

            var (original, prepared, error) = await CheckAsync(reference, target, cancellationToken);
            if (original is null || prepared is null)
            {
                errors.Add(new ValidationError(field, prefix + error));
                return;
            }

            checkedImages.Add((original, prepared));
            if (TotalBytes() > MaxBytes)
            {
                errors.Add(new ValidationError("images", LocalText.Format(EngineTexts.InputsTooLarge, MaxBytes)));
            }
        }

        long TotalBytes() => checkedImages.Sum(image => image.Original.Length);
    }

    /// <summary>Prepares the images that a try sends.</summary>
    /// <param name="request">The validated request.</param>
    /// <param name="rule">What the provider of this try accepts.</param>
    /// <param name="cancellationToken">Stops the work, also during a decode.</param>
    /// <returns>The request with its images as they are sent; null if an original is missing or cannot be read.</returns>
    public async Task<GenerationRequest?> ReadAsync(GenerationRequest request, EditRule rule, CancellationToken cancellationToken)
    {
        if (request.Images is not { IsEmpty: false } images)
        {
            return request;
        }

        if (await PrepareAllAsync(images, request, rule, cancellationToken) is not { } prepared)
        {
            return null;
        }

        var sent = request with { Images = [.. images.Zip(prepared, AsSent)] };
        if (request.Mask is not { } mask)
        {
            return sent;
        }

        return await PrepareAsync(mask, rule.TargetForMask(prepared[0]), cancellationToken) is { } preparedMask
            ? sent with { Mask = AsSent(mask, preparedMask) }
            : null;
    }

    /// <summary>Prepares every image. If they are too large together, those that exceed an equal share are reduced to it.</summary>
    private async Task<List<PreparedImage>?> PrepareAllAsync(
        ImmutableArray<InputImage> images, GenerationRequest request, EditRule rule, CancellationToken cancellationToken)
    {
        var prepared = new List<PreparedImage>();
        foreach (var (input, index) in images.Select((input, index) => (input, index)))
        {
            if (await PrepareAsync(input, rule.TargetFor(index == 0, request.Mask is not null), cancellationToken) is not { } image)
            {
                return null;
            }

            prepared.Add(image);
        }

        var share = MaxSentBytes / request.Inputs.Length;
        var tooLarge = prepared.Sum(image => (long)image.Bytes.Length) > MaxSentBytes - (request.Mask is null ? 0 : share);
        for (var index = 0; tooLarge && index < prepared.Count; index++)
        {
            if (prepared[index].Bytes.Length > share)
            {
                var target = rule.TargetFor(index == 0, request.Mask is not null) with { MaxBytes = Math.Min(share, rule.MaxBytes) };
                if (await PrepareAsync(images[index], target, cancellationToken) is not { } smaller)
                {
                    return null;
                }

                prepared[index] = smaller;
            }
        }

        return prepared;
    }

    private async Task<PreparedImage?> PrepareAsync(InputImage input, PreparationTarget target, CancellationToken cancellationToken)
    {
        await using var stream = await blobs.OpenAsync(input.Hash, cancellationToken);
        return stream is not null && stream.Length == input.Length
            && await pipeline.PrepareAsync(await stream.ReadToEndAsync(cancellationToken), limits, target, cancellationToken) is Outcome<PreparedImage>.Ok(var prepared)
            ? prepared
            : null;
    }

    /// <returns>The original with its bytes, and how it would be sent; or why it cannot be used.</returns>
    private async Task<(InputImage? Original, PreparedImage? Prepared, string? Error)> CheckAsync(
        ImageReference reference, PreparationTarget target, CancellationToken cancellationToken)
    {
        var (bytes, id, missing) = reference switch
        {
            ImageReference.Stored stored => await FindAsync(stored.Id, cancellationToken),
            ImageReference.Inline inline => (inline.Bytes, null, null),
            ImageReference.Unreadable unreadable => (default, null, unreadable.Message),
            _ => throw new UnreachableException(),
        };
        return missing is not null ? (null, null, missing) : await pipeline.PrepareAsync(bytes, limits, target, cancellationToken) switch
        {
            Outcome<PreparedImage>.Ok({ Original: var header } prepared) => (
                new InputImage(ContentHash.Compute(bytes.Span), header.Format.Mime(), new PixelSize(header.Width, header.Height), bytes.Length, id) { Bytes = bytes },
                prepared,
                null),
            Outcome<PreparedImage>.Rejected(_, var reason) => (null, null, reason),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<(ReadOnlyMemory<byte> Bytes, string? Id, string? Error)> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return (default, null, LocalText.Format(EngineTexts.InputMissing, id));
        }

        await using var stream = await blobs.OpenAsync(image.BlobHash, cancellationToken);
        return stream is null || stream.Length != image.Bytes
            ? (default, null, LocalText.Format(EngineTexts.InputDamaged, id))
            : (await stream.ReadToEndAsync(cancellationToken), id, null);
    }

    private async Task<GenerationRequest> StoreAsync(
        GenerationRequest valid, ImmutableArray<InputImage> images, bool withMask, CancellationToken cancellationToken)
    {
        // Gallery images are stored again too: that protects them from the sweep until the generation refers to them.
        foreach (var image in images)
        {
            await blobs.PutAsync(image.Bytes, cancellationToken);
        }

        ImmutableArray<InputImage> inputs = [.. images.Select(image => image with { Bytes = default })];
        return withMask ? valid with { Images = inputs[..^1], Mask = inputs[^1] } : valid with { Images = inputs };
    }

    private static InputImage AsSent(InputImage original, PreparedImage prepared) => original with
    {
        Mime = prepared.Format.Mime(),
        Size = new PixelSize(prepared.Width, prepared.Height),
        Bytes = prepared.Bytes,
    };

    private static string? MaskError(ImageHeader mask, ImageHeader first) => mask switch
    {
        { Format: not ImageFormat.Png } => LocalText.Format(EngineTexts.MaskNotPng, mask.Format.Mime()),
        { HasAlpha: false } => EngineTexts.MaskOpaque,
        _ when !SameProportions(mask, first) =>
            LocalText.Format(EngineTexts.MaskSize, mask.Width, mask.Height, first.Width, first.Height),
        _ => null,
    };

    /// <summary>A mask that was painted on a smaller copy fits too; it is scaled together with the image.</summary>
    private static bool SameProportions(ImageHeader mask, ImageHeader first) =>
        Math.Abs(((double)mask.Width * first.Height / first.Width) - mask.Height) <= 0.5 + ((double)first.Height / first.Width / 2);
}
