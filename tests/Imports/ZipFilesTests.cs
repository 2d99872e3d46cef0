using System.Buffers.Binary;
using Darkroom.Imports;

namespace Darkroom.Tests.Imports;

/// <summary>Zips, also those that are made to do harm.</summary>
public sealed class ZipFilesTests
{
    private const long MaxBytes = 1_000_000;

    private static readonly byte[] Image = TestImages.SmallPng();

    [Fact]
    public async Task Images_are_read_from_all_folders_and_other_files_are_left_out()
    {
        var files = await ReadAsync(TestZip.Pack(("a.png", Image), ("folder/b.JPG", [1, 2]), ("notes.md", [1]), ("__MACOSX/._a.png", [1]), ("folder/", [])));

        Assert.Equal(["a.png", "folder/b.JPG"], files.Cast<UploadedFile.Usable>().Select(file => file.File.Name));
        Assert.Equal(Image, ((UploadedFile.Usable)files[0]).File.Bytes.ToArray());
    }

    [Fact]
    public async Task A_text_with_the_same_name_belongs_to_the_image()
    {
        var files = await ReadAsync(TestZip.Pack(("x/a.png", Image), ("a.txt", "wrong folder"u8.ToArray()), ("x/a.txt", "Steps: 20"u8.ToArray())));

        Assert.Equal("Steps: 20", Assert.IsType<UploadedFile.Usable>(Assert.Single(files)).File.TextBeside);
    }

    [Fact]
    public async Task The_time_of_a_file_is_that_in_the_zip()
    {
        var file = Assert.IsType<UploadedFile.Usable>(Assert.Single(await ReadAsync(TestZip.Pack(("a.png", Image)))));

        Assert.Equal(new DateTime(2024, 5, 6, 12, 34, 56), file.File.ModifiedAt!.Value.DateTime);
    }

    [Theory]
    [InlineData("../a.png")]
    [InlineData("x/../../a.png")]
    [InlineData("/etc/a.png")]
    [InlineData("..\\a.png")]
    [InlineData("C:\\a.png")]
    public async Task A_name_that_leads_out_is_refused(string name) =>
        Assert.Contains("leads out", Assert.IsType<UploadedFile.Unusable>(Assert.Single(await ReadAsync(TestZip.Pack((name, Image))))).Reason, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_is_too_long_is_refused_and_the_others_are_read()
    {
        var files = await ReadAsync(TestZip.Pack(("a.png", new byte[MaxBytes + 1]), ("b.png", Image)));

        Assert.Contains("more than 1,000,000 bytes", Assert.IsType<UploadedFile.Unusable>(files[0]).Reason, StringComparison.Ordinal);
        Assert.IsType<UploadedFile.Usable>(files[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(900_000)]
    public async Task A_file_that_is_shorter_than_the_zip_says_is_refused(int difference)
    {
        var zip = TestZip.Pack(("a.png", Image));
        var directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var length = BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(directory + 24));
        BinaryPrimitives.WriteInt32LittleEndian(zip.AsSpan(directory + 24), length + difference);

        Assert.IsType<UploadedFile.Unusable>(Assert.Single(await ReadAsync(zip)));
    }

    [Fact]
    public async Task A_zip_that_unpacks_to_much_more_than_its_length_is_stopped()
    {
        var zip = TestZip.Pack([.. Enumerable.Range(0, 200).Select(i => ($"{i}.png", new byte[MaxBytes]))]);
        var files = await ReadAsync(zip);

        Assert.InRange(files.Count, 2, 100);
        Assert.Contains("unpacks to much more", Assert.IsType<UploadedFile.Unusable>(files[^1]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zip_with_millions_of_files_is_refused()
    {
        // The directory says the same entry again and again.
        var zip = TestZip.Pack(("a.png", Image));
        var (start, end) = (zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8), zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8));
        var entry = zip[start..end];
        byte[] many = [.. zip[..start], .. Enumerable.Repeat(entry, 400_000).SelectMany(bytes => bytes), .. zip[end..]];

        Assert.Contains("too many files", Assert.IsType<UploadedFile.Unusable>(Assert.Single(await ReadAsync(many))).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_zips_never_throw()
    {
        var random = new Random(3);
        var zip = TestZip.Pack(("a.png", Image), ("folder/b.png", Image), ("a.txt", "Steps: 20"u8.ToArray()));
        for (var length = 0; length < zip.Length; length += 7)
        {
            await ReadAsync(zip[..length]);
        }

        for (var i = 0; i < 3_000; i++)
        {
            var broken = zip.ToArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            await ReadAsync(broken);
        }
    }

    private static async Task<List<UploadedFile>> ReadAsync(byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        return await ZipFiles.ReadAsync(stream, "all.zip", MaxBytes, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
