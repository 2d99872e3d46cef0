using Darkroom.Gallery;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of collections and saved searches.</summary>
public abstract class CollectionStoreContract : LibraryContract
{
    [Fact]
    public async Task A_collection_counts_its_images_and_shows_the_newest_one()
    {
        await MakeAsync(3);
        var id = await CollectionAsync("Best of 2026");

        Assert.Equal((0L, null), await CountAsync(id));
        await RunAsync(new BulkAction.Collect(id), Id(1), Id(2));
        Assert.Equal((2L, Id(2)), await CountAsync(id));
        Assert.Equal([new CollectionName(id, "Best of 2026")], (await FindAsync(Id(1))).Collections);
        Assert.Empty((await FindAsync(Id(3))).Collections);

        await Library.TrashAsync(Id(2), Token);
        Assert.Equal((1L, Id(1)), await CountAsync(id));
        await Library.RestoreAsync(Id(2), Token);
        Assert.Equal((2L, Id(2)), await CountAsync(id));
        await RunAsync(new BulkAction.Uncollect(id), Id(1), Id(2), Id(3));
        Assert.Equal((0L, null), await CountAsync(id));
    }

    [Fact]
    public async Task Names_are_unique_without_case_among_collections_and_saved_searches()
    {
        var first = await CollectionAsync("Ängste");

        Assert.IsType<CollectionOutcome.NameTaken>(await Collections.CreateAsync(Ids.New(Time), "ängste", null, Token));
        Assert.IsType<CollectionOutcome.NameTaken>(await Collections.CreateAsync(Ids.New(Time), "ÄNGSTE", "fox", Token));
        var second = await CollectionAsync("other");
        Assert.IsType<CollectionOutcome.NameTaken>(await Collections.ChangeAsync(second, "ängste", null, Token));

        Assert.Equal("ÄNGSTE", Assert.IsType<CollectionOutcome.Done>(await Collections.ChangeAsync(first, "ÄNGSTE", null, Token)).Collection.Name);
        Assert.Equal(["other", "ÄNGSTE"], (await Collections.ListAsync(searches: false, Token)).Select(one => one.Name));
        Assert.Equal(["other", "ÄNGSTE"], (await Collections.NamesAsync(Token)).Select(one => one.Name));
    }

    [Fact]
    public async Task A_saved_search_has_a_query_and_no_images()
    {
        var id = Ids.New(Time);
        Assert.IsType<CollectionOutcome.Done>(await Collections.CreateAsync(id, "Stars", "is:favorite", Token));
        var collection = await CollectionAsync("Chosen");

        Assert.Equal(["Stars"], (await Collections.ListAsync(searches: true, Token)).Select(one => one.Name));
        Assert.Equal(["Chosen"], (await Collections.ListAsync(searches: false, Token)).Select(one => one.Name));
        Assert.Equal([new CollectionName(collection, "Chosen")], await Collections.NamesAsync(Token));
        Assert.Equal("fox", Assert.IsType<CollectionOutcome.Done>(await Collections.ChangeAsync(id, null, "fox", Token)).Collection.Query);
        Assert.Null(Assert.IsType<CollectionOutcome.Done>(await Collections.ChangeAsync(collection, "Renamed", "fox", Token)).Collection.Query);
        Assert.IsType<BulkOutcome.NoCollection>(await Bulk.CreateAsync(Ids.New(Time), Select(), new BulkAction.Collect(id), null, Token));
        Assert.IsType<BulkOutcome.NoCollection>(await Bulk.CreateAsync(Ids.New(Time), Select(), new BulkAction.Uncollect(Id(9)), null, Token));
    }

    [Fact]
    public async Task A_deleted_collection_leaves_its_images()
    {
        await MakeAsync(2);
        var id = await CollectionAsync("Short");
        await RunAsync(new BulkAction.Collect(id), Id(1), Id(2));

        Assert.True(await Collections.DeleteAsync(id, Token));
        Assert.False(await Collections.DeleteAsync(id, Token));

        Assert.Null(await Collections.FindAsync(id, Token));
        Assert.IsType<CollectionOutcome.NotFound>(await Collections.ChangeAsync(id, "x", null, Token));
        Assert.Equal([Id(2), Id(1)], await ShownAsync());
        Assert.Empty((await FindAsync(Id(1))).Collections);
        Assert.Equal((0L, null), await CountAsync(await CollectionAsync("Short")));
    }

    private async Task<(long, string?)> CountAsync(string id)
    {
        var collection = (await Collections.FindAsync(id, Token))!;
        Assert.Equal(collection, (await Collections.ListAsync(searches: false, Token)).Single(one => one.Id == id));
        return (collection.Images, collection.CoverId);
    }
}
