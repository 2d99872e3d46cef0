using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Server.Gallery;
using Darkroom.Tests.Sqlite;

namespace Darkroom.Tests.Server.Gallery;

public sealed class ImageFilesTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_file_that_was_found_is_not_read_again_until_an_image_is_deleted()
    {
        var gallery = new CountingGallery();
        using var files = new ImageFiles(gallery.FindFileAsync, _temp.Storage.Signals);

        Assert.Equal("hash of a", (await files.FindAsync("a", Token))!.BlobHash);
        Assert.Equal("hash of a", (await files.FindAsync("a", Token))!.BlobHash);
        Assert.Equal(1, gallery.Reads);

        gallery.Missing = "a";
        _temp.Storage.Signals.Raise(IJobSignals.Deleted);
        while (await files.FindAsync("a", Token) is not null)
        {
            await Task.Yield();
        }

        Assert.Null(await files.FindAsync("a", Token));
    }

    [Fact]
    public async Task A_missing_image_is_looked_for_again()
    {
        var gallery = new CountingGallery { Missing = "a" };
        using var files = new ImageFiles(gallery.FindFileAsync, _temp.Storage.Signals);

        Assert.Null(await files.FindAsync("a", Token));
        gallery.Missing = null;

        Assert.NotNull(await files.FindAsync("a", Token));
    }

    [Fact]
    public async Task No_more_files_are_kept_than_the_capacity()
    {
        var gallery = new CountingGallery();
        using var files = new ImageFiles(gallery.FindFileAsync, _temp.Storage.Signals, capacity: 10);
        for (var id = 0; id < 100; id++)
        {
            await files.FindAsync($"{id}", Token);
        }

        await files.FindAsync("99", Token);
        Assert.Equal(100, gallery.Reads);

        for (var id = 0; id < 90; id++)
        {
            await files.FindAsync($"{id}", Token);
        }

        Assert.Equal(190, gallery.Reads);
    }

    /// <summary>Has every image but one, and counts how often it is read.</summary>
    private sealed class CountingGallery
    {
        public int Reads { get; private set; }

        public string? Missing { get; set; }

        public Task<ImageFile?> FindFileAsync(string id, CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult(id == Missing ? null : new ImageFile($"hash of {id}", "image/png"));
        }
    }
}
