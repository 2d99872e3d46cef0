using Darkroom.Generations;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every blob store.</summary>
public abstract class BlobStoreContract : StoreContract
{
    private static readonly byte[] Content = TestImages.SmallPng();
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(1);

    public static TheoryData<string> InvalidHashes =>
    [
        "", ".", "..", "../x", "../../darkroom.db", "/etc/passwd", "ab/../../darkroom.lock", new string('0', 63), new string('0', 65),
        new string('A', 64), "../" + new string('0', 61), new string('0', 63) + "/", new string('.', 64), new string('0', 63) + "\0",
    ];

    /// <summary>The number of things the store holds, its own temporary ones included.</summary>
    protected abstract int Stored { get; }

    [Fact]
    public async Task Content_is_read_back_byte_for_byte_by_its_hash()
    {
        var hash = await Blobs.PutAsync(Content, Token);

        Assert.Equal(ContentHash.Compute(Content), hash);
        Assert.Equal(Content, await ReadAsync(hash));
        Assert.Equal(1, Stored);
    }

    [Fact]
    public async Task A_stream_is_stored_under_the_same_hash_as_its_bytes()
    {
        var large = TestImages.NoisyPng(400, 400, bytesAbout: 300_000);
        using var once = new MemoryStream(large);
        using var again = new MemoryStream(large);

        var hash = await Blobs.PutAsync(once, Token);

        Assert.Equal(ContentHash.Compute(large), hash);
        Assert.Equal(large, await ReadAsync(hash));
        Assert.Equal(hash, await Blobs.PutAsync(again, Token));
        Assert.Equal(hash, await Blobs.PutAsync(large, Token));
        Assert.Equal(1, Stored);
    }

    [Fact]
    public async Task A_stream_that_breaks_leaves_nothing_behind_and_its_exception_is_not_a_storage_exception()
    {
        using var broken = new BrokenStream();

        await Assert.ThrowsAsync<IOException>(() => Blobs.PutAsync(broken, Token));

        Assert.Equal(0, Stored);
    }

    [Fact]
    public async Task A_range_is_read_from_a_stream_that_knows_its_length_and_can_seek()
    {
        var large = TestImages.NoisyPng(400, 400, bytesAbout: 300_000);
        await using var stream = (await Blobs.OpenAsync(await Blobs.PutAsync(large, Token), Token))!;
        var range = new byte[1000];

        Assert.Equal((large.Length, true), (stream.Length, stream.CanSeek));
        stream.Seek(200_000, SeekOrigin.Begin);
        await stream.ReadExactlyAsync(range, Token);

        Assert.Equal(large[200_000..201_000], range);
    }

    [Fact]
    public async Task Empty_content_is_stored_too() =>
        Assert.Empty((await ReadAsync(await Blobs.PutAsync(ReadOnlyMemory<byte>.Empty, Token)))!);

    [Fact]
    public async Task The_same_content_put_at_once_is_stored_once_and_whole()
    {
        var content = TestImages.NoisyPng(300, 300, bytesAbout: 200_000);

        var hashes = await AtOnce(12, _ => Blobs.PutAsync(content, Token));

        Assert.Single(hashes.Distinct());
        Assert.Equal(content, await ReadAsync(hashes[0]));
        Assert.Equal(1, Stored);
    }

    [Fact]
    public async Task A_cancelled_put_leaves_nothing_behind()
    {
        using var stream = new MemoryStream(Content);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Blobs.PutAsync(Content, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Blobs.PutAsync(stream, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Blobs.OpenAsync(ContentHash.Compute(Content), cancelled));

        Assert.Equal(0, Stored);
    }

    [Fact]
    public async Task An_unknown_hash_opens_nothing() => Assert.Null(await Blobs.OpenAsync(ContentHash.Compute(Content), Token));

    [Theory]
    [MemberData(nameof(InvalidHashes))]
    public async Task An_invalid_hash_opens_nothing(string hash)
    {
        await Blobs.PutAsync(Content, Token);

        Assert.Null(await Blobs.OpenAsync(hash, Token));
    }

    [Fact]
    public async Task Only_old_unreferenced_content_is_deleted()
    {
        var used = await PutAsync("used");
        var unused = await PutAsync("unused");
        var putAgain = await PutAsync("put again");
        await CreateAsync();
        await Queue.CompleteAsync(await ClaimedAsync(), Samples.Image() with { BlobHash = used }, Token);
        Time.Advance(MinAge);
        var young = await PutAsync("young");
        Assert.Equal(0, await Blobs.DeleteUnreferencedAsync(MinAge + TimeSpan.FromSeconds(1), Token));
        await PutAsync("put again");
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Blobs.DeleteUnreferencedAsync(MinAge, Token));

        Assert.Null(await ReadAsync(unused));
        foreach (var hash in new[] { used, putAgain, young })
        {
            Assert.NotNull(await ReadAsync(hash));
        }

        Assert.Equal(0, await Blobs.DeleteUnreferencedAsync(MinAge, Token));
        Assert.Equal(3, Stored);
    }

    [Fact]
    public async Task Content_put_again_while_unreferenced_content_is_deleted_is_kept()
    {
        for (var round = 0; round < 10; round++)
        {
            var content = $"round {round}";
            await PutAsync(content);
            Time.Advance(TimeSpan.FromHours(2));

            var deleting = Task.Run(() => Blobs.DeleteUnreferencedAsync(MinAge, Token), Token);
            var hash = await PutAsync(content);
            await deleting;

            Assert.NotNull(await ReadAsync(hash));
        }
    }

    [Fact]
    public async Task Deleting_does_not_disturb_a_reader()
    {
        await using var open = (await Blobs.OpenAsync(await Blobs.PutAsync(Content, Token), Token))!;
        Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, await Blobs.DeleteUnreferencedAsync(MinAge, Token));

        Assert.Equal(0, Stored);
        Assert.Equal(Content, await open.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Inputs_of_generations_are_kept_and_listed_once()
    {
        var (first, second, image) = (await PutAsync("first"), await PutAsync("second"), await PutAsync("image"));
        await CreateAsync(Samples.Request() with { Images = [Input(first), Input(first)], Mask = Input(second) });
        await CreateAsync(Samples.Request() with { Images = [Input(first), Input(image)] });
        await Queue.CompleteAsync(await ClaimedAsync(), Samples.Image() with { BlobHash = image }, Token);
        string[] inputs = [.. new[] { first, second }.Order(StringComparer.Ordinal)];
        Time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(inputs, await Blobs.InputsAsync(null, 10, Token));
        Assert.Equal(inputs[..1], await Blobs.InputsAsync(null, 1, Token));
        Assert.Equal(inputs[1..], await Blobs.InputsAsync(inputs[0], 10, Token));
        Assert.Empty(await Blobs.InputsAsync(inputs[1], 10, Token));
        Assert.Equal(0, await Blobs.DeleteUnreferencedAsync(MinAge, Token));
    }

    [Fact]
    public async Task An_unfinished_image_is_kept_until_its_slot_is_ready()
    {
        var unfinished = new UnfinishedImage(await PutAsync("unfinished"), "image/png", new PixelSize(16, 16), 10);
        var id = (await CreateAsync()).Id;
        var lease = await ClaimedAsync();
        Assert.True(await Queue.StoreUnfinishedAsync(lease, unfinished, Token));
        Assert.True(await Queue.FailAsync(lease, Samples.Busy, providerCalled: true, Token));
        Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(0, await Blobs.DeleteUnreferencedAsync(MinAge, Token));
        Assert.Equal([unfinished.BlobHash], await Blobs.InputsAsync(null, 10, Token));
        Assert.Equal(unfinished, (await FindAsync(id)).Slots[0].Unfinished);

        await Generations.RetryAsync(id, 0, null, Token);
        Assert.True(await Queue.CompleteAsync(await ClaimedAsync(), Samples.Image(), Token));
        Assert.Null((await FindAsync(id)).Slots[0].Unfinished);
        Assert.Equal(1, await Blobs.DeleteUnreferencedAsync(MinAge, Token));
    }

    private static InputImage Input(string hash) => new(hash, "image/png", new PixelSize(16, 16), 4, null);

    private Task<string> PutAsync(string content) => Blobs.PutAsync(System.Text.Encoding.UTF8.GetBytes(content), Token);

    private async Task<byte[]?> ReadAsync(string hash) =>
        await Blobs.OpenAsync(hash, Token) is { } stream ? await stream.ReadToEndAsync(Token) : null;

    /// <summary>Breaks after a few bytes, like an upload whose client disconnects.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        private bool _read;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_read)
            {
                throw new IOException("The client left.");
            }

            _read = true;
            return ValueTask.FromResult(5);
        }
    }
}
