using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>What every store of small pictures promises.</summary>
public abstract class PreviewStoreContract
{
    private static readonly byte[] Picture = TestImages.SmallPng();
    private static readonly string Hash = ContentHash.Compute(Picture);

    public static TheoryData<string> NoKeys =>
    [
        "", "../x", "/etc/passwd", Hash, $"{Hash}.gif", $"{Hash}.webp/../x", $"../{Hash}.webp", $"{Hash}-.webp", $"{Hash}-12345.webp",
        $"{Hash}-1a.webp", $"{Hash}-../x.webp", $"{Hash.ToUpperInvariant()}.webp", $"{Hash}.webp.tmp", $"{Hash}.", $"{Hash}-256", $"{Hash}\0.webp",
    ];

    protected abstract IPreviewStore Store { get; }

    /// <summary>How many things the store keeps, its own temporary ones included.</summary>
    protected abstract int Kept { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_is_read_back_by_its_key()
    {
        var partial = PreviewKey.OfPartial(Picture, ImageFormat.WebP);
        var derivative = PreviewKey.OfDerivative(Hash, 1024, ImageFormat.Jpeg);

        await Store.PutAsync(partial, Picture, Token);
        await Store.PutAsync(derivative, "another"u8.ToArray(), Token);

        Assert.Equal(Picture, await ReadAsync(partial));
        Assert.Equal("another"u8.ToArray(), await ReadAsync(derivative));
        Assert.Equal((ImageFormat.WebP, ImageFormat.Jpeg), (PreviewKey.FormatOf(partial), PreviewKey.FormatOf(derivative)));
    }

    [Fact]
    public async Task What_is_there_already_stays()
    {
        var key = PreviewKey.OfPartial(Picture, ImageFormat.Png);
        await Store.PutAsync(key, Picture, Token);
        await Store.PutAsync(key, "other"u8.ToArray(), Token);

        Assert.Equal(Picture, await ReadAsync(key));
        Assert.Equal(1, Kept);
    }

    [Fact]
    public async Task Putting_one_key_at_once_leaves_one_whole_picture()
    {
        var content = TestImages.NoisyPng(200, 200, bytesAbout: 100_000);
        var key = PreviewKey.OfPartial(content, ImageFormat.Png);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.PutAsync(key, content, Token), Token)));

        Assert.Equal(content, await ReadAsync(key));
        Assert.Equal(1, Kept);
    }

    [Fact]
    public void An_unknown_key_opens_nothing() => Assert.Null(Store.Open(PreviewKey.OfPartial(Picture, ImageFormat.WebP)));

    [Theory]
    [MemberData(nameof(NoKeys))]
    public async Task What_is_not_a_key_is_refused(string key)
    {
        Assert.Null(PreviewKey.FormatOf(key));
        Assert.Null(Store.Open(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, Picture, Token));
        Assert.Equal(0, Kept);
    }

    private async Task<byte[]?> ReadAsync(string key)
    {
        await using var stream = Store.Open(key);
        if (stream is null)
        {
            return null;
        }

        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Token);
        return read.ToArray();
    }
}
