using Darkroom.Gallery;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store about single images: stars, tags and the trash.</summary>
public abstract class ImageLibraryContract : LibraryContract
{
    [Fact]
    public async Task A_star_is_set_and_taken_away()
    {
        await MakeAsync(2);

        Assert.Equal(ImageChangeOutcome.Done, await Library.ChangeAsync(Id(1), new ImageChange { Favorite = true }, Token));
        Assert.Equal(ImageChangeOutcome.Done, await Library.ChangeAsync(Id(1), new ImageChange(), Token));

        Assert.Equal((true, false), ((await FindAsync(Id(1))).Favorite, (await FindAsync(Id(2))).Favorite));
        await Library.ChangeAsync(Id(1), new ImageChange { Favorite = false }, Token);
        Assert.False((await FindAsync(Id(1))).Favorite);
    }

    [Fact]
    public async Task Tags_are_added_and_removed_without_case_and_shown_as_they_were_first_written()
    {
        await MakeAsync(2);

        await TagAsync(Id(1), "Zebra", "Ärger", "b");
        await TagAsync(Id(2), "ZEBRA", "ärger");
        await Library.ChangeAsync(Id(1), new ImageChange { RemoveTags = ["B", "unknown"] }, Token);

        Assert.Equal(["Zebra", "Ärger"], (await FindAsync(Id(1))).Tags);
        Assert.Equal(["Zebra", "Ärger"], (await FindAsync(Id(2))).Tags);
        Assert.Equal([("Zebra", 2), ("Ärger", 2)], await TagsAsync());

        await Library.ChangeAsync(Id(1), new ImageChange { AddTags = ["B"] }, Token);
        Assert.Equal(["B", "Zebra", "Ärger"], (await FindAsync(Id(1))).Tags);
        Assert.Equal([("Zebra", 2), ("Ärger", 2), ("B", 1)], await TagsAsync());
        Assert.Equal([("Zebra", 2L)], (await Library.TagsAsync(1, Token)).Select(tag => (tag.Name, tag.Images)));
    }

    [Fact]
    public async Task Tags_are_found_by_search_as_long_as_the_image_has_them()
    {
        await MakeAsync(3);

        await TagAsync(Id(1), "holiday in Norway");
        await TagAsync(Id(3), "灯台");

        Assert.Equal([Id(1)], await ShownAsync("norway"));
        Assert.Equal([Id(1)], await ShownAsync("fox norw"));
        Assert.Equal([Id(3)], await ShownAsync("灯台"));
        Assert.Equal([Id(3), Id(2), Id(1)], await ShownAsync("revised"));

        await Library.ChangeAsync(Id(1), new ImageChange { RemoveTags = ["Holiday in norway"] }, Token);
        Assert.Empty(await ShownAsync("norway"));
        Assert.Equal([Id(3), Id(2), Id(1)], await ShownAsync("fox"));
    }

    [Fact]
    public async Task An_image_has_at_most_50_tags()
    {
        await MakeAsync(1);
        string[] fifty = [.. Enumerable.Range(1, 50).Select(number => $"tag {number}")];
        Assert.Equal(ImageChangeOutcome.Done, await TagAsync(Id(1), fifty));

        Assert.Equal(ImageChangeOutcome.TooManyTags, await Library.ChangeAsync(Id(1), new ImageChange { AddTags = ["one more"], Favorite = true }, Token));
        Assert.False((await FindAsync(Id(1))).Favorite);
        Assert.DoesNotContain(("one more", 1), await TagsAsync());

        Assert.Equal(ImageChangeOutcome.Done, await TagAsync(Id(1), "TAG 1"));
        Assert.Equal(ImageChangeOutcome.Done, await Library.ChangeAsync(Id(1), new ImageChange { AddTags = ["one more"], RemoveTags = ["tag 1"] }, Token));
        Assert.Equal(50, (await FindAsync(Id(1))).Tags.Length);
    }

    [Fact]
    public async Task An_image_in_the_trash_is_on_no_page_and_comes_back_with_everything()
    {
        await MakeAsync(3);
        await Library.ChangeAsync(Id(2), new ImageChange { Favorite = true, AddTags = ["kept"] }, Token);

        Assert.True(await Library.TrashAsync(Id(2), Token));
        var trashedAt = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromDays(1));
        Assert.True(await Library.TrashAsync(Id(2), Token));

        Assert.Equal(trashedAt, (await FindAsync(Id(2))).TrashedAt);
        Assert.Equal([Id(3), Id(1)], await ShownAsync());
        Assert.Empty(await ShownAsync("kept"));
        Assert.Equal((Id(3), null), await Gallery.NeighboursAsync(Id(1), GalleryView.All, Token));
        Assert.Equal((2, 2 * 1234), await Gallery.CountAsync(Token));
        Assert.Empty(await TagsAsync());

        Assert.True(await Library.RestoreAsync(Id(2), Token));
        Assert.True(await Library.RestoreAsync(Id(2), Token));

        Assert.Equal([Id(3), Id(2), Id(1)], await ShownAsync());
        Assert.Equal([Id(2)], await ShownAsync("kept"));
        Assert.Equal((Id(3), Id(1)), await Gallery.NeighboursAsync(Id(2), GalleryView.All, Token));
        Assert.Equal([("kept", 1)], await TagsAsync());
        var image = await FindAsync(Id(2));
        Assert.Equal((true, null), (image.Favorite, image.TrashedAt));
        Assert.Equal(["kept"], image.Tags);
    }

    [Fact]
    public async Task An_image_in_the_trash_can_be_changed()
    {
        await MakeAsync(1);
        await Library.TrashAsync(Id(1), Token);

        await Library.ChangeAsync(Id(1), new ImageChange { Favorite = true, AddTags = ["late"] }, Token);

        var image = await FindAsync(Id(1));
        Assert.True(image.Favorite);
        Assert.Equal(["late"], image.Tags);
        Assert.Empty(await TagsAsync());
        await Library.RestoreAsync(Id(1), Token);
        Assert.Equal([("late", 1)], await TagsAsync());
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_changed()
    {
        foreach (var id in new[] { Id(9), "", "' OR 1 = 1 --" })
        {
            Assert.Equal(ImageChangeOutcome.NotFound, await Library.ChangeAsync(id, new ImageChange { Favorite = true, AddTags = ["x"] }, Token));
            Assert.False(await Library.TrashAsync(id, Token));
            Assert.False(await Library.RestoreAsync(id, Token));
        }

        Assert.Empty(await TagsAsync());
    }
}
