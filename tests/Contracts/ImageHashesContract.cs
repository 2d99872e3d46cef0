using Darkroom.Gallery;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store about what images are compared by.</summary>
public abstract class ImageHashesContract : LibraryContract
{
    protected abstract IImageHashes Hashes { get; }

    /// <summary>Adds images of an earlier version, without a difference hash.</summary>
    protected abstract Task AddUnhashedAsync(int count);

    [Fact]
    public async Task Hashes_are_read_in_pages_in_the_order_of_insertion()
    {
        await MakeAsync(3, change: image => image with { DifferenceHash = -image.Id[^1] });

        var first = await Hashes.PageAsync(0, 2, Token);
        var second = await Hashes.PageAsync(first[^1].Sequence + 1, 2, Token);

        Assert.Equal([1, 2, 3], [.. first.Concat(second).Select(image => image.Sequence)]);
        Assert.Equal([-'1', -'2', -'3'], first.Concat(second).Select(image => image.DifferenceHash));
        Assert.Equal((await FindAsync(Id(3))).Position, second[0].Position);
        Assert.Equal(new PixelSize(640, 480), second[0].Size);
        Assert.Equal([1, 2, 3], second[0].ThumbHash);
        Assert.Empty(await Hashes.PageAsync(4, 10, Token));
    }

    [Fact]
    public async Task One_image_is_found_by_its_id_also_in_the_trash()
    {
        await MakeAsync(2, change: image => image with { DifferenceHash = long.MinValue });
        await Library.TrashAsync(Id(2), Token);

        Assert.Equal((2, long.MinValue), ((await Hashes.FindAsync(Id(2), Token))!.Value.Sequence, (await Hashes.FindAsync(Id(2), Token))!.Value.DifferenceHash));
        Assert.Equal(2, (await Hashes.PageAsync(0, 10, Token)).Length);
        Assert.Null(await Hashes.FindAsync(Id(9), Token));
    }

    [Fact]
    public async Task Tiles_say_which_images_are_in_the_trash_and_leave_out_those_that_are_gone()
    {
        await MakeAsync(3);
        var positions = (await Hashes.PageAsync(0, 10, Token)).Select(image => image.Position).ToArray();
        await Library.TrashAsync(Id(1), Token);
        await Library.TrashAsync(Id(2), Token);
        await Trash.PurgeAsync(Time.GetUtcNow() + TimeSpan.FromSeconds(1), 1, Token);

        var tiles = (await Hashes.TilesAsync(positions, Token)).OrderBy(tile => tile.Position).ToList();

        Assert.Equal([Id(2), Id(3)], tiles.Select(tile => tile.Id));
        Assert.Equal([true, false], tiles.Select(tile => tile.Flags.HasFlag(TileFlags.Trashed)));
        Assert.Empty(await Hashes.TilesAsync([], Token));
    }

    [Fact]
    public async Task Images_without_a_hash_are_found_once_and_only_they_get_one()
    {
        await AddUnhashedAsync(3);
        await MakeAsync(1, change: image => image with { DifferenceHash = 4 });

        var first = await Hashes.UnhashedAsync(2, Token);
        Assert.Equal([1, 2], first.Images.Select(image => image.Sequence));
        Assert.Equal(2, first.UpTo);
        Assert.Equal(first.UpTo, (await Hashes.UnhashedAsync(2, Token)).UpTo);

        await Hashes.SetAsync(new Dictionary<long, long> { [1] = -1, [2] = -2 }, 2, Token);
        var second = await Hashes.UnhashedAsync(10, Token);
        Assert.Equal([3], second.Images.Select(image => image.Sequence));
        Assert.Equal(4, second.UpTo);

        await Hashes.SetAsync(new Dictionary<long, long> { [3] = -3, [4] = -4 }, 4, Token);
        Assert.Null((await Hashes.UnhashedAsync(10, Token)).UpTo);
        Assert.Equal([-1, -2, -3, 4], (await Hashes.PageAsync(0, 10, Token)).Select(image => image.DifferenceHash));
    }

    [Fact]
    public async Task Similar_images_follow_what_is_made_trashed_restored_and_deleted()
    {
        using var similar = new SimilarImages(Hashes);
        await MakeAsync(4, change: image => image with { DifferenceHash = (1 << (image.Id[^1] - '0')) - 1 });

        Assert.Equal([Id(2), Id(3), Id(4)], await SimilarAsync(similar, Id(1)));
        Assert.Equal([Id(2), Id(4)], (await SimilarAsync(similar, Id(3), 2)).Order());

        await Library.TrashAsync(Id(2), Token);
        Assert.Equal([Id(3), Id(4)], await SimilarAsync(similar, Id(1)));
        Assert.Equal([Id(1), Id(3)], (await SimilarAsync(similar, Id(2), 2)).Order());
        await Library.RestoreAsync(Id(2), Token);
        Assert.Equal([Id(2), Id(3), Id(4)], await SimilarAsync(similar, Id(1)));

        // The sequence of the newest image is used again.
        await Library.TrashAsync(Id(4), Token);
        await Trash.PurgeAsync(Time.GetUtcNow() + TimeSpan.FromSeconds(1), 10, Token);
        await MakeAsync(1, change: image => image with { DifferenceHash = 1 });
        Assert.Equal([Id(5), Id(2), Id(3)], await SimilarAsync(similar, Id(1)));
        Assert.Null(await similar.FindAsync(Id(4), 5, Token));
    }

    [Fact]
    public async Task Images_in_the_trash_do_not_hide_what_is_behind_them()
    {
        using var similar = new SimilarImages(Hashes);
        await MakeAsync(1, change: image => image with { DifferenceHash = 0 });
        await MakeAsync(30, change: image => image with { DifferenceHash = 0 });
        await MakeAsync(1, change: image => image with { DifferenceHash = -1 });
        for (var number = 2; number <= 31; number++)
        {
            await Library.TrashAsync(Id(number), Token);
        }

        Assert.Equal([Id(32)], await SimilarAsync(similar, Id(1), 1));
    }

    private static async Task<string[]> SimilarAsync(SimilarImages similar, string id, int limit = 10)
    {
        var found = (await similar.FindAsync(id, limit, Token))!.Value;
        Assert.Equal(found.Select(one => one.Distance).Order(), found.Select(one => one.Distance));
        return [.. found.Select(one => one.Tile.Id)];
    }
}
