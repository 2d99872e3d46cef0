using Darkroom.Gallery;
using Darkroom.Sharing;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of share links.</summary>
public abstract class ShareStoreContract : LibraryContract
{
    protected abstract IShareStore Shares { get; }

    [Fact]
    public async Task A_link_is_found_until_long_after_its_end()
    {
        await MakeAsync(1);
        var link = Create(Image(1)) with { Parameters = true };
        Assert.True(await Shares.AddAsync(link, Token));

        Assert.Equal(link, await Shares.FindAsync(link.Id, Token));
        Assert.Null(await Shares.FindAsync(Id(9), Token));
        Time.Advance(TimeSpan.FromDays(1) + IShareStore.KeepExpired);
        Assert.NotNull(await Shares.FindAsync(link.Id, Token));
        await Shares.AddAsync(Create(Image(1)), Token);
        Assert.Null(await Shares.FindAsync(link.Id, Token));
    }

    [Fact]
    public async Task Only_what_exists_is_shared()
    {
        await MakeAsync(2);
        await Library.TrashAsync(Id(2), Token);
        var search = Ids.New(Time);
        Assert.IsType<CollectionOutcome.Done>(await Collections.CreateAsync(search, "Foxes", "fox", Token));

        foreach (var target in new[]
        {
            Image(2), Image(9), new(ShareKind.Collection, search), new(ShareKind.Collection, Id(1)), new(ShareKind.Generation, Id(1)), new(ShareKind.Image, "' OR 1 = 1 --"),
        })
        {
            Assert.False(await Shares.AddAsync(Create(target), Token));
        }

        Assert.Empty(await Shares.ListAsync(null, null, 10, Token));
    }

    [Fact]
    public async Task Links_are_listed_the_newest_first_with_what_they_open()
    {
        await MakeAsync(2);
        var collection = await CollectionAsync("Some");
        var generation = (await FindAsync(Id(1))).GenerationId!;
        var links = new List<ShareLink>();
        foreach (var target in new[] { Image(1), new(ShareKind.Collection, collection), new(ShareKind.Generation, generation), Image(1) })
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            links.Add(Create(target));
            Assert.True(await Shares.AddAsync(links[^1], Token));
        }

        await Collections.DeleteAsync(collection, Token);
        var first = await Shares.ListAsync(null, null, 3, Token);
        var rest = await Shares.ListAsync(null, first[^1].Link.Id, 3, Token);
        Assert.Equal(links.AsEnumerable().Reverse(), first.Concat(rest).Select(one => one.Link));
        Assert.Equal(["a red fox", "a red fox", null, "a red fox"], first.Concat(rest).Select(one => one.Title));
        Assert.Equal([links[3], links[0]], (await Shares.ListAsync(Image(1), null, 10, Token)).Select(one => one.Link));
        Assert.Equal([links[0]], (await Shares.ListAsync(Image(1), links[3].Id, 10, Token)).Select(one => one.Link));
        Assert.Empty(await Shares.ListAsync(Image(2), null, 10, Token));
    }

    [Fact]
    public async Task Revoking_keeps_the_time_of_the_first_time()
    {
        await MakeAsync(1);
        var link = Create(Image(1));
        await Shares.AddAsync(link, Token);
        var now = Time.GetUtcNow();

        Assert.True(await Shares.RevokeAsync(link.Id, Token));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Shares.RevokeAsync(link.Id, Token));

        Assert.Equal(link with { RevokedAt = now }, await Shares.FindAsync(link.Id, Token));
        Assert.False(await Shares.RevokeAsync(Id(9), Token));
    }

    [Fact]
    public async Task A_target_opens_its_images_outside_the_trash_only()
    {
        await MakeAsync(3);
        var collection = await CollectionAsync("Some");
        await RunAsync(new BulkAction.Collect(collection), Id(1), Id(2));
        var generation = new ShareTarget(ShareKind.Generation, (await FindAsync(Id(1))).GenerationId!);
        var targets = new[] { Image(1), new(ShareKind.Collection, collection), generation };

        Assert.Equal([[1], [1, 2], [1]], await OpenedAsync());
        Assert.Equal((await FindAsync(Id(1))).BlobHash, (await Shares.FindFileAsync(Image(1), Id(1), Token))!.BlobHash);
        await Library.TrashAsync(Id(1), Token);
        Assert.Equal([[], [2], []], await OpenedAsync());
        await Library.RestoreAsync(Id(1), Token);
        await RunAsync(new BulkAction.Uncollect(collection), Id(1));
        Assert.Equal([[1], [2], [1]], await OpenedAsync());

        async Task<int[][]> OpenedAsync()
        {
            var opened = new List<int[]>();
            foreach (var target in targets)
            {
                var numbers = new List<int>();
                for (var number = 1; number <= 4; number++)
                {
                    if (await Shares.FindFileAsync(target, Id(number), Token) is not null)
                    {
                        numbers.Add(number);
                    }
                }

                opened.Add([.. numbers]);
            }

            return [.. opened];
        }
    }

    [Fact]
    public async Task A_generation_opens_its_own_previews()
    {
        await MakeAsync(2);
        var (own, other) = ((await Gallery.DevelopmentAsync(Id(1), Token))[0].PreviewKey, (await Gallery.DevelopmentAsync(Id(2), Token))[0].PreviewKey);
        var generation = new ShareTarget(ShareKind.Generation, (await FindAsync(Id(1))).GenerationId!);

        Assert.True(await Shares.HasPreviewAsync(generation, own, Token));
        Assert.False(await Shares.HasPreviewAsync(generation, other, Token));
        Assert.False(await Shares.HasPreviewAsync(Image(1), own, Token));
        await Library.TrashAsync(Id(1), Token);
        Assert.False(await Shares.HasPreviewAsync(generation, own, Token));
    }

    private static ShareTarget Image(int number) => new(ShareKind.Image, Id(number));

    private ShareLink Create(ShareTarget target) =>
        new(Ids.New(Time), target, Parameters: false, new string('a', 64), Time.GetUtcNow(), Time.GetUtcNow() + TimeSpan.FromDays(1));
}
