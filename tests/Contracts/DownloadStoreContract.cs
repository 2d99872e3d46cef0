using Darkroom.Gallery;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of downloads.</summary>
public abstract class DownloadStoreContract : LibraryContract
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public async Task A_download_is_found_by_its_hash_until_it_expires()
    {
        await MakeAsync(2);
        var selections = new ImageSelection[] { Select(Id(1), Id(2)), new ImageSelection.ByView("fox \"red\"", 2, [Id(1)]) };
        foreach (var (index, selection) in selections.Index())
        {
            var hash = Hash[1..] + index;
            var download = Create(selection) with { Names = "{id} é", Files = DownloadFiles.Web };
            await Downloads.AddAsync(hash, download, Token);

            var found = (await Downloads.FindAsync(hash, Token))!;
            Assert.Equal((download.Names, download.Files, download.ExpiresAt), (found.Names, found.Files, found.ExpiresAt));
            Assert.Equal(await IdsAsync(selection), await IdsAsync(found.Selection));
        }

        Assert.Null(await Downloads.FindAsync(Hash, Token));
        Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(await Downloads.FindAsync(Hash[1..] + 0, Token));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Downloads.FindAsync(Hash[1..] + 0, Token));
    }

    [Fact]
    public async Task A_view_without_a_moment_is_that_of_the_request()
    {
        await MakeAsync(2);
        await Downloads.AddAsync(Hash, Create(new ImageSelection.ByView("", null, [])), Token);
        await MakeAsync(1);

        Assert.Equal([Id(2), Id(1)], await IdsAsync((await Downloads.FindAsync(Hash, Token))!.Selection));
    }

    [Fact]
    public async Task A_selection_is_counted_with_the_size_of_its_originals()
    {
        await MakeAsync(3, change: image => image with { Bytes = 5_000_000_000 });

        Assert.Equal((3, 15_000_000_000), await Downloads.CountAsync(new ImageSelection.ByView("", null, []), 10, Token));
        Assert.Equal((2, 10_000_000_000), await Downloads.CountAsync(Select(Id(3), Id(1), Id(9)), 10, Token));
        Assert.Equal(2, (await Downloads.CountAsync(new ImageSelection.ByView("", null, []), 2, Token)).Images);
        Assert.Equal((0, 0), await Downloads.CountAsync(new ImageSelection.ByView("cat", null, []), 10, Token));
    }

    [Fact]
    public async Task Images_come_in_pages_the_newest_first()
    {
        await MakeAsync(5);
        await TagAsync(Id(4), "sea");
        var all = new ImageSelection.ByView("", null, [Id(2)]);

        var first = await Downloads.ImagesAsync(all, null, 2, Token);
        var second = await Downloads.ImagesAsync(all, first[^1].Position, 2, Token);

        Assert.Equal([Id(5), Id(4), Id(3), Id(1)], first.Concat(second).Select(image => image.Id));
        Assert.Equal(["sea"], first[1].Tags);
        Assert.Empty(await Downloads.ImagesAsync(all, second[^1].Position, 2, Token));
        Assert.Equal([Id(3), Id(1)], await IdsAsync(Select(Id(1), Id(9), Id(3))));
    }

    [Fact]
    public async Task Images_in_the_trash_are_selected_by_their_view_or_id_only()
    {
        await MakeAsync(3);
        await Library.TrashAsync(Id(2), Token);

        Assert.Equal([Id(3), Id(1)], await IdsAsync(new ImageSelection.ByView("", null, [])));
        Assert.Equal([Id(2)], await IdsAsync(new ImageSelection.ByView("is:trashed", null, [])));
        Assert.Equal([Id(2), Id(1)], await IdsAsync(Select(Id(1), Id(2))));
        await RunAsync(new BulkAction.Purge(), Id(2));
        Assert.Equal([Id(1)], await IdsAsync(Select(Id(1), Id(2))));
    }

    private Download Create(ImageSelection selection) =>
        new(selection, "{id}", DownloadFiles.Originals, Time.GetUtcNow() + TimeSpan.FromMinutes(10));

    private async Task<string[]> IdsAsync(ImageSelection selection) =>
        [.. (await Downloads.ImagesAsync(selection, null, GalleryQuery.MaxLimit, Token)).Select(image => image.Id)];
}
