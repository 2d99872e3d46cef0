using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>What every store of originals promises.</summary>
public abstract class BlobStoreContract
{
    private static readonly byte[] Picture = TestImages.SmallPng();

    public static TheoryData<string> NoHashes =>
    [
        "", ".", "..", "../x", "../../darkroom.db", "/etc/passwd", "ab/../../darkroom.lock", new string('0', 63), new string('0', 65),
        new string('A', 64), "../" + new string('0', 61), new string('0', 63) + "/", new string('.', 64), new string('0', 63) + "\0",
    ];

    protected abstract IBlobStore Store { get; }

    protected abstract ManualTime Time { get; }

    /// <summary>How many things the store keeps, its own temporary ones included.</summary>
    protected abstract int Kept { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_is_read_back_byte_for_byte_by_its_hash()
    {
        var hash = await Store.PutAsync(Picture, Token);

        Assert.Equal(ContentHash.Compute(Picture), hash);
        Assert.Equal(Picture, await ReadAsync(hash));
        Assert.Equal([(hash, Time.GetUtcNow())], Store.All());
    }

    [Fact]
    public async Task Nothing_at_all_is_content_too() =>
        Assert.Empty((await ReadAsync(await Store.PutAsync(ReadOnlyMemory<byte>.Empty, Token)))!);

    [Fact]
    public async Task Putting_the_same_again_changes_nothing_but_its_age()
    {
        await Store.PutAsync(Picture, Token);
        Time.Advance(TimeSpan.FromHours(2));

        var hash = await Store.PutAsync(Picture, Token);

        Assert.Equal([(hash, Time.GetUtcNow())], Store.All());
        Assert.Equal(1, Kept);
    }

    [Fact]
    public async Task Putting_the_same_content_at_once_keeps_it_once_and_whole()
    {
        var content = TestImages.NoisyPng(300, 300, bytesAbout: 200_000);

        var hashes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Store.PutAsync(content, Token), Token)));

        Assert.Single(hashes.Distinct());
        Assert.Equal(content, await ReadAsync(hashes[0]));
        Assert.Equal(1, Kept);
    }

    [Fact]
    public async Task A_put_that_is_given_up_leaves_nothing_behind()
    {
        using var givenUp = new CancellationTokenSource();
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(Picture, givenUp.Token));

        Assert.Empty(Store.All());
        Assert.Equal(0, Kept);
    }

    [Fact]
    public void An_unknown_hash_opens_nothing()
    {
        Assert.Null(Store.Open(ContentHash.Compute(Picture)));
        Assert.False(Store.DeleteIfOlder(ContentHash.Compute(Picture), DateTimeOffset.MaxValue));
        Assert.Empty(Store.All());
    }

    [Theory]
    [MemberData(nameof(NoHashes))]
    public async Task What_is_not_a_hash_opens_and_deletes_nothing(string name)
    {
        await Store.PutAsync(Picture, Token);

        Assert.Null(Store.Open(name));
        Assert.False(Store.DeleteIfOlder(name, DateTimeOffset.MaxValue));
        Assert.Single(Store.All());
    }

    [Fact]
    public async Task Deleting_takes_only_what_was_put_before_the_time()
    {
        var hash = await Store.PutAsync(Picture, Token);

        Assert.False(Store.DeleteIfOlder(hash, Time.GetUtcNow()));
        Assert.NotNull(await ReadAsync(hash));
        Assert.True(Store.DeleteIfOlder(hash, Time.GetUtcNow().AddSeconds(1)));
        Assert.False(Store.DeleteIfOlder(hash, Time.GetUtcNow().AddSeconds(1)));
        Assert.Null(Store.Open(hash));
        Assert.Equal(0, Kept);
    }

    [Fact]
    public async Task Somebody_who_reads_is_not_disturbed_by_a_delete()
    {
        var hash = await Store.PutAsync(Picture, Token);
        await using var open = Store.Open(hash)!;

        Store.DeleteIfOlder(hash, DateTimeOffset.MaxValue);

        using var read = new MemoryStream();
        await open.CopyToAsync(read, Token);
        Assert.Equal(Picture, read.ToArray());
    }

    private async Task<byte[]?> ReadAsync(string hash)
    {
        await using var stream = Store.Open(hash);
        if (stream is null)
        {
            return null;
        }

        using var read = new MemoryStream();
        await stream.CopyToAsync(read, Token);
        return read.ToArray();
    }
}
