using System.Text;
using System.Xml.Linq;
using Darkroom.Copies;
using Darkroom.Imaging;
using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Metadata;
using Darkroom.Imaging.Native;
using Darkroom.Imaging.Steps;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Copies;

/// <summary>Programs find the packet, and the image is unchanged.</summary>
public sealed class MetadataWriterTests
{
    private static readonly byte[] Packet = MetadataWriter.Packet(MetadataWriter.SourceType("openai"));

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.WebP)]
    public async Task A_packet_does_not_change_the_image(ImageFormat format)
    {
        var plain = await SampleImages.Encode(format, 65, 43);
        foreach (var packet in new[] { Packet, [.. Packet, (byte)' '] })
        {
            var marked = MetadataWriter.Add(new EncodedResult(plain, 65, 43, format), packet);
            Assert.InRange(marked.Length, plain.Length + packet.Length, plain.Length + packet.Length + MetadataWriter.MaxOverhead);
            Assert.NotEqual(-1, marked.AsSpan().IndexOf(packet));
            Assert.Equal(Pixels(plain), Pixels(marked));
            using var source = Open(marked);
            Assert.True(HasXmp(source));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_transparent_WebP_stays_transparent(bool lossless)
    {
        using var source = Open(SampleImages.WithAlpha("pngsave_buffer", 40, 30));
        var plain = VipsOperation.New("webpsave_buffer").With("in", source.Image).With("lossless", lossless).With("strip", true).Bytes();
        var marked = MetadataWriter.Add(new EncodedResult(plain, 40, 30, ImageFormat.WebP), Packet);
        Assert.Equal(Pixels(plain), Pixels(marked));
        using var again = Open(marked);
        Assert.True(again.Header.HasAlpha);
        Assert.True(HasXmp(again));
    }

    [Theory]
    [InlineData("openai", "trainedAlgorithmicMedia")]
    [InlineData("painter", "algorithmicMedia")]
    public void The_packet_names_the_digital_source_type(string provider, string term)
    {
        var text = Encoding.UTF8.GetString(MetadataWriter.Packet(MetadataWriter.SourceType(provider)));
        var about = XDocument.Parse(text).Descendants().Single(element => element.Name.LocalName == "Description");
        Assert.Equal(
            $"http://cv.iptc.org/newscodes/digitalsourcetype/{term}",
            about.Attributes().Single(one => one.Name.LocalName == "DigitalSourceType").Value);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, "an owl, 夜, é")]
    [InlineData(ImageFormat.Png, "an owl, 夜, é")]
    [InlineData(ImageFormat.Png, "an owl")]
    [InlineData(ImageFormat.WebP, "an owl, 夜, é")]
    public async Task Parameters_are_read_again_and_do_not_change_the_image(ImageFormat format, string parameters)
    {
        var plain = await SampleImages.Encode(format, 65, 43);
        foreach (var packet in new[] { Packet, [] })
        {
            var written = MetadataWriter.Add(new EncodedResult(plain, 65, 43, format), packet, parameters);

            Assert.Equal(Pixels(plain), Pixels(written));
            Assert.Contains(ImageMetadata.Read(written, SampleImages.Limits).Texts, text => text.Text == parameters);
            using var source = Open(written);
            Assert.Equal(packet.Length > 0, HasXmp(source));
        }
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    public async Task The_longest_parameters_fit(ImageFormat format)
    {
        var parameters = new string('夜', MetadataWriter.MaxParameters);
        var written = MetadataWriter.Add(new EncodedResult(await SampleImages.Encode(format, 65, 43), 65, 43, format), Packet, parameters);

        Assert.Equal(parameters, ImageMetadata.Read(written, SampleImages.Limits).Texts.Single().Text);
    }

    private static Source Open(byte[] bytes)
    {
        Vips.EnsureStarted();
        Assert.True(Source.TryOpen(bytes, SampleImages.Limits, out var source, out _));
        return source;
    }

    private static bool HasXmp(Source source) => LibVips.MetadataType(source.Image, "xmp-data") != 0;

    private static byte[] Pixels(byte[] bytes)
    {
        using var source = Open(bytes);
        using var rendered = source.Image.TryRender()!;
        return rendered.Pixels().ToArray();
    }
}
