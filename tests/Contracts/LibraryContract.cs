using System.Globalization;
using Darkroom.Gallery;
using Darkroom.Generations;

namespace Darkroom.Tests.Contracts;

/// <summary>The stores of one backend that organise images.</summary>
public sealed record LibrarySet(
    IGallery Gallery, IImageLibrary Library, ICollectionStore Collections, IBulkJobs Bulk, ITrash Trash, IDownloadStore Downloads, StoreSet Others);

/// <summary>The stores under test, and what the suites about organising share.</summary>
public abstract class LibraryContract
{
    private int _made;

    /// <summary>The stores of one backend, new and empty for each test.</summary>
    protected abstract LibrarySet Stores { get; }

    protected IGallery Gallery => Stores.Gallery;

    protected IImageLibrary Library => Stores.Library;

    protected ICollectionStore Collections => Stores.Collections;

    protected IBulkJobs Bulk => Stores.Bulk;

    protected ITrash Trash => Stores.Trash;

    protected IDownloadStore Downloads => Stores.Downloads;

    protected ManualTime Time => Stores.Others.Time;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Returns the id of the image that was made as this number, from 1.</summary>
    protected static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Makes images, each with a content of its own and two partial images.</summary>
    /// <returns>The ids.</returns>
    protected async Task<string[]> MakeAsync(int count, string prompt = "a red fox", Func<FinishedImage, FinishedImage>? change = null)
    {
        var ids = new string[count];
        for (var index = 0; index < count; index++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            await Stores.Others.Generations.CreateAsync(Ids.New(Time), Samples.Request(prompt: prompt), null, 100, Token);
            var lease = (await Stores.Others.Queue.ClaimAsync("runner", [Samples.Provider], TimeSpan.FromSeconds(30), Token))!;
            var id = ids[index] = Id(++_made);
            await Stores.Others.Queue.AddPartialImageAsync(lease, Samples.Preview(0, id), Token);
            await Stores.Others.Queue.AddPartialImageAsync(lease, Samples.Preview(1, id), Token);
            Time.Advance(TimeSpan.FromSeconds(2));
            var image = Samples.Image(id, content: id);
            Assert.True(await Stores.Others.Queue.CompleteAsync(lease, change?.Invoke(image) ?? image, Token));
        }

        return ids;
    }

    protected async Task<GalleryImage> FindAsync(string id) => (await Gallery.FindAsync(id, Token))!;

    /// <summary>Returns the ids of the images that a page shows.</summary>
    protected async Task<string[]> ShownAsync(string? text = null) =>
        [.. (await Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse(text ?? "").View, Limit = GalleryQuery.MaxLimit }, Token)).Images.Select(image => image.Id)];

    protected Task<ImageChangeOutcome> TagAsync(string id, params string[] tags) => Library.ChangeAsync(id, new ImageChange { AddTags = [.. tags] }, Token);

    protected async Task<(string, long)[]> TagsAsync() => [.. (await Library.TagsAsync(100, Token)).Select(tag => (tag.Name, tag.Images))];

    protected static ImageSelection Select(params string[] ids) => new ImageSelection.ByIds([.. ids]);

    /// <summary>Starts a job.</summary>
    /// <returns>The id.</returns>
    protected async Task<string> StartAsync(BulkAction action, ImageSelection selection)
    {
        var id = Ids.New(Time);
        Assert.IsType<BulkOutcome.Done>(await Bulk.CreateAsync(id, selection, action, null, Token));
        return id;
    }

    /// <summary>Runs a job to its end.</summary>
    protected async Task<BulkJob> FinishAsync(string id)
    {
        for (var steps = 0; steps < 100; steps++)
        {
            if (await Bulk.AdvanceAsync(id, Token) is { Ended: true } job)
            {
                return job;
            }
        }

        throw new InvalidOperationException("The job does not end.");
    }

    /// <summary>Runs a job over images.</summary>
    /// <returns>The id of the job.</returns>
    protected async Task<string> RunAsync(BulkAction action, params string[] ids)
    {
        var id = await StartAsync(action, Select(ids));
        Assert.Equal(BulkState.Completed, (await FinishAsync(id)).State);
        return id;
    }

    protected async Task<BulkJob> UndoAsync(string id)
    {
        Assert.IsType<BulkOutcome.Done>(await Bulk.UndoAsync(id, Token));
        return await FinishAsync(id);
    }

    protected async Task<string> CollectionAsync(string name)
    {
        var id = Ids.New(Time);
        Assert.IsType<CollectionOutcome.Done>(await Collections.CreateAsync(id, name, null, Token));
        return id;
    }
}
