using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Darkroom.Imaging;
using Darkroom.Packaging;
using Darkroom.Storage;

namespace Darkroom.Gallery;

/// <summary>
/// Delivers many images as one zip. It is made while it is sent: nothing is written to the disk, and memory holds only names, the directory and the
/// compressed manifest.
/// </summary>
public sealed class ImageDownloads(IDownloadStore store, IBlobStore blobs, Derivative derivatives, TimeProvider time)
{
    /// <summary>The maximum number of images of a download.</summary>
    public const int MaxImages = 100_000;

    /// <summary>The default names of files.</summary>
    public const string DefaultNames = "{date}_{prompt}_{seed}_{id}";

    /// <summary>How long an address can be used to begin a download.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(10);

    /// <summary>The names that can stand in braces in the names of files.</summary>
    public static readonly ImmutableArray<string> Placeholders = ["date", "prompt", "seed", "id", "provider", "model", "width", "height"];

    private const int TokenBytes = 32;

    /// <summary>The number of characters of a token.</summary>
    private const int TokenLength = 43;

    /// <summary>Prepares a download.</summary>
    /// <param name="names">A template that <see cref="FileTemplate.TryParse"/> accepts.</param>
    /// <returns>The secret of the address; null if the selection is empty or has more than <see cref="MaxImages"/>.</returns>
    public async Task<(string? Token, DateTimeOffset ExpiresAt, long Images, long Bytes)> CreateAsync(
        ImageSelection selection, string names, DownloadFiles files, CancellationToken cancellationToken)
    {
        var (images, bytes) = await store.CountAsync(selection, MaxImages + 1, cancellationToken);
        var expiresAt = time.GetUtcNow() + Validity;
        if (images is 0 or > MaxImages)
        {
            return (null, expiresAt, images, bytes);
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        await store.AddAsync(HashOf(token), new Download(selection, names, files, expiresAt), cancellationToken);
        return (token, expiresAt, images, bytes);
    }

    /// <summary>Returns a download that can be begun; null if there is none with this token, or it has expired.</summary>
    public async Task<Download?> FindAsync(string token, CancellationToken cancellationToken) =>
        token.Length == TokenLength ? await store.FindAsync(HashOf(token), cancellationToken) : null;

    /// <summary>Names every file and finds out which originals are missing.</summary>
    public async Task<DownloadPlan> PlanAsync(Download download, CancellationToken cancellationToken)
    {
        var plan = new DownloadPlan(download);
        try
        {
            if (download.Files == DownloadFiles.Originals)
            {
                await foreach (var image in ReadAsync(download.Selection, cancellationToken))
                {
                    plan.Add(image, NameOf(plan, image, ExtensionOf(image)), await blobs.LengthAsync(image.BlobHash, cancellationToken));
                }

                plan.Complete();
            }

            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    /// <summary>Writes the zip.</summary>
    /// <param name="destination">Written with asynchronous calls only, and left open.</param>
    /// <exception cref="IOException">An original was changed or deleted since the plan was made.</exception>
    public async Task WriteAsync(DownloadPlan plan, Stream destination, CancellationToken cancellationToken)
    {
        var zip = new ZipWriter(destination);
        if (plan.Download.Files == DownloadFiles.Originals)
        {
            foreach (var entry in plan.Entries)
            {
                await using var original = await blobs.OpenAsync(entry.BlobHash, cancellationToken);
                if (original?.Length != entry.Length)
                {
                    throw new IOException($"The original {entry.BlobHash} was changed or deleted while it was being downloaded.");
                }

                await zip.AddAsync(entry.Path, entry.CreatedAt, original, cancellationToken);
            }
        }
        else
        {
            await WriteScaledAsync(plan, zip, cancellationToken);
            plan.Complete();
        }

        await plan.WriteEndAsync(zip, plan.Download.ExpiresAt - Validity, cancellationToken);
    }

    /// <summary>Writes the images in the size for screens. Which can be made is known only then.</summary>
    private async Task WriteScaledAsync(DownloadPlan plan, ZipWriter zip, CancellationToken cancellationToken)
    {
        await foreach (var image in ReadAsync(plan.Download.Selection, cancellationToken))
        {
            if (await derivatives.OpenAsync(image.BlobHash, Derivative.Widths[^1], AcceptedFormats.Jpeg | AcceptedFormats.WebP, cancellationToken) is not var (stream, format))
            {
                plan.Add(image, NameOf(plan, image, ExtensionOf(image)), length: null);
                continue;
            }

            await using (stream)
            {
                var path = NameOf(plan, image, format.Extension());
                plan.Add(image, path, stream.Length);
                await zip.AddAsync(path, image.CreatedAt, stream, cancellationToken);
            }
        }
    }

    private async IAsyncEnumerable<GalleryImage> ReadAsync(ImageSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? before = null;
        while (await store.ImagesAsync(selection, before, GalleryQuery.MaxLimit, cancellationToken) is { IsEmpty: false } images)
        {
            foreach (var image in images)
            {
                yield return image;
            }

            before = images[^1].Position;
        }
    }

    private static string NameOf(DownloadPlan plan, GalleryImage image, string extension) => plan.Names.Take(
        "", plan.Template.NameOf(placeholder => ValueOf(placeholder, image)), extension);

    private static string ValueOf(string placeholder, GalleryImage image) => placeholder switch
    {
        "date" => LocalDays.DateOf(image.Day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "prompt" => image.Request.Prompt,
        "seed" => image.Seed?.ToString(CultureInfo.InvariantCulture) ?? "",
        "id" => image.Id,
        "provider" => image.Provider,
        "model" => image.Model ?? "",
        "width" => image.Size.Width.ToString(CultureInfo.InvariantCulture),
        "height" => image.Size.Height.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(placeholder), placeholder, "Unknown placeholder."),
    };

    private static string ExtensionOf(GalleryImage image) => ImageFormats.FindByMime(image.Mime)?.Extension() ?? ".bin";

    private static string HashOf(string token) => ContentHash.Compute(Encoding.UTF8.GetBytes(token));
}
