using Darkroom.Gallery;
using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store about images that are deleted for good.</summary>
public abstract class TrashContract : LibraryContract
{
    [Fact]
    public async Task Images_are_deleted_that_were_put_into_the_trash_before_a_time()
    {
        await MakeAsync(4);
        await Library.TrashAsync(Id(1), Token);
        await Library.TrashAsync(Id(3), Token);
        Time.Advance(TimeSpan.FromDays(1));
        await Library.TrashAsync(Id(2), Token);
        var before = Time.GetUtcNow();

        Assert.Equal(1, await Trash.PurgeAsync(before, 1, Token));
        Assert.Equal(1, await Trash.PurgeAsync(before, 10, Token));
        Assert.Equal(0, await Trash.PurgeAsync(before, 10, Token));

        Assert.Null(await Gallery.FindAsync(Id(1), Token));
        Assert.Null(await Gallery.FindAsync(Id(3), Token));
        Assert.Equal(before, (await FindAsync(Id(2))).TrashedAt);
        Assert.Equal([Id(4)], await ShownAsync());
    }

    [Fact]
    public async Task Everything_that_belongs_to_a_deleted_image_goes_with_it()
    {
        await MakeAsync(2);
        var collection = await CollectionAsync("Both");
        await RunAsync(new BulkAction.Collect(collection), Id(1), Id(2));
        await TagAsync(Id(1), "mine", "ours");
        await TagAsync(Id(2), "ours");

        await PurgeAsync(Id(1));

        Assert.Equal([("ours", 1)], await TagsAsync());
        Assert.Equal(1, (await Collections.FindAsync(collection, Token))!.Images);
        Assert.Empty(await ShownAsync("mine"));
        Assert.Empty(await Gallery.DevelopmentAsync(Id(1), Token));
        Assert.Equal(ImageChangeOutcome.NotFound, await TagAsync(Id(1), "mine"));
        Assert.Equal((1, 1234), await Gallery.CountAsync(Token));
        Assert.Equal([Samples.Image(content: Id(1)).BlobHash], (await FilesAsync()).Where(name => !name.Contains('.')));
    }

    [Fact]
    public async Task The_generation_says_that_the_image_was_deleted()
    {
        await MakeAsync(1);
        var generation = (await FindAsync(Id(1))).GenerationId!;
        var before = await Stores.Others.Events.ReadAsync(generation, 0, 100, Token);

        await PurgeAsync(Id(1));

        var state = (await Stores.Others.Generations.FindAsync(generation, Token))!;
        Assert.Equal((GenerationStatus.Completed, SlotStatus.Failed), (state.Status, state.Slots[0].Status));
        Assert.Equal((FailureCode.Deleted, false), (state.Slots[0].Failure!.Code, state.Slots[0].Failure!.Retryable));
        Assert.Equal((null, null), (state.Slots[0].ImageId, state.Slots[0].Made));
        var after = await Stores.Others.Events.ReadAsync(generation, 0, 100, Token);
        Assert.Equal(before.Select(one => one.Sequence), after.Select(one => one.Sequence));
        Assert.Equal(
            before.Select(one => one.Type switch { "image" => "error", "partial_image" => "progress", var type => type }), after.Select(one => one.Type));
        Assert.DoesNotContain(after, one => one.Json.Contains("/images/", StringComparison.Ordinal) || one.Json.Contains("/previews/", StringComparison.Ordinal));
        Assert.Contains(after, one => one.Type == "error" && one.Json.Contains("\"deleted\"", StringComparison.Ordinal));
        Assert.All(after, one => Assert.True(one.Image is null));
    }

    [Fact]
    public async Task A_deleted_image_can_be_generated_again()
    {
        await MakeAsync(1);
        var generation = (await FindAsync(Id(1))).GenerationId!;
        await PurgeAsync(Id(1));

        Assert.IsType<ChangeOutcome.Done>(await Stores.Others.Generations.RetryAsync(generation, 0, null, Token));
        var lease = (await Stores.Others.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
        await Stores.Others.Queue.AddPartialImageAsync(lease, Samples.Preview(0, Id(1)), Token);
        Assert.True(await Stores.Others.Queue.CompleteAsync(lease, Samples.Image(Id(7), content: Id(1)), Token));

        Assert.Equal([Id(7)], await ShownAsync());

        // The same bytes are in use again.
        Assert.DoesNotContain(Samples.Preview(0, Id(1)).PreviewKey, await FilesAsync());
    }

    [Fact]
    public async Task Files_that_another_image_needs_are_not_listed()
    {
        await MakeAsync(1);
        await MakeAsync(2, change: image => image with { BlobHash = Samples.Image(content: "shared").BlobHash });
        await Stores.Others.Generations.CreateAsync(Ids.New(Time), Samples.Request(), null, 100, Token);
        var lease = (await Stores.Others.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
        await Stores.Others.Queue.AddPartialImageAsync(lease, Samples.Preview(1, Id(1)), Token);

        await PurgeAsync(Id(1), Id(2));

        string[] expected =
        [
            Samples.Preview(0, Id(1)).PreviewKey, Samples.Preview(0, Id(2)).PreviewKey, Samples.Preview(1, Id(2)).PreviewKey, Samples.Image(content: Id(1)).BlobHash,
        ];
        var files = await FilesAsync();
        Assert.Equal(expected.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        await Trash.ForgetFilesAsync([files[0], files[1]], Token);
        Assert.Equal(files[2..].Order(StringComparer.Ordinal), (await FilesAsync()).Order(StringComparer.Ordinal));
        await Trash.ForgetFilesAsync(files, Token);
        Assert.Empty(await FilesAsync());

        await PurgeAsync(Id(3));
        Assert.Contains(Samples.Image(content: "shared").BlobHash, await FilesAsync());
    }

    [Fact]
    public async Task Files_are_found_behind_many_that_are_needed()
    {
        await MakeAsync(3);
        await Stores.Others.Generations.CreateAsync(Ids.New(Time), Samples.Request(), null, 100, Token);
        var lease = (await Stores.Others.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
        var previews = new[] { 1, 2, 3 }.SelectMany(number => new[] { Samples.Preview(0, Id(number)), Samples.Preview(1, Id(number)) }).ToList();
        foreach (var (preview, index) in previews.Select((preview, index) => (preview, index)))
        {
            await Stores.Others.Queue.AddPartialImageAsync(lease, preview with { Index = index }, Token);
        }

        await PurgeAsync(Id(1), Id(2), Id(3));

        var found = new List<string>();
        while (await Trash.FilesAsync(1, Token) is [var one])
        {
            found.Add(one);
            await Trash.ForgetFilesAsync([one], Token);
        }

        Assert.Equal(new[] { 1, 2, 3 }.Select(number => Samples.Image(content: Id(number)).BlobHash).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task Charges_stay()
    {
        await MakeAsync(1);
        var spent = await Stores.Others.Charges.SpentTodayAsync(Token);
        await PurgeAsync(Id(1));
        Assert.Equal(spent, await Stores.Others.Charges.SpentTodayAsync(Token));
    }

    [Fact]
    public async Task Only_images_in_the_trash_are_deleted_by_a_job_and_it_cannot_be_undone()
    {
        await MakeAsync(3);
        await Library.TrashAsync(Id(1), Token);

        var id = await RunAsync(new BulkAction.Purge(), Id(1), Id(2));

        Assert.Equal([Id(3), Id(2)], await ShownAsync());
        Assert.Null(await Gallery.FindAsync(Id(1), Token));
        Assert.IsType<BulkOutcome.CannotUndo>(await Bulk.UndoAsync(id, Token));
    }

    [Fact]
    public async Task The_trash_is_emptied_of_what_was_in_it()
    {
        await MakeAsync(3);
        await RunAsync(new BulkAction.MoveToTrash(), Id(1), Id(2));
        var selection = new ImageSelection.InTrash(Time.GetUtcNow());
        Time.Advance(TimeSpan.FromSeconds(1));
        await Library.TrashAsync(Id(3), Token);
        await Library.RestoreAsync(Id(2), Token);

        var job = await FinishAsync(await StartAsync(new BulkAction.Purge(), selection));

        Assert.Equal((BulkState.Completed, 1, 1), (job.State, job.Done, job.Total));
        Assert.Null(await Gallery.FindAsync(Id(1), Token));
        Assert.Equal([Id(2)], await ShownAsync());
        Assert.NotNull((await FindAsync(Id(3))).TrashedAt);
    }

    [Fact]
    public async Task Nothing_is_undone_for_a_deleted_image()
    {
        await MakeAsync(2);
        var tagged = await RunAsync(new BulkAction.ChangeTags(["x"], []), Id(1), Id(2));
        var trashed = await RunAsync(new BulkAction.MoveToTrash(), Id(1), Id(2));
        await Library.RestoreAsync(Id(2), Token);
        await Trash.PurgeAsync(Time.GetUtcNow() + TimeSpan.FromSeconds(1), 10, Token);

        await UndoAsync(trashed);
        await UndoAsync(tagged);

        Assert.Equal([Id(2)], await ShownAsync());
        Assert.Empty((await FindAsync(Id(2))).Tags);
        Assert.Empty(await TagsAsync());
    }

    private async Task PurgeAsync(params string[] ids)
    {
        await RunAsync(new BulkAction.MoveToTrash(), ids);
        await RunAsync(new BulkAction.Purge(), ids);
    }

    private async Task<string[]> FilesAsync() => [.. await Trash.FilesAsync(100, Token)];
}
