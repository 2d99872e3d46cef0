using System.IO.Compression;
using System.Text;
using Darkroom.Imaging;
using Darkroom.Imaging.Metadata;

namespace Darkroom.Tests.Imaging.Metadata;

/// <summary>What is read from the files of other programs, and that no file can do harm.</summary>
public sealed class ImageMetadataTests
{
    private const string Prompt = "an owl, 夜, é\nSteps: 20, Sampler: Euler, Seed: 7";

    private static readonly byte[] Png = TestImages.SmallPng();

    [Theory]
    [InlineData("tEXt")]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("iTXt, compressed")]
    public void A_text_of_a_png_is_read(string kind) => Assert.Equal([new EmbeddedText("parameters", Prompt)], Read(PngWith(kind, Prompt)).Texts);

    [Fact]
    public void A_text_after_the_pixels_of_a_png_is_read()
    {
        byte[] end = Png[^12..];
        byte[] png = [.. Png[..^12], .. PngContainer.Chunk("tEXt", [.. "workflow\0{}"u8]), .. end];

        Assert.Equal([new EmbeddedText("workflow", "{}")], Read(png).Texts);
    }

    [Fact]
    public void Latin_1_is_read_as_the_specification_says()
    {
        var png = HandMade.WithChunk(Png, "tEXt", [.. "Comment\0caf"u8, 0xE9]);

        Assert.Equal("café", Read(png).Texts.Single().Text);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("png")]
    [InlineData("avif")]
    public async Task The_comment_in_exif_is_read_from_every_container(string format)
    {
        var block = ExifSample.Block(little: false, ExifSample.Comment("UNICODE", Encoding.BigEndianUnicode.GetBytes(Prompt)));

        Assert.Equal([new EmbeddedText("UserComment", Prompt)], Read(await InContainer(format, block)).Texts);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_byte_order_of_a_comment_may_differ_from_that_of_its_block(bool littleBlock, bool littleText)
    {
        var text = (littleText ? Encoding.Unicode : Encoding.BigEndianUnicode).GetBytes(Prompt);

        Assert.Equal(Prompt, await CommentAsync(littleBlock, "UNICODE", text));
    }

    [Fact]
    public async Task A_byte_order_mark_decides() =>
        Assert.Equal("梟", await CommentAsync(littleBlock: false, "UNICODE", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("梟")]));

    [Theory]
    [InlineData("ASCII")]
    [InlineData("")]
    [InlineData("UNICODE")]
    public async Task Utf_8_is_read_under_every_character_code(string code) => Assert.Equal(Prompt, await CommentAsync(true, code, Encoding.UTF8.GetBytes(Prompt)));

    [Fact]
    public async Task A_comment_without_a_character_code_is_read()
    {
        var block = ExifSample.Block(true, (ExifSample.UserComment, Encoding.UTF8.GetBytes(Prompt)));

        Assert.Equal(Prompt, Read(await InContainer("jpeg", block)).Texts.Single().Text);
    }

    [Fact]
    public async Task Texts_of_the_main_directory_are_read_from_the_model_downwards()
    {
        var block = ExifSample.Block(
            true, ExifSample.Text(0x010D, "extra:{}"), ExifSample.Text(ExifSample.Make, "workflow:{}"), ExifSample.Text(ExifSample.Model, "prompt:{}"));

        Assert.Equal(
            [new("0x010D", "extra:{}"), new("Make", "workflow:{}"), new EmbeddedText("Model", "prompt:{}")], Read(await InContainer("webp", block)).Texts);
    }

    [Fact]
    public async Task The_time_of_the_original_is_local_unless_its_offset_is_known()
    {
        var time = ExifSample.Text(ExifSample.DateTimeOriginal, "2024:05:06 12:34:56");
        var local = Read(await InContainer("jpeg", ExifSample.Block(true, time))).TakenAt;
        var exact = Read(await InContainer("jpeg", ExifSample.Block(true, time, ExifSample.Text(ExifSample.OffsetTimeOriginal, "+02:00")))).TakenAt;

        Assert.Equal((new DateTime(2024, 5, 6, 12, 34, 56), DateTimeKind.Unspecified), (local!.Value, local.Value.Kind));
        Assert.Equal((new DateTime(2024, 5, 6, 10, 34, 56), DateTimeKind.Utc), (exact!.Value, exact.Value.Kind));
    }

    [Theory]
    [InlineData("0000:00:00 00:00:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    public async Task A_time_that_is_none_is_ignored(string text) =>
        Assert.Null(Read(await InContainer("jpeg", ExifSample.Block(true, ExifSample.Text(ExifSample.DateTimeOriginal, text)))).TakenAt);

    [Fact]
    public void The_comments_of_a_gif_are_read()
    {
        var gif = GifWith(new string('a', 300));

        Assert.Equal([new EmbeddedText("Comment", new string('a', 300))], Read(gif).Texts);
    }

    [Fact]
    public void A_text_that_inflates_to_gigabytes_is_cut()
    {
        using var bomb = new MemoryStream();
        using (var zlib = new ZLibStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
            for (var i = 0; i < 40; i++)
            {
                zlib.Write(zeros);
            }
        }

        var png = HandMade.WithChunk(Png, "zTXt", [.. "parameters\0\0"u8, .. bomb.ToArray()]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = Read(png).Texts.Single().Text;

        Assert.Equal(ImageMetadata.MaxCharacters, text.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    [Fact]
    public void The_number_of_texts_is_bounded()
    {
        var png = Enumerable.Range(0, 1_000).Aggregate(Png, (file, i) => HandMade.WithChunk(file, "tEXt", Encoding.ASCII.GetBytes($"k{i}\0v")));

        Assert.InRange(Read(png).Texts.Length, 1, 64);
    }

    [Fact]
    public async Task Broken_files_never_throw()
    {
        var random = new Random(11);
        foreach (var sample in await SamplesAsync())
        {
            for (var length = 0; length < sample.Length; length += 1 + (sample.Length / 200))
            {
                Read(sample[..length]);
            }

            for (var i = 0; i < 400; i++)
            {
                var broken = sample.ToArray();
                for (var flips = random.Next(1, 8); flips > 0; flips--)
                {
                    broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
                }

                Read(broken);
            }
        }
    }

    [Fact]
    public void Broken_exif_never_throws()
    {
        var random = new Random(12);
        var block = ExifSample.Block(
            true, ExifSample.Text(ExifSample.Make, "workflow:{}"), ExifSample.Comment("UNICODE", Encoding.Unicode.GetBytes(Prompt)),
            ExifSample.Text(ExifSample.DateTimeOriginal, "2024:05:06 12:34:56"));
        for (var i = 0; i < 20_000; i++)
        {
            var broken = block[..random.Next(block.Length + 1)];
            for (var flips = random.Next(4); flips > 0 && broken.Length > 0; flips--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            ExifBlock.Collect(broken, new TextCollector(1_000));
        }
    }

    private static async Task<byte[][]> SamplesAsync()
    {
        var block = ExifSample.Block(
            little: true, ExifSample.Text(ExifSample.Make, "workflow:{}"), ExifSample.Comment("UNICODE", Encoding.Unicode.GetBytes(Prompt)));
        return
        [
            PngWith("tEXt", Prompt), PngWith("zTXt", Prompt), PngWith("iTXt, compressed", Prompt), GifWith(Prompt),
            await InContainer("jpeg", block), await InContainer("webp", block), await InContainer("png", block), await InContainer("avif", block),
        ];
    }

    private static async Task<string> CommentAsync(bool littleBlock, string code, byte[] text) =>
        Read(await InContainer("jpeg", ExifSample.Block(littleBlock, ExifSample.Comment(code, text)))).Texts.Single().Text;

    private static async Task<byte[]> InContainer(string format, byte[] exif) => format switch
    {
        "jpeg" => ExifSample.InJpeg(await SampleImages.Encode(ImageFormat.Jpeg, 32, 24), exif),
        "webp" => ExifSample.InWebP(await SampleImages.Encode(ImageFormat.WebP, 32, 24), 32, 24, exif),
        "png" => ExifSample.InPng(Png, exif),
        _ => ExifSample.InAvif(exif),
    };

    private static byte[] PngWith(string kind, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var zlib = PngContainer.Compress([utf8], CompressionLevel.Optimal);
        return kind switch
        {
            "tEXt" => HandMade.WithChunk(Png, kind, [.. "parameters\0"u8, .. utf8]),
            "zTXt" => HandMade.WithChunk(Png, kind, [.. "parameters\0\0"u8, .. zlib]),
            "iTXt" => HandMade.WithChunk(Png, kind, [.. "parameters\0\0\0en\0parameters\0"u8, .. utf8]),
            _ => HandMade.WithChunk(Png, "iTXt", [.. "parameters\0\x01\0\0\0"u8, .. zlib]),
        };
    }

    private static byte[] GifWith(string comment)
    {
        var gif = HandMade.Gif(8, 8, frames: 2);
        var blocks = Encoding.UTF8.GetBytes(comment).Chunk(255).SelectMany(block => block.Prepend((byte)block.Length));
        return [.. gif[..^1], 0x21, 0xFE, .. blocks, 0, gif[^1]];
    }

    private static ImageMetadata Read(byte[] file) => ImageMetadata.Read(file, SampleImages.Limits with { MaxFrames = 100 });
}
