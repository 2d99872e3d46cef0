using System.Text;
using Darkroom.Packaging;

namespace Darkroom.Gallery;

/// <summary>The files of a download in their order.</summary>
public sealed class DownloadPlan : IDisposable
{
    private const string ManifestPath = "manifest.jsonl";
    private const string MissingPath = "missing.txt";

    private readonly DownloadManifest _manifest = new();
    private readonly StringBuilder _missing = new();
    private byte[]? _missingText;

    internal DownloadPlan(Download download)
    {
        Download = download;
        Template = FileTemplate.TryParse(download.Names, ImageDownloads.Placeholders, ImageDownloads.DefaultNames, out var template, out var problem)
            ? template
            : throw new FormatException(problem);

        // The names of the files at the end.
        Names.Take("", "manifest", ".jsonl");
        Names.Take("", "missing", ".txt");
    }

    public Download Download { get; }

    internal FileTemplate Template { get; }

    internal FileNames Names { get; } = new("image");

    /// <summary>The originals; empty if scaled images are delivered.</summary>
    internal List<(string Path, string BlobHash, long Length, DateTimeOffset CreatedAt)> Entries { get; } = [];

    /// <summary>Returns the length of the zip; null if it is not known before it is written.</summary>
    public long? Length => Download.Files != DownloadFiles.Originals ? null : ZipWriter.LengthOf(
    [
        .. Entries.Select(entry => (entry.Path, entry.Length)),
        (ManifestPath, _manifest.Length),
        .. _missingText is null ? [] : new[] { (MissingPath, (long)_missingText.Length) },
    ]);

    public void Dispose() => _manifest.Dispose();

    /// <param name="length">Null if the image is missing.</param>
    internal void Add(GalleryImage image, string path, long? length)
    {
        _manifest.Add(image, path, length is null);
        if (length is null)
        {
            _missing.Append(path).Append("  ").Append(image.Id).Append('\n');
        }
        else if (Download.Files == DownloadFiles.Originals)
        {
            Entries.Add((path, image.BlobHash, length.Value, image.CreatedAt));
        }
    }

    /// <summary>To be called after the last image was added.</summary>
    internal void Complete() => _missingText = _missing.Length == 0 ? null : Encoding.UTF8.GetBytes(
        $"The originals of these images are missing or damaged. The command check has the details.\n\n{_missing}");

    /// <summary>Writes the files after the images, and the directory.</summary>
    internal async Task WriteEndAsync(ZipWriter zip, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await _manifest.WriteAsync(zip, ManifestPath, time, cancellationToken);
        if (_missingText is { } missing)
        {
            await zip.AddAsync(MissingPath, time, missing, cancellationToken);
        }

        await zip.FinishAsync(cancellationToken);
    }
}
