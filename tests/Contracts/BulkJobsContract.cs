using Darkroom.Gallery;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store about changes of many images.</summary>
public abstract class BulkJobsContract : LibraryContract
{
    /// <summary>Adds images quickly, without what belongs to a generation.</summary>
    /// <returns>The ids, the oldest first.</returns>
    protected abstract Task<string[]> AddManyAsync(int count);

    [Fact]
    public async Task Each_action_changes_the_selected_images_and_only_these()
    {
        await MakeAsync(3);
        var collection = await CollectionAsync("Some");
        await TagAsync(Id(1), "old");
        await TagAsync(Id(3), "old");

        await RunAsync(new BulkAction.SetFavorite(true), Id(1), Id(2));
        await RunAsync(new BulkAction.ChangeTags(["New", "more"], ["OLD"]), Id(1), Id(2));
        await RunAsync(new BulkAction.Collect(collection), Id(1), Id(2));
        await RunAsync(new BulkAction.MoveToTrash(), Id(2));

        Assert.Equal([Id(3), Id(1)], await ShownAsync());
        Assert.Equal([Id(1)], await ShownAsync("more"));
        Assert.Equal([Id(3)], await ShownAsync("old"));
        var (one, two, three) = (await FindAsync(Id(1)), await FindAsync(Id(2)), await FindAsync(Id(3)));
        Assert.Equal((true, true, false), (one.Favorite, two.Favorite, three.Favorite));
        Assert.Equal([["more", "New"], ["more", "New"], ["old"]], new[] { one, two, three }.Select(image => image.Tags));
        Assert.Equal((1, 1, 0), (one.Collections.Length, two.Collections.Length, three.Collections.Length));
        Assert.Equal(Time.GetUtcNow(), two.TrashedAt);

        await RunAsync(new BulkAction.Restore(), Id(1), Id(2));
        await RunAsync(new BulkAction.SetFavorite(false), Id(2));
        await RunAsync(new BulkAction.Uncollect(collection), Id(1));
        Assert.Equal([Id(3), Id(2), Id(1)], await ShownAsync());
        Assert.False((await FindAsync(Id(2))).Favorite);
        Assert.Empty((await FindAsync(Id(1))).Collections);
    }

    [Fact]
    public async Task Undo_reverts_what_was_changed_and_nothing_that_was_so_before()
    {
        await MakeAsync(3);
        var collection = await CollectionAsync("Some");
        await Library.ChangeAsync(Id(1), new ImageChange { Favorite = true, AddTags = ["both", "gone"] }, Token);
        await RunAsync(new BulkAction.Collect(collection), Id(1));
        await Library.TrashAsync(Id(3), Token);
        var trashedAt = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromDays(1));
        string[] all = [Id(1), Id(2), Id(3)];

        foreach (var action in new BulkAction[]
        {
            new BulkAction.SetFavorite(true), new BulkAction.SetFavorite(false), new BulkAction.ChangeTags(["both", "new"], ["gone"]),
            new BulkAction.Collect(collection), new BulkAction.Uncollect(collection), new BulkAction.MoveToTrash(), new BulkAction.Restore(),
        })
        {
            var undone = await UndoAsync(await RunAsync(action, all));
            Assert.Equal(BulkState.Undone, undone.State);
            Assert.Equal(undone.Total, undone.Done);
            Assert.InRange(undone.Total, 1, 6);

            var (one, two, three) = (await FindAsync(Id(1)), await FindAsync(Id(2)), await FindAsync(Id(3)));
            Assert.Equal((true, false, false), (one.Favorite, two.Favorite, three.Favorite));
            Assert.Equal(["both", "gone"], one.Tags);
            Assert.Equal([], two.Tags.Concat(three.Tags));
            Assert.Equal((1, 0, 0), (one.Collections.Length, two.Collections.Length, three.Collections.Length));
            Assert.Equal((null, null, trashedAt), (one.TrashedAt, two.TrashedAt, three.TrashedAt));
        }

        Assert.Equal([Id(1)], await ShownAsync("gone"));
        Assert.Empty(await ShownAsync("new"));
    }

    [Fact]
    public async Task Undo_leaves_what_was_changed_otherwise_since()
    {
        await MakeAsync(4);
        string[] all = [Id(1), Id(2), Id(3), Id(4)];
        var starred = await RunAsync(new BulkAction.SetFavorite(true), all);
        var tagged = await RunAsync(new BulkAction.ChangeTags(["x"], []), all);
        var trashed = await RunAsync(new BulkAction.MoveToTrash(), all);

        // 1: taken back and done again by a person, who wants it so. 2: taken back.
        foreach (var id in new[] { Id(1), Id(2) })
        {
            await Library.ChangeAsync(id, new ImageChange { Favorite = false, RemoveTags = ["x"] }, Token);
            await Library.RestoreAsync(id, Token);
        }

        Time.Advance(TimeSpan.FromSeconds(1));
        await Library.ChangeAsync(Id(1), new ImageChange { Favorite = true, AddTags = ["x"] }, Token);
        await Library.TrashAsync(Id(1), Token);
        var trashedAt = Time.GetUtcNow();

        // 3: something else was changed. 4: the same value again, which changes nothing.
        await Library.ChangeAsync(Id(3), new ImageChange { AddTags = ["y"] }, Token);
        await Library.ChangeAsync(Id(4), new ImageChange { Favorite = true, AddTags = ["x"] }, Token);

        await UndoAsync(trashed);
        await UndoAsync(starred);
        await UndoAsync(tagged);

        Assert.Equal([true, false, false, false], await AllAsync(image => image.Favorite));
        Assert.Equal(["x", "", "y", ""], await AllAsync(image => string.Join(' ', image.Tags)));
        Assert.Equal([trashedAt, null, null, null], await AllAsync(image => image.TrashedAt));

        async Task<List<T>> AllAsync<T>(Func<GalleryImage, T> value)
        {
            var values = new List<T>();
            foreach (var id in all)
            {
                values.Add(value(await FindAsync(id)));
            }

            return values;
        }
    }

    [Fact]
    public async Task Jobs_are_undone_in_any_order()
    {
        await MakeAsync(2);

        // The last one first: everything is as before.
        var first = await RunAsync(new BulkAction.SetFavorite(true), Id(1), Id(2));
        var second = await RunAsync(new BulkAction.SetFavorite(false), Id(2));
        await UndoAsync(second);
        Assert.True((await FindAsync(Id(2))).Favorite);
        await UndoAsync(first);
        Assert.Equal((false, false), ((await FindAsync(Id(1))).Favorite, (await FindAsync(Id(2))).Favorite));

        // The first one first: what the later one changed stays.
        first = await RunAsync(new BulkAction.SetFavorite(true), Id(1), Id(2));
        second = await RunAsync(new BulkAction.SetFavorite(false), Id(2));
        var third = await RunAsync(new BulkAction.SetFavorite(true), Id(2));
        await UndoAsync(first);
        Assert.Equal((false, true), ((await FindAsync(Id(1))).Favorite, (await FindAsync(Id(2))).Favorite));
        await UndoAsync(third);
        Assert.False((await FindAsync(Id(2))).Favorite);
        await UndoAsync(second);
        Assert.True((await FindAsync(Id(2))).Favorite);
    }

    [Fact]
    public async Task A_view_is_changed_as_it_was_when_it_was_selected()
    {
        await MakeAsync(3);
        await MakeAsync(1, "a cat", image => image with { RevisedPrompt = null });
        var asOf = (await Gallery.DaysAsync(GalleryView.All, exact: true, Token)).AsOf;
        await MakeAsync(1);

        var job = await FinishAsync(await StartAsync(new BulkAction.SetFavorite(true), new ImageSelection.ByView("fox", asOf, [Id(2), Id(9)])));

        Assert.Equal((BulkState.Completed, 2, 2), Progress(job));
        Assert.Equal([Id(3), Id(1)], await ShownAsync("is:favorite"));
    }

    [Fact]
    public async Task Images_that_come_after_the_request_do_not_belong_to_its_view()
    {
        await MakeAsync(2);
        var id = await StartAsync(new BulkAction.SetFavorite(true), new ImageSelection.ByView("", null, []));
        await MakeAsync(1);

        Assert.Equal((BulkState.Completed, 2, 2), Progress(await FinishAsync(id)));
        Assert.Equal([Id(2), Id(1)], await ShownAsync("is:favorite"));
    }

    [Fact]
    public async Task A_change_that_takes_images_out_of_their_view_reaches_all_of_them()
    {
        var ids = await AddManyAsync((2 * IBulkJobs.StepSize) + 7);
        var all = new ImageSelection.ByView("fox", null, []);

        Assert.Equal((BulkState.Completed, ids.Length, ids.Length), Progress(await FinishAsync(await StartAsync(new BulkAction.MoveToTrash(), all))));
        Assert.Empty(await ShownAsync());
        var restored = await StartAsync(new BulkAction.Restore(), new ImageSelection.ByView("is:trashed", null, [ids[5]]));
        Assert.Equal((BulkState.Completed, ids.Length - 1, ids.Length - 1), Progress(await FinishAsync(restored)));
        Assert.Equal([ids[5]], await ShownAsync("is:trashed"));
        Assert.Equal(ids.Length - 1, (await Gallery.CountAsync(Token)).Images);
    }

    [Fact]
    public async Task Tags_and_collections_select_and_are_counted()
    {
        await MakeAsync(3);
        var collection = await CollectionAsync("Été");
        await RunAsync(new BulkAction.Collect(collection), Id(1), Id(3));
        await RunAsync(new BulkAction.ChangeTags(["Ärger"], []), Id(2), Id(3));

        Assert.Equal([Id(3), Id(1)], await ShownAsync("in:été"));
        Assert.Equal([Id(3), Id(2)], await ShownAsync("tag:ärger"));
        Assert.Equal(2, (await Gallery.DaysAsync(GalleryViewParser.Parse("in:ÉTÉ").View, exact: true, Token)).Total);
        await Library.TrashAsync(Id(3), Token);
        Assert.Equal(1, (await Gallery.DaysAsync(GalleryViewParser.Parse("tag:ÄRGER").View, exact: true, Token)).Total);
        Assert.Equal(0, (await Gallery.DaysAsync(GalleryViewParser.Parse("tag:unknown").View, exact: true, Token)).Total);
    }

    [Fact]
    public async Task A_large_job_runs_in_steps_and_reports_its_progress()
    {
        var ids = await AddManyAsync((2 * IBulkJobs.StepSize) + 500);
        var id = await StartAsync(new BulkAction.SetFavorite(true), Select(ids));
        Assert.Equal((BulkState.Running, 0, 2500), Progress((await Bulk.FindAsync(id, Token))!));
        Assert.Equal([id], await Bulk.OpenAsync(Token));

        Assert.Equal((BulkState.Running, 1000, 2500), Progress((await Bulk.AdvanceAsync(id, Token))!));
        Assert.Equal((BulkState.Running, 2000, 2500), Progress((await Bulk.AdvanceAsync(id, Token))!));
        Assert.False((await FindAsync(ids[0])).Favorite);
        Assert.Equal((BulkState.Completed, 2500, 2500), Progress((await Bulk.AdvanceAsync(id, Token))!));
        Assert.True((await FindAsync(ids[0])).Favorite);
        Assert.Equal((BulkState.Completed, 2500, 2500), Progress((await Bulk.AdvanceAsync(id, Token))!));
        Assert.Empty(await Bulk.OpenAsync(Token));
        Assert.Null(await Bulk.AdvanceAsync(Id(9), Token));

        var job = await UndoAsync(id);
        Assert.Equal((BulkState.Undone, 2500, 2500), Progress(job));
        Assert.False((await FindAsync(ids[2400])).Favorite);
    }

    [Fact]
    public async Task Steps_at_the_same_time_are_done_one_after_the_other()
    {
        var ids = await AddManyAsync(3 * IBulkJobs.StepSize);
        var id = await StartAsync(new BulkAction.SetFavorite(true), Select(ids));

        var steps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Bulk.AdvanceAsync(id, Token), Token)));

        Assert.Equal([1000, 2000, 3000, 3000], steps.Select(step => step!.Done).Order());
        var undone = await UndoAsync(id);
        Assert.Equal((BulkState.Undone, 3000, 3000), Progress(undone));
    }

    [Fact]
    public async Task A_job_that_is_undone_while_it_runs_stops_and_is_reverted()
    {
        var ids = await AddManyAsync((2 * IBulkJobs.StepSize) + 1);
        var id = await StartAsync(new BulkAction.MoveToTrash(), Select(ids));
        await Bulk.AdvanceAsync(id, Token);

        var outcome = Assert.IsType<BulkOutcome.Done>(await Bulk.UndoAsync(id, Token));
        Assert.Equal((BulkState.Undoing, 0, 1000), Progress(outcome.Job));
        Assert.IsType<BulkOutcome.Done>(await Bulk.UndoAsync(id, Token));
        Assert.Equal([id], await Bulk.OpenAsync(Token));
        await FinishAsync(id);

        Assert.Equal(ids.Length, (await Gallery.CountAsync(Token)).Images);
        Assert.IsType<BulkOutcome.CannotUndo>(await Bulk.UndoAsync(id, Token));
        Assert.IsType<BulkOutcome.NotFound>(await Bulk.UndoAsync(Id(9), Token));
    }

    [Fact]
    public async Task An_image_that_would_have_too_many_tags_is_skipped()
    {
        await MakeAsync(2);
        await TagAsync(Id(1), [.. Enumerable.Range(1, 49).Select(number => $"tag {number}")]);

        var job = await FinishAsync(await StartAsync(new BulkAction.ChangeTags(["a", "b"], ["tag 1x"]), Select(Id(1), Id(2))));

        Assert.Equal((BulkState.Completed, 2, 1), (job.State, job.Done, job.Skipped));
        Assert.Equal(49, (await FindAsync(Id(1))).Tags.Length);
        Assert.Equal(["a", "b"], (await FindAsync(Id(2))).Tags);
        Assert.Equal(0, (await FinishAsync(await StartAsync(new BulkAction.ChangeTags(["a", "tag 2"], ["tag 1"]), Select(Id(1))))).Skipped);
    }

    [Fact]
    public async Task A_job_fails_if_its_collection_is_deleted_and_what_it_changed_is_forgotten()
    {
        var ids = await AddManyAsync(IBulkJobs.StepSize + 1);
        var collection = await CollectionAsync("Short");
        var id = await StartAsync(new BulkAction.Collect(collection), Select(ids));
        await Bulk.AdvanceAsync(id, Token);
        await Collections.DeleteAsync(collection, Token);

        var job = await FinishAsync(id);
        Assert.Equal((BulkState.Failed, "The collection was deleted."), (job.State, job.Failure));
        Assert.Equal(BulkState.Undone, (await UndoAsync(id)).State);
    }

    [Fact]
    public async Task A_job_can_be_ended_with_a_reason()
    {
        await MakeAsync(1);
        var id = await StartAsync(new BulkAction.SetFavorite(true), Select(Id(1)));
        await Bulk.FailAsync(id, "It broke.", Token);

        Assert.Equal((BulkState.Failed, "It broke."), ((await Bulk.FindAsync(id, Token))!.State, (await Bulk.FindAsync(id, Token))!.Failure));
        Assert.Empty(await Bulk.OpenAsync(Token));
        Assert.False((await FindAsync(Id(1))).Favorite);
    }

    [Fact]
    public async Task The_same_key_starts_a_job_once()
    {
        await MakeAsync(1);
        var first = Ids.New(Time);
        var key = new IdempotencyKey("once", "aa");
        Assert.IsType<BulkOutcome.Done>(await Bulk.CreateAsync(first, Select(Id(1)), new BulkAction.SetFavorite(true), key, Token));

        var again = await Bulk.CreateAsync(Ids.New(Time), Select(Id(1)), new BulkAction.SetFavorite(true), key, Token);
        var other = await Bulk.CreateAsync(Ids.New(Time), Select(Id(1)), new BulkAction.SetFavorite(false), key with { BodyHash = "bb" }, Token);

        Assert.Equal(first, Assert.IsType<BulkOutcome.Done>(again).Job.Id);
        Assert.Equal(first, Assert.IsType<BulkOutcome.KeyReused>(other).Id);
        Assert.Equal([first], await Bulk.OpenAsync(Token));
    }

    [Fact]
    public async Task Ids_of_images_that_do_not_exist_are_ignored()
    {
        await MakeAsync(2);
        var job = await FinishAsync(await StartAsync(new BulkAction.SetFavorite(true), Select(Id(9), Id(1), "' OR 1 = 1 --")));

        Assert.Equal((BulkState.Completed, 1, 1), Progress(job));
        Assert.Equal((true, false), ((await FindAsync(Id(1))).Favorite, (await FindAsync(Id(2))).Favorite));
    }

    [Fact]
    public async Task Jobs_are_listed_by_their_last_change_and_forgotten_after_a_while()
    {
        await MakeAsync(1);
        var began = Time.GetUtcNow();
        var first = await RunAsync(new BulkAction.SetFavorite(true), Id(1));
        Time.Advance(TimeSpan.FromSeconds(1));
        var second = await RunAsync(new BulkAction.SetFavorite(false), Id(1));
        var open = await StartAsync(new BulkAction.SetFavorite(true), Select(Id(1)));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([first], (await Bulk.ChangedSinceAsync(began, 10, Token)).Select(job => job.Id).Except([second, open]));
        Assert.Equal(2, (await Bulk.ChangedSinceAsync(began + TimeSpan.FromSeconds(1), 10, Token)).Length);
        Assert.Single(await Bulk.ChangedSinceAsync(began, 1, Token));

        await Bulk.DeleteEndedAsync(began + TimeSpan.FromSeconds(1), Token);
        Assert.Null(await Bulk.FindAsync(first, Token));
        Assert.NotNull(await Bulk.FindAsync(second, Token));
        await Bulk.DeleteEndedAsync(Time.GetUtcNow(), Token);
        Assert.Null(await Bulk.FindAsync(second, Token));
        Assert.NotNull(await Bulk.FindAsync(open, Token));
    }

    [Fact]
    public async Task Changes_that_were_forgotten_do_not_make_earlier_ones_the_last()
    {
        await MakeAsync(1);
        var first = await RunAsync(new BulkAction.SetFavorite(true), Id(1));
        var second = await RunAsync(new BulkAction.SetFavorite(false), Id(1));
        Time.Advance(TimeSpan.FromDays(1));
        await Bulk.FailAsync(first, "Not open.", Token);
        await UndoNothingAsync(first);

        await Bulk.DeleteEndedAsync(Time.GetUtcNow(), Token);

        Assert.Null(await Bulk.FindAsync(second, Token));
        await UndoAsync(first);
        Assert.False((await FindAsync(Id(1))).Favorite);

        // Changes the job now, so that it is kept.
        async Task UndoNothingAsync(string id) => Assert.IsType<BulkOutcome.Done>(await Bulk.UndoAsync(id, Token));
    }

    protected static (BulkState, long, long) Progress(BulkJob job) => (job.State, job.Done, job.Total);
}
