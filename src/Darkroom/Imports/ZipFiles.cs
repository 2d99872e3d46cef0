using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Darkroom.Imports;

/// <summary>Reads the images of a zip. Nothing that it says about itself is trusted, and nothing is written to the disk.</summary>
public static class ZipFiles
{
    /// <summary>The maximum length of the directory, which is read into memory: about 100,000 files.</summary>
    private const long MaxDirectoryBytes = 16 * 1024 * 1024;

    /// <summary>Images hardly get smaller in a zip, so one that unpacks to more than this is an attack or has other content.</summary>
    private const int MaxRatio = 20;

    private const long MinUnpacked = 64L * 1024 * 1024;

    /// <summary>Reads the image files one after the other. Files of other types are left out.</summary>
    /// <param name="zip">A stream that can seek and knows its length.</param>
    /// <param name="name">The name of the zip, for what is wrong with the zip as a whole.</param>
    /// <param name="maxBytes">The maximum length of a file.</param>
    public static async IAsyncEnumerable<UploadedFile> ReadAsync(
        Stream zip, string name, long maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var limited = new LimitedStream(zip);
        if (await OpenAsync(limited, cancellationToken) is not { } archive)
        {
            yield return new UploadedFile.Unusable(name, EngineTexts.ZipDamaged);
            yield break;
        }

        using (archive)
        {
            var texts = archive.Entries.Where(entry => FileNames.IsText(entry.FullName))
                .GroupBy(entry => FileNames.Stem(entry.FullName)).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
            var room = Math.Max(MinUnpacked, zip.Length * MaxRatio);
            foreach (var entry in archive.Entries.Where(entry => FileNames.IsImage(entry.FullName) && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)))
            {
                var text = texts.GetValueOrDefault(FileNames.Stem(entry.FullName));
                room -= (entry.Length <= maxBytes ? entry.Length : 0) + (text is { Length: <= ImageImporter.MaxTextBytes } ? text.Length : 0);
                if (room < 0)
                {
                    yield return new UploadedFile.Unusable(name, EngineTexts.ZipTooLarge);
                    yield break;
                }

                yield return await ReadAsync(entry, text, maxBytes, cancellationToken);
            }
        }
    }

    private static async Task<ZipArchive?> OpenAsync(LimitedStream zip, CancellationToken cancellationToken)
    {
        try
        {
            zip.Left = MaxDirectoryBytes;
            var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, cancellationToken);
            _ = archive.Entries.Count;
            zip.Left = long.MaxValue;
            return archive;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or ArgumentException)
        {
            return null;
        }
    }

    private static async Task<UploadedFile> ReadAsync(ZipArchiveEntry entry, ZipArchiveEntry? text, long maxBytes, CancellationToken cancellationToken)
    {
        if (FileNames.Clean(entry.FullName) is not { } name)
        {
            return new UploadedFile.Unusable(string.Concat(entry.FullName.Where(each => !char.IsControl(each)).Take(100)), EngineTexts.ZipName);
        }

        try
        {
            return await UnpackAsync(entry, maxBytes, cancellationToken) is { } bytes
                ? new UploadedFile.Usable(new ImportFile(name, bytes)
                {
                    ModifiedAt = entry.LastWriteTime,
                    TextBeside = text is null ? null : await UnpackAsync(text, ImageImporter.MaxTextBytes, cancellationToken) is { } beside ? Encoding.UTF8.GetString(beside) : null,
                })
                : new UploadedFile.Unusable(name, LocalText.Format(EngineTexts.ZipImageTooLarge, maxBytes));
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or NotSupportedException)
        {
            return new UploadedFile.Unusable(name, EngineTexts.ZipUnreadable);
        }
    }

    /// <summary>Returns the content of a file; null if it is longer than allowed.</summary>
    private static async Task<byte[]?> UnpackAsync(ZipArchiveEntry entry, long maxBytes, CancellationToken cancellationToken)
    {
        if (entry.Length > maxBytes)
        {
            return null;
        }

        // No more is unpacked than the zip says.
        var bytes = new byte[entry.Length];
        await using var content = await entry.OpenAsync(cancellationToken);
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Reads a stream up to a number of bytes, and does not close it.</summary>
    private sealed class LimitedStream(Stream inner) : Stream
    {
        /// <summary>The number of bytes that may still be read.</summary>
        internal long Left { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int read) => (Left -= read) >= 0 ? read : throw new InvalidDataException("More is read than allowed.");
    }
}
