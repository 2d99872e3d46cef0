using System.Collections.Immutable;
using System.Text;

namespace Darkroom.Gallery;

/// <summary>Reads finished images. Pages, neighbours, versions and numbers are those outside the trash.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read, or a search took too long. Thrown by every verb.</exception>
public interface IGallery
{
    /// <summary>Returns an image, also one in the trash; null if there is none with this id.</summary>
    Task<GalleryImage?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the file of an image, also of one in the trash; null if there is none with this id.</summary>
    Task<ImageFile?> FindFileAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns one page of images, the newest first.</summary>
    Task<GalleryPage> PageAsync(GalleryQuery query, CancellationToken cancellationToken);

    /// <summary>Returns the number of images of each day of a view.</summary>
    /// <param name="exact">False to stop counting if there are many and it takes long; see <see cref="GalleryDays.TotalIsExact"/>.</param>
    Task<GalleryDays> DaysAsync(GalleryView view, bool exact, CancellationToken cancellationToken);

    /// <summary>Returns what a grid shows of images, the newest first.</summary>
    Task<ImmutableArray<GalleryTile>> TilesAsync(TileQuery query, CancellationToken cancellationToken);

    /// <summary>Returns what images are marked with, also those in the trash, by id. Ids of which there is no image are left out.</summary>
    Task<ImmutableDictionary<string, TileFlags>> FlagsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Returns the partial images of a finished image, in order.</summary>
    Task<ImmutableArray<PartialPreview>> DevelopmentAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the ids of the next newer and the next older image of a view; null at either end, and if there is no such image.</summary>
    Task<(string? Newer, string? Older)> NeighboursAsync(string id, GalleryView view, CancellationToken cancellationToken);

    /// <summary>Returns names that contain a text, those that begin with it first, then the most frequent; at most <see cref="NameCount.MaxNames"/>.</summary>
    Task<ImmutableArray<NameCount>> SuggestAsync(NameField field, string typed, CancellationToken cancellationToken);

    /// <summary>Returns the number of images and the total size of their originals.</summary>
    Task<(long Images, long Bytes)> CountAsync(CancellationToken cancellationToken);

    /// <summary>Returns the images that were made from an image, the newest first.</summary>
    /// <param name="limit">1 to <see cref="GalleryQuery.MaxLimit"/>.</param>
    Task<ImmutableArray<GalleryImage>> ChildrenAsync(string id, int limit, CancellationToken cancellationToken);
}

/// <summary>A finished image of the gallery, and how it was made.</summary>
public sealed record GalleryImage : FinishedImage
{
    /// <summary>The order of the gallery, the newest image highest; see <see cref="ImagePosition"/>.</summary>
    public required long Position { get; init; }

    /// <summary>Null if the image was imported.</summary>
    public string? GenerationId { get; init; }

    /// <summary>The image's number in its generation, from 0; null if the image was imported.</summary>
    public int? ImageIndex { get; init; }

    /// <summary>The campaign that the image was made for, which may be deleted; null for none.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The name of the program that wrote the imported file; null if the image was made here.</summary>
    public string? Source { get; init; }

    public bool Favorite { get; init; }

    /// <summary>By name.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The collections that the image is in, by name.</summary>
    public ImmutableArray<CollectionName> Collections { get; init; } = [];

    /// <summary>When the image was put into the trash; null if it is not there. Lists leave out what is there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>The day of creation in the gallery's time zone; see <see cref="LocalDays"/>.</summary>
    public required int Day { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long ElapsedMs { get; init; }

    /// <summary>
    /// The generation's request; the other properties describe the result. That of an imported image has what is known of it.
    /// </summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>Why another provider than the requested one made the image; null if the requested one did.</summary>
    public ImageFallback? Fallback { get; init; }

    /// <inheritdoc cref="MadeImage.DifferencesFrom"/>
    public ImmutableArray<string>? Differences => new MadeImage(Size, Mime, Quality, Model, Fallback).DifferencesFrom(Request);
}

/// <summary>Selects images of the gallery.</summary>
public sealed record GalleryQuery
{
    public const int MaxLimit = 200;

    public GalleryView View { get; init; } = GalleryView.All;

    /// <summary>The <see cref="GalleryPage.NextCursor"/> of the page before; null for the first page.</summary>
    public long? Before { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 60;
}

/// <summary>One page of the gallery.</summary>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record GalleryPage(ImmutableArray<GalleryImage> Images, long? NextCursor);

/// <summary>Selects what a grid shows. Without a place it begins with the newest image.</summary>
public sealed record TileQuery
{
    public const int MaxLimit = 500;

    /// <summary>The maximum of <see cref="Skip"/>.</summary>
    public const int MaxSkip = 1_000_000;

    public GalleryView View { get; init; } = GalleryView.All;

    /// <summary>The <see cref="GalleryDays.AsOf"/> of the grid, so that images that came later, also from the past, are left out; null for all.</summary>
    public long? AsOf { get; init; }

    /// <summary>The position that the tiles are older than; null if another place is given.</summary>
    public long? Before { get; init; }

    /// <summary>The position that the tiles are newer than, as near to it as possible; null if another place is given.</summary>
    public long? After { get; init; }

    /// <summary>The day to begin with, in the gallery's time zone; null if another place is given.</summary>
    public DateOnly? At { get; init; }

    /// <summary>The number of images to leave out at the place, so that a part of a day can be read.</summary>
    public int Skip { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 256;

    /// <summary>True to read <see cref="GalleryTile.Details"/> too, which takes longer.</summary>
    public bool Details { get; init; }
}

/// <summary>An image in a grid.</summary>
/// <param name="Alt">The beginning of the prompt.</param>
public sealed record GalleryTile(string Id, long Position, int Width, int Height, ImmutableArray<byte> ThumbHash, TileFlags Flags, string Alt)
{
    /// <summary>Null unless <see cref="TileQuery.Details"/> asks for it.</summary>
    public TileDetails? Details { get; init; }

    /// <summary>The maximum length of <see cref="Alt"/> in grapheme clusters.</summary>
    public const int MaxAltLength = 80;

    /// <summary>The maximum length of <see cref="Alt"/> in UTF-8.</summary>
    public const int MaxAltBytes = 90;

    /// <summary>Returns the beginning of a prompt that fits a tile, on one line. It ends with an ellipsis after a whole word if the prompt is longer.</summary>
    public static string AltOf(string prompt)
    {
        const int ellipsisBytes = 3;
        const int maxWord = 20;
        var line = TextLength.Start(prompt, MaxAltLength);
        if (line.Length == prompt.Length && Encoding.UTF8.GetByteCount(line) <= MaxAltBytes)
        {
            return line.ReplaceLineEndings(" ");
        }

        line = TextLength.Start(prompt, MaxAltLength - 1).ReplaceLineEndings(" ");
        while (Encoding.UTF8.GetByteCount(line) > MaxAltBytes - ellipsisBytes)
        {
            line = TextLength.Start(line, Math.Max(0, TextLength.Measure(line) * (MaxAltBytes - ellipsisBytes) / Encoding.UTF8.GetByteCount(line)));
        }

        // Languages without spaces, and very long words, are cut anywhere.
        return (line.LastIndexOf(' ') is var space && space > line.Length - maxWord && space > 0 ? line[..space] : line).TrimEnd(' ', ',', ';', ':') + "…";
    }
}

/// <summary>What a list says about an image in addition.</summary>
/// <param name="Provider">The id of the provider that made it.</param>
/// <param name="Tags">By name.</param>
public sealed record TileDetails(string Provider, string? Model, ImmutableArray<string> Tags);

/// <summary>Properties that a grid marks.</summary>
[Flags]
public enum TileFlags
{
    None = 0,
    Favorite = 1,
    Imported = 2,

    /// <summary>Made from other images.</summary>
    Edited = 4,

    /// <summary>A version of another image of the gallery.</summary>
    Parent = 8,

    /// <summary>There are stored partial images.</summary>
    Partials = 16,
    Trashed = 32,
}

/// <summary>The number of images of a view.</summary>
/// <param name="AsOf">Names what the gallery contained; see <see cref="TileQuery.AsOf"/>.</param>
/// <param name="Total">The number of images.</param>
/// <param name="TotalIsExact">False if there are more, because counting stopped; the days are then those of the newest images.</param>
/// <param name="Days">The days that have images, the newest first.</param>
public sealed record GalleryDays(long AsOf, long Total, bool TotalIsExact, ImmutableArray<GalleryDay> Days)
{
    /// <summary>The number of images that are always counted.</summary>
    public const int AlwaysCounted = 10_000;
}

/// <summary>The images of a day.</summary>
/// <param name="RatioSum">
/// The sum of their widths divided by their heights, in thousandths: from it follows the height of a grid. If a view has words or several filters,
/// it is estimated from all images of the day.
/// </param>
public readonly record struct GalleryDay(DateOnly Date, long Images, long RatioSum);

/// <summary>A name that a filter can have, and how many images have it.</summary>
/// <param name="Images">Null if they are not counted: those of a saved search.</param>
public readonly record struct NameCount(string Name, long? Images)
{
    public const int MaxNames = 12;
}

/// <summary>The file of an image.</summary>
/// <param name="BlobHash">The SHA-256 of the original, 64 hexadecimal digits.</param>
/// <param name="Mime">The original's media type.</param>
public sealed record ImageFile(string BlobHash, string Mime);
