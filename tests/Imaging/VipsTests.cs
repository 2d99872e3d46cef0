using Darkroom.Imaging;
using Darkroom.Imaging.Native;

namespace Darkroom.Tests.Imaging;

public sealed class VipsTests
{
    [Fact]
    public async Task Concurrent_starts_return_one_result()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(Vips.Start, SampleImages.Token)));

        var ready = Assert.IsType<VipsStatus.Ready>(answers[0]);
        Assert.True(ready.Version >= new Version(8, 18));
        Assert.All(answers, answer => Assert.Same(ready, answer));
    }

    [Theory]
    [InlineData("pdfload_buffer", "%PDF-1.1")]
    [InlineData("magickload_buffer", "P1 1 1 0")]
    [InlineData("ppmload_buffer", "P1 1 1 0")]
    public void Every_other_loader_is_blocked_or_absent(string loader, string content)
    {
        Vips.EnsureStarted();
        using var blob = PinnedBlob.Pin(System.Text.Encoding.UTF8.GetBytes(content));

        var failure = Assert.Throws<InvalidOperationException>(() => VipsOperation.New(loader).With("buffer", blob).Image());

        Assert.Matches("blocked|not found", failure.Message);
    }

    [Fact]
    public void Files_cannot_be_read_through_libvips()
    {
        Vips.EnsureStarted();
        var path = Path.Combine(AppContext.BaseDirectory, "Assets", "scene.avif");

        var failure = Assert.Throws<InvalidOperationException>(() => VipsOperation.New("heifload").With("filename", path).Image());

        Assert.Contains("blocked", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_property_throws_with_its_name()
    {
        Vips.EnsureStarted();

        var failure = Assert.Throws<InvalidOperationException>(() => VipsOperation.New("invert").With("inn", 1));

        Assert.Contains("inn", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageFormat.Png, "image/png", ".png")]
    [InlineData(ImageFormat.Jpeg, "image/jpeg", ".jpg")]
    [InlineData(ImageFormat.WebP, "image/webp", ".webp")]
    [InlineData(ImageFormat.Avif, "image/avif", ".avif")]
    [InlineData(ImageFormat.Gif, "image/gif", ".gif")]
    public void Formats_have_their_media_types_and_extensions(ImageFormat format, string mime, string extension) =>
        Assert.Equal((mime, extension), (format.Mime(), format.Extension()));
}
