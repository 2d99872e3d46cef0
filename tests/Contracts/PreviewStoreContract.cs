using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every preview store.</summary>
public abstract class PreviewStoreContract
{
    private static readonly byte[] Image = TestImages.SmallPng();
    private static readonly string Hash = ContentHash.Compute(Image);

    public static TheoryData<string> InvalidKeys =>
    [
        "", "../x", "/etc/passwd", Hash, $"{Hash}.gif", $"{Hash}.webp/../x", $"../{Hash}.webp", $"{Hash}-.webp", $"{Hash}-12345.webp",
        $"{Hash}-1a.webp", $"{Hash}-../x.webp", $"{Hash.ToUpperInvariant()}.webp", $"{Hash}.webp.tmp", $"{Hash}.", $"{Hash}-256", $"{Hash}\0.webp",
    ];

    protected abstract IPreviewStore Store { get; }

    /// <summary>The store's clock.</summary>
    protected abstract ManualTime Time { get; }

    /// <summary>The number of things the store holds, its own temporary ones included.</summary>
    protected abstract int Stored { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_are_read_back_by_their_key()
    {
        var partial = PreviewKey.OfPartial(Image, ImageFormat.WebP);
        var derivative = PreviewKey.OfDerivative(Hash, 1024, ImageFormat.Jpeg);

        await Store.PutAsync(partial, Image, Token);
        await Store.PutAsync(derivative, "another"u8.ToArray(), Token);

        Assert.Equal(Image, await ReadAsync(partial));
        Assert.Equal("another"u8.ToArray(), await ReadAsync(derivative));
        Assert.Equal((ImageFormat.WebP, ImageFormat.Jpeg), (PreviewKey.FormatOf(partial), PreviewKey.FormatOf(derivative)));
    }

    [Fact]
    public async Task Derivatives_beyond_a_limit_are_deleted_those_first_that_were_not_used_for_longest()
    {
        var partial = PreviewKey.OfPartial(Image, ImageFormat.WebP);
        var keys = Enumerable.Range(1, 4).Select(number => PreviewKey.OfDerivative(Hash, number, ImageFormat.Avif)).ToArray();
        await Store.PutAsync(partial, new byte[1000], Token);
        foreach (var key in keys)
        {
            await Store.PutAsync(key, new byte[100], Token);
            Time.Advance(TimeSpan.FromDays(2));
        }

        Assert.Equal(100, (await ReadAsync(keys[0]))!.Length);

        Assert.Equal(0, await Store.TrimAsync(400, Token));
        Assert.Equal(2, await Store.TrimAsync(200, Token));
        Assert.Equal([partial, keys[0], keys[3]], await StoredAsync([partial, .. keys]));

        // What is stored later counts, too.
        await Store.PutAsync(keys[1], new byte[100], Token);
        Assert.Equal(1, await Store.TrimAsync(200, Token));
        Assert.Equal(2, await Store.TrimAsync(0, Token));
        Assert.Equal([partial], await StoredAsync([partial, .. keys]));
    }

    [Fact]
    public async Task A_temporary_stream_is_gone_once_it_is_disposed()
    {
        var before = Stored;
        await using (var stream = await Store.CreateTemporaryAsync(Token))
        {
            await stream.WriteAsync("a longer first version"u8.ToArray(), Token);
            stream.SetLength(0);
            await stream.WriteAsync("second"u8.ToArray(), Token);
            stream.Position = 0;

            Assert.Equal("second"u8.ToArray(), await stream.ReadToEndAsync(Token));
        }

        Assert.Equal(before, Stored);
    }

    [Fact]
    public async Task A_stored_key_keeps_its_bytes()
    {
        var key = PreviewKey.OfPartial(Image, ImageFormat.Png);
        await Store.PutAsync(key, Image, Token);
        await Store.PutAsync(key, "other"u8.ToArray(), Token);

        Assert.Equal(Image, await ReadAsync(key));
        Assert.Equal(1, Stored);
    }

    [Fact]
    public async Task One_key_put_at_once_is_stored_once_and_whole()
    {
        var content = TestImages.NoisyPng(200, 200, bytesAbout: 100_000);
        var key = PreviewKey.OfPartial(content, ImageFormat.Png);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.PutAsync(key, content, Token), Token)));

        Assert.Equal(content, await ReadAsync(key));
        Assert.Equal(1, Stored);
    }

    [Fact]
    public async Task A_range_is_read_from_a_stream_that_knows_its_length_and_can_seek()
    {
        var key = PreviewKey.OfPartial(Image, ImageFormat.Png);
        await Store.PutAsync(key, Image, Token);
        await using var stream = (await Store.OpenAsync(key, Token))!;
        var range = new byte[20];

        Assert.Equal((Image.Length, true), (stream.Length, stream.CanSeek));
        stream.Seek(10, SeekOrigin.Begin);
        await stream.ReadExactlyAsync(range, Token);

        Assert.Equal(Image[10..30], range);
    }

    [Fact]
    public async Task A_cancelled_put_leaves_nothing_behind()
    {
        var key = PreviewKey.OfPartial(Image, ImageFormat.Png);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(key, Image, new CancellationToken(canceled: true)));

        Assert.Equal(0, Stored);
    }

    [Fact]
    public async Task An_unknown_key_opens_nothing() => Assert.Null(await Store.OpenAsync(PreviewKey.OfPartial(Image, ImageFormat.WebP), Token));

    [Theory]
    [MemberData(nameof(InvalidKeys))]
    public async Task An_invalid_key_is_refused(string key)
    {
        Assert.Null(PreviewKey.FormatOf(key));
        Assert.Null(await Store.OpenAsync(key, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, Image, Token));
        Assert.Equal(0, Stored);
    }

    private async Task<List<string>> StoredAsync(IEnumerable<string> keys)
    {
        var stored = new List<string>();
        foreach (var key in keys)
        {
            await using var stream = await Store.OpenAsync(key, Token);
            stored.AddRange(stream is null ? [] : [key]);
        }

        return stored;
    }

    private async Task<byte[]?> ReadAsync(string key) =>
        await Store.OpenAsync(key, Token) is { } stream ? await stream.ReadToEndAsync(Token) : null;
}
