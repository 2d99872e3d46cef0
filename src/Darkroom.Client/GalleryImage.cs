namespace Darkroom.Client;

/// <summary>Which images of the gallery to list, the newest first.</summary>
public sealed record ImageQuery
{
    /// <summary>A query as in the gallery's search field, such as <c>lighthouse model:flux size:&gt;1024</c>; null for all images.</summary>
    public string? Text { get; init; }

    /// <summary>The id of the provider that made them; null for all.</summary>
    public string? Provider { get; init; }

    /// <summary>The name of the model that made them; null for all.</summary>
    public string? Model { get; init; }

    /// <summary>True for favorites only, false for all others; null for both.</summary>
    public bool? Favorite { get; init; }

    /// <summary>True for the images in the trash, which are left out otherwise.</summary>
    public bool? Trashed { get; init; }

    /// <summary>The number of images on a page, 1 to 200.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>One page of images.</summary>
/// <param name="Images">The images, the newest first.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
public sealed record ImagePage(IReadOnlyList<GalleryImage> Images, string? NextCursor);

/// <summary>An image of the gallery, and how it was made.</summary>
public sealed record GalleryImage
{
    /// <summary>The id: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The generation that made it; null if the image was imported.</summary>
    public string? GenerationId { get; init; }

    /// <summary>Its number in the generation, from 0; null if the image was imported.</summary>
    public int? ImageIndex { get; init; }

    /// <summary>The width of the original in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>The height of the original in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The media type of the original.</summary>
    public required string Mime { get; init; }

    /// <summary>The length of the original in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>A blurred placeholder of about 25 bytes (ThumbHash).</summary>
    public ReadOnlyMemory<byte> Thumbhash { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The provider that made it.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The model that made it; null if it is unknown.</summary>
    public string? Model { get; init; }

    /// <summary>The seed; null if it is unknown.</summary>
    public long? Seed { get; init; }

    /// <summary>The prompt.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The prompt as the provider changed it; null if it did not.</summary>
    public string? RevisedPrompt { get; init; }

    /// <summary>The id of the image that it is a version of; null if there is none.</summary>
    public string? ParentId { get; init; }

    /// <summary>The quality that the provider reported; null if it did not.</summary>
    public string? Quality { get; init; }

    /// <summary>The cost in US dollars; null if it is unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Whether it is a favorite.</summary>
    public bool Favorite { get; init; }

    /// <summary>Its tags by name; null if there are none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>When it was put into the trash; null if it is not there.</summary>
    public DateTimeOffset? TrashedAt { get; init; }

    /// <summary>The campaign that it was made for; null for none.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The program that wrote the imported file; null if the image was made by the server.</summary>
    public string? Source { get; init; }
}

/// <summary>The answer to a request for one image.</summary>
internal sealed record ImageDetail(GalleryImage Image);

/// <summary>The widths in which images are served.</summary>
public enum ImageWidth
{
    /// <summary>256 pixels.</summary>
    W256 = 256,

    /// <summary>512 pixels.</summary>
    W512 = 512,

    /// <summary>1024 pixels.</summary>
    W1024 = 1024,
}

/// <summary>A file that was downloaded completely.</summary>
/// <param name="Mime">The media type.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes in lower-case hexadecimal.</param>
public sealed record DownloadedFile(string Mime, long Length, string Sha256);

/// <summary>A selection of images: a query, or ids.</summary>
public sealed record ImageSelection
{
    /// <summary>A query as in the gallery's search field; an empty text is the whole gallery. Null if there are <see cref="Ids"/>.</summary>
    public string? View { get; init; }

    /// <summary>The ids of at most 10,000 images; null if there is a <see cref="View"/>.</summary>
    public IReadOnlyList<string>? Ids { get; init; }
}

/// <summary>A zip of images.</summary>
public sealed record NewDownload
{
    /// <summary>The images, at most 100,000.</summary>
    public required ImageSelection Select { get; init; }

    /// <summary>The template of file names, such as <c>{date}_{prompt}_{seed}_{id}</c>; null for this one.</summary>
    public string? Names { get; init; }

    /// <summary><c>originals</c> or <c>web</c> (1024 pixels wide); null for originals.</summary>
    public string? Files { get; init; }
}

/// <summary>The address of a zip.</summary>
internal sealed record PreparedDownload(string Url);

/// <summary>A file to import: an image, a <c>.txt</c> file with its parameters, or a zip.</summary>
/// <param name="Name">The name, with folders below that of the import.</param>
/// <param name="Content">The content, which is read once and not closed.</param>
public sealed record ImportFile(string Name, Stream Content);

/// <summary>What became of the files of an import.</summary>
public sealed record ImportReport
{
    /// <summary>The number of new images.</summary>
    public int Imported { get; init; }

    /// <summary>The number of files whose image is in the gallery already, or in its trash.</summary>
    public int Duplicates { get; init; }

    /// <summary>The number of files that were rejected.</summary>
    public int Rejected { get; init; }

    /// <summary>The number of imported files with parameters that are not understood.</summary>
    public int NotUnderstood { get; init; }

    /// <summary>The files, at most 1,000.</summary>
    public IReadOnlyList<ImportedFile> Files { get; init; } = [];

    /// <summary>The number of files that are not listed.</summary>
    public int Omitted { get; init; }
}

/// <summary>What became of one file.</summary>
/// <param name="File">Its name.</param>
/// <param name="Status"><c>imported</c>, <c>duplicate</c> or <c>rejected</c>.</param>
/// <param name="ImageId">The id of the image in the gallery; null if the file was rejected.</param>
/// <param name="Remark">Why it was rejected, or what was not understood of it; null if there is nothing to say.</param>
public sealed record ImportedFile(string File, string Status, string? ImageId, string? Remark);
