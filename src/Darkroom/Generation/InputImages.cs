using System.Collections.Immutable;
using System.Diagnostics;
using Darkroom.Blobs;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Providers;

namespace Darkroom.Generation;

/// <summary>The pictures that a generation works from: looked at when they are given, kept, and read again for each try.</summary>
/// <remarks>
/// All pictures of one request together are bounded, so a try holds <see cref="MostBytes"/> at most and a provider as many times
/// that as it has images under way. Nothing is held between tries.
/// </remarks>
public sealed class InputImages(IBlobStore blobs, IGallery gallery, ImagePipeline pipeline, ImageLimits limits)
{
    /// <summary>The most bytes that all pictures of one request may have, the mask included: as base64 they fit the 50 MB that vendors take.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    private static readonly ImmutableArray<int> ProofWidth = [256];

    /// <summary>Looks at every picture, decodes those that are new, and keeps them.</summary>
    /// <param name="asked">As many pictures as <paramref name="rule"/> allows.</param>
    /// <param name="request">What the rest of it came to.</param>
    /// <param name="rule">What the provider takes.</param>
    /// <returns>The request with its pictures, all of them on the disk, or null and everything that is wrong.</returns>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    public async Task<(GenerationRequest? Request, ImmutableArray<FieldProblem> Problems)> KeepAsync(
        AskedGeneration asked, GenerationRequest request, EditRule rule, CancellationToken cancellationToken)
    {
        var problems = ImmutableArray.CreateBuilder<FieldProblem>();
        var looked = new List<Looked>();
        var given = asked.Images ?? [];
        foreach (var (one, place) in given.Select((one, index) => (one, given.Length == 1 ? "" : $"Picture {index + 1}: ")))
        {
            await AddAsync(one, "images", place);
        }

        if (asked.Mask is { } mask)
        {
            await AddAsync(mask, "mask", "");
            if (problems.Count == 0 && WrongWith(looked[^1], looked[0]) is { } wrong)
            {
                problems.Add(new FieldProblem("mask", wrong));
            }
        }

        return problems.Count == 0
            ? (await StoreAsync(request, looked, asked.Mask is not null, cancellationToken), [])
            : (null, problems.ToImmutable());

        async Task AddAsync(GivenImage one, string field, string place)
        {
            // Too much already: the rest is not even looked at.
            if (looked.Sum(other => other.Input.Bytes) > MostBytes)
            {
                return;
            }

            var (look, wrong) = await LookAsync(one, rule, cancellationToken);
            if (look is null)
            {
                problems.Add(new FieldProblem(field, place + wrong));
                return;
            }

            looked.Add(look);
            if (looked.Sum(other => other.Input.Bytes) > MostBytes)
            {
                problems.Add(new FieldProblem("images", $"They are too large together: all pictures of one request may have {MostBytes:N0} bytes."));
            }
        }
    }

    /// <summary>Reads what a try sends along.</summary>
    /// <returns>Null when one of the originals is gone.</returns>
    public async Task<(ImmutableArray<ReferenceImage> Images, ReferenceImage? Mask)?> ReadAsync(
        GenerationRequest request, CancellationToken cancellationToken)
    {
        var read = ImmutableArray.CreateBuilder<ReferenceImage>();
        foreach (var input in request.Inputs)
        {
            await using var stream = blobs.Open(input.Hash);
            if (stream is null || stream.Length != input.Bytes)
            {
                return null;
            }

            var bytes = new byte[input.Bytes];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            read.Add(new ReferenceImage(bytes, input.Mime, input.Size));
        }

        return request.Mask is null ? (read.ToImmutable(), null) : (read.ToImmutable()[..^1], read[^1]);
    }

    private async Task<(Looked? Looked, string? Wrong)> LookAsync(GivenImage given, EditRule rule, CancellationToken cancellationToken) => given switch
    {
        GivenImage.Stored(var id) => await LookAsync(id, rule, cancellationToken),
        GivenImage.Sent(var bytes) => await LookAsync(bytes, rule, cancellationToken),
        GivenImage.Unreadable(var message) => (null, message),
        _ => throw new UnreachableException(),
    };

    /// <summary>Every pixel of it decodes, or it is refused.</summary>
    private async Task<(Looked? Looked, string? Wrong)> LookAsync(ReadOnlyMemory<byte> bytes, EditRule rule, CancellationToken cancellationToken)
    {
        var most = limits with { MaxBytes = Math.Min(limits.MaxBytes, rule.MaxBytes) };
        if (ImageInspector.Inspect(bytes.Span, most) is Outcome<ImageHeader>.Ok(var header) && WrongType(header.Format.Mime(), rule) is { } wrong)
        {
            return (null, wrong);
        }

        return await pipeline.DeriveAsync(bytes, most, ImageFormat.WebP, ProofWidth, cancellationToken) switch
        {
            Outcome<Derivatives>.Ok({ Header: var proven }) => (Looked.At(bytes, proven), null),
            Outcome<Derivatives>.Rejected(_, var reason) => (null, reason),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>It was decoded when it came; only its header is read again, for the alpha channel.</summary>
    private async Task<(Looked? Looked, string? Wrong)> LookAsync(string id, EditRule rule, CancellationToken cancellationToken)
    {
        if (await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return (null, $"There is no image {id} in the gallery.");
        }

        if (image.Bytes > rule.MaxBytes)
        {
            return (null, $"The image {id} has {image.Bytes:N0} bytes; at most {rule.MaxBytes:N0} are accepted.");
        }

        await using var stream = blobs.Open(image.BlobHash);
        if (stream is null || stream.Length != image.Bytes)
        {
            return (null, $"The original of image {id} is missing or damaged. Choose another image.");
        }

        var bytes = new byte[image.Bytes];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return ImageInspector.Inspect(bytes, limits) switch
        {
            Outcome<ImageHeader>.Ok(var header) => WrongType(header.Format.Mime(), rule) is { } wrong
                ? (null, wrong)
                : (Looked.At(bytes, header, id), null),
            Outcome<ImageHeader>.Rejected(_, var reason) => (null, reason),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<GenerationRequest> StoreAsync(
        GenerationRequest request, List<Looked> looked, bool withMask, CancellationToken cancellationToken)
    {
        // Those of the gallery too: put again, they are too young to be swept before the generation refers to them.
        foreach (var one in looked)
        {
            await blobs.PutAsync(one.Bytes, cancellationToken);
        }

        var inputs = looked.Select(one => one.Input).ToImmutableArray();
        return withMask ? request with { Images = inputs[..^1], Mask = inputs[^1] } : request with { Images = inputs };
    }

    private static string? WrongType(string mime, EditRule rule) => rule.Mimes.Contains(mime, StringComparer.Ordinal)
        ? null
        : $"It is {mime}, which this provider does not take. Send {string.Join(" or ", rule.Mimes)}.";

    private static string? WrongWith(Looked mask, Looked first) => mask switch
    {
        { Input.Mime: not "image/png" } => $"It is {mask.Input.Mime}. Send a PNG, transparent where the picture may change.",
        { HasAlpha: false } => "It has no transparency. Send a PNG that is transparent where the picture may change.",
        _ when mask.Input.Size != first.Input.Size => $"It is {mask.Input.Size}, but the first picture is {first.Input.Size}. Make them the same size.",
        _ => null,
    };

    private sealed record Looked(ReadOnlyMemory<byte> Bytes, InputImage Input, bool HasAlpha)
    {
        public static Looked At(ReadOnlyMemory<byte> bytes, ImageHeader header, string? imageId = null) => new(
            bytes,
            new InputImage(BlobHash.Of(bytes.Span), header.Format.Mime(), new PixelSize(header.Width, header.Height), bytes.Length, imageId),
            header.HasAlpha);
    }
}
