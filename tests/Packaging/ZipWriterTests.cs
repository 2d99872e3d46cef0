using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Darkroom.Packaging;

namespace Darkroom.Tests.Packaging;

/// <summary>Zip files, read by the framework and by other programs.</summary>
public sealed class ZipWriterTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 29, 12, 30, 45, TimeSpan.FromHours(1));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_come_out_as_they_went_in()
    {
        var random = new byte[300_000];
        new Random(1).NextBytes(random);
        (string Path, byte[] Bytes)[] files = [("a.txt", "hello"u8.ToArray()), ("empty", []), ("folder/夏のセール é.png", random), ("b", [0])];

        var zip = await WriteAsync(files);

        Assert.Equal(ZipWriter.LengthOf(files.Select(file => (file.Path, (long)file.Bytes.Length))), zip.Length);
        Assert.Equal(zip, await WriteAsync(files));
        using var archive = new ZipArchive(new MemoryStream(zip));
        Assert.Equal(files.Select(file => file.Path), archive.Entries.Select(entry => entry.FullName));
        foreach (var (entry, (_, bytes)) in archive.Entries.Zip(files))
        {
            await using var content = await entry.OpenAsync(Cancel);
            using var read = new MemoryStream();
            await content.CopyToAsync(read, Cancel);
            Assert.Equal(bytes, read.ToArray());
            Assert.Equal((Crc32.Of(bytes), bytes.Length, bytes.Length), (entry.Crc32, entry.Length, entry.CompressedLength));
            Assert.Equal(new DateTime(2026, 11, 29, 11, 30, 44), entry.LastWriteTime.DateTime);
        }

        await CheckAsync(zip, files.Length);
    }

    [Fact]
    public async Task An_empty_zip_is_valid()
    {
        var zip = await WriteAsync([]);
        Assert.Equal((22, 22), (zip.Length, ZipWriter.LengthOf([])));
        using var archive = new ZipArchive(new MemoryStream(zip));
        Assert.Empty(archive.Entries);
    }

    [Fact]
    public async Task More_files_than_16_bits_can_count_need_the_64_bit_directory()
    {
        const int count = 66_000;
        var destination = new MemoryStream();
        var zip = new ZipWriter(destination);
        for (var number = 0; number < count; number++)
        {
            await zip.AddAsync($"{number}", Time, new byte[] { (byte)number }, Cancel);
        }

        await zip.FinishAsync(Cancel);

        Assert.Equal(ZipWriter.LengthOf(Enumerable.Range(0, count).Select(number => ($"{number}", 1L))), destination.Length);
        using (var archive = new ZipArchive(new MemoryStream(destination.ToArray())))
        {
            Assert.Equal(count, archive.Entries.Count);
        }

        await CheckAsync(destination.ToArray(), count);
    }

    [Fact]
    public async Task Files_and_places_beyond_4_gigabytes_need_64_bits()
    {
        const long large = uint.MaxValue + 100L;
        var destination = new SparseStream();
        var zip = new ZipWriter(destination);
        await zip.AddAsync("before", Time, "first"u8.ToArray(), Cancel);
        await zip.AddAsync("zeros", Time, new Zeros(large), Cancel);
        await zip.AddAsync("after", Time, "last"u8.ToArray(), Cancel);
        await zip.FinishAsync(Cancel);

        Assert.Equal(ZipWriter.LengthOf([("before", 5), ("zeros", large), ("after", 4)]), destination.Length);
        using var archive = new ZipArchive(destination);
        Assert.Equal([("before", 5), ("zeros", large), ("after", 4)], archive.Entries.Select(entry => (entry.FullName, entry.Length)));
        Assert.Equal("last", await new StreamReader(await archive.Entries[2].OpenAsync(Cancel)).ReadToEndAsync(Cancel));
        await using var zeros = await archive.Entries[1].OpenAsync(Cancel);
        Assert.Equal(1000, await zeros.ReadAtLeastAsync(new byte[1000], 1000, cancellationToken: Cancel));

        // After 2^32 - 1 zeros the checksum begins again.
        Assert.Equal(Crc32.Of(new byte[100]), archive.Entries[1].Crc32);
    }

    [Fact]
    public async Task A_file_that_is_too_short_ends_the_zip() => await Assert.ThrowsAsync<EndOfStreamException>(
        () => new ZipWriter(new MemoryStream()).AddAsync("a", Time, 0, 10, new MemoryStream(new byte[9]), Cancel));

    private static async Task<byte[]> WriteAsync(IEnumerable<(string Path, byte[] Bytes)> files)
    {
        var destination = new MemoryStream();
        var zip = new ZipWriter(destination);
        foreach (var (index, (path, bytes)) in files.Index())
        {
            if (index % 2 == 0)
            {
                await zip.AddAsync(path, Time, bytes, Cancel);
            }
            else
            {
                await zip.AddAsync(path, Time, new MemoryStream(bytes), Cancel);
            }
        }

        await zip.FinishAsync(Cancel);
        return destination.ToArray();
    }

    /// <summary>Lets unzip and Python check a zip, if they are there.</summary>
    private static async Task CheckAsync(byte[] zip, int files)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, zip, Cancel);
            await RunAsync("unzip", ["-tqq", file], "");
            await RunAsync(
                "python3",
                ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(len(z.namelist()), z.testzip())", file],
                $"{files} None\n");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(string program, string[] arguments, string expected)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return;
        }

        using (process)
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel);
            Assert.Equal((expected, "", 0), (await output, await errors, process.ExitCode));
        }
    }

    /// <summary>Many zeros.</summary>
    private sealed class Zeros(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - Position);
            buffer[..count].Clear();
            Position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }

    /// <summary>Holds what is not zero.</summary>
    private sealed class SparseStream : Stream
    {
        private readonly List<(long Start, byte[] Bytes)> _parts = [];
        private long _length;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get; set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.Span.ContainsAnyExcept((byte)0))
            {
                _parts.Add((_length, buffer.ToArray()));
            }

            Position = _length += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Max(0, Math.Min(buffer.Length, _length - Position));
            buffer[..count].Clear();
            foreach (var (start, bytes) in _parts)
            {
                var (from, to) = (Math.Max(start, Position), Math.Min(start + bytes.Length, Position + count));
                if (from < to)
                {
                    bytes.AsSpan((int)(from - start), (int)(to - from)).CopyTo(buffer[(int)(from - Position)..]);
                }
            }

            Position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? Position : _length);

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
