using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Storage;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Sqlite;

namespace Darkroom.Tests.Gallery;

public sealed class DerivativeTests : IDisposable
{
    private const int Width = 256;
    private const AcceptedFormats Usual = AcceptedFormats.Jpeg | AcceptedFormats.WebP;
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(AcceptedFormats.All)]
    [InlineData(Usual)]
    [InlineData(AcceptedFormats.Jpeg)]
    public async Task An_opaque_image_is_a_jpeg_for_all_clients_that_accept_it_and_made_once(AcceptedFormats accepted)
    {
        var hash = await PutAsync(await SampleImages.Encode(ImageFormat.Png, 400, 200));

        Assert.Equal((ImageFormat.Jpeg, false), await OpenAsync(hash, accepted));

        Assert.True(await IsStoredAsync(hash, ImageFormat.Jpeg));
        Assert.False(await IsStoredAsync(hash, ImageFormat.WebP));
    }

    [Fact]
    public async Task Alpha_is_kept_for_clients_that_take_webp_even_after_one_that_does_not()
    {
        var hash = await PutAsync(SampleImages.WithAlpha("pngsave_buffer", 400, 200));

        Assert.Equal((ImageFormat.Jpeg, false), await OpenAsync(hash, AcceptedFormats.Jpeg));
        Assert.Equal((ImageFormat.WebP, true), await OpenAsync(hash, Usual));
        Assert.Equal((ImageFormat.Jpeg, false), await OpenAsync(hash, AcceptedFormats.Jpeg));
        Assert.False(await IsStoredAsync(hash, ImageFormat.Jpeg));
        Assert.True(await IsStoredAsync(hash, ImageFormat.WebP));
    }

    [Theory]
    [InlineData(AcceptedFormats.WebP, ImageFormat.WebP)]
    [InlineData(AcceptedFormats.Avif, ImageFormat.Avif)]
    [InlineData(AcceptedFormats.WebP | AcceptedFormats.Avif, ImageFormat.Avif)]
    public async Task A_client_that_accepts_no_jpeg_gets_what_it_accepts(AcceptedFormats accepted, ImageFormat expected)
    {
        var hash = await PutAsync(await SampleImages.Encode(ImageFormat.Png, 400, 200));
        await OpenAsync(hash, AcceptedFormats.Jpeg);

        Assert.Equal((expected, false), await OpenAsync(hash, accepted));
        Assert.True(await IsStoredAsync(hash, expected));
    }

    [Theory]
    [InlineData(AcceptedFormats.Avif)]
    [InlineData(AcceptedFormats.Avif | AcceptedFormats.Jpeg)]
    public async Task Alpha_is_kept_in_avif(AcceptedFormats accepted)
    {
        var hash = await PutAsync(SampleImages.WithAlpha("pngsave_buffer", 400, 200));

        Assert.Equal((ImageFormat.Avif, true), await OpenAsync(hash, accepted));
    }

    [Fact]
    public async Task An_opaque_alpha_channel_makes_no_difference()
    {
        var hash = await PutAsync(SampleImages.WithAlpha("pngsave_buffer", 400, 200, _ => 255));

        Assert.Equal((ImageFormat.Jpeg, false), await OpenAsync(hash, Usual));
        Assert.True(await IsStoredAsync(hash, ImageFormat.Jpeg));
    }

    [Fact]
    public async Task What_is_stored_is_served_as_it_is()
    {
        var hash = await PutAsync("the original is not looked at"u8.ToArray());
        var stored = await SampleImages.Encode(ImageFormat.WebP, 30, 20);
        await _temp.Storage.Previews.PutAsync(PreviewKey.OfDerivative(hash, Width, ImageFormat.WebP), stored, Token);

        Assert.Equal((ImageFormat.WebP, false), await OpenAsync(hash, Usual));
    }

    [Fact]
    public async Task A_missing_or_damaged_original_has_no_derivative()
    {
        Assert.Null(await OpenAsync(ContentHash.Compute("nothing"u8), Usual));
        Assert.Null(await OpenAsync(await PutAsync("not an image"u8.ToArray()), Usual));
    }

    [Fact]
    public async Task Concurrent_requests_make_a_derivative_once_and_one_that_leaves_does_not_disturb_the_others()
    {
        var hash = await PutAsync(await SampleImages.Encode(ImageFormat.Png, 400, 200));
        var slow = new SlowBlobs(_temp.Storage.Blobs);
        var derivatives = new Derivative(slow, _temp.Storage.Previews, SampleImages.Pipeline, SampleImages.Limits);
        using var leaving = new CancellationTokenSource();
        var left = derivatives.OpenAsync(hash, Width, Usual, leaving.Token);
        var clients = Enumerable.Range(0, 50).Select(_ => derivatives.OpenAsync(hash, Width, Usual, Token)).ToArray();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        slow.Release.SetResult();

        foreach (var client in clients)
        {
            var (image, format) = (await client)!.Value;
            await using (image)
            {
                Assert.Equal((ImageFormat.Jpeg, true), (format, image.Length > 0));
            }
        }

        Assert.Equal(1, slow.Opened);
    }

    private Task<string> PutAsync(byte[] original) => _temp.Storage.Blobs.PutAsync(original, Token);

    private async Task<bool> IsStoredAsync(string hash, ImageFormat format)
    {
        await using var stream = await _temp.Storage.Previews.OpenAsync(PreviewKey.OfDerivative(hash, Width, format), Token);
        return stream is not null;
    }

    private async Task<(ImageFormat Format, bool HasAlpha)?> OpenAsync(string hash, AcceptedFormats accepted)
    {
        var derivatives = new Derivative(_temp.Storage.Blobs, _temp.Storage.Previews, SampleImages.Pipeline, SampleImages.Limits);
        if (await derivatives.OpenAsync(hash, Width, accepted, Token) is not var (image, format))
        {
            return null;
        }

        await using (image)
        {
            using var bytes = new MemoryStream();
            await image.CopyToAsync(bytes, Token);
            var header = ImageInspector.Inspect(bytes.ToArray(), SampleImages.Limits).Value();
            Assert.Equal(format, header.Format);
            return (format, header.HasAlpha);
        }
    }

    /// <summary>Counts how often an original is opened, and delays every read until the release.</summary>
    private sealed class SlowBlobs(IBlobStore inner) : IBlobStore
    {
        private int _opened;

        public int Opened => _opened;

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => inner.PutAsync(bytes, cancellationToken);

        public Task<string> PutAsync(Stream content, CancellationToken cancellationToken) => inner.PutAsync(content, cancellationToken);

        public async Task<Stream?> OpenAsync(string hash, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _opened);
            var stored = (await inner.OpenAsync(hash, cancellationToken))!;
            return new SlowStream(await stored.ReadToEndAsync(cancellationToken), Release.Task);
        }

        public Task<long?> LengthAsync(string hash, CancellationToken cancellationToken) => inner.LengthAsync(hash, cancellationToken);

        public Task<int> DeleteUnreferencedAsync(TimeSpan minAge, CancellationToken cancellationToken) => inner.DeleteUnreferencedAsync(minAge, cancellationToken);

        public Task<ImmutableArray<string>> InputsAsync(string? after, int limit, CancellationToken cancellationToken) => inner.InputsAsync(after, limit, cancellationToken);
    }

    private sealed class SlowStream(byte[] bytes, Task release) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await release.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
