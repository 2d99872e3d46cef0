using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Generations;
using Darkroom.Tests.Sqlite;

namespace Darkroom.Tests.Gallery;

public sealed class ImageFilesTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_file_that_was_found_is_not_read_again_until_an_image_is_deleted()
    {
        var gallery = new CountingGallery();
        using var files = new ImageFiles(gallery, _temp.Storage.Signals);

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
        using var files = new ImageFiles(gallery, _temp.Storage.Signals);

        Assert.Null(await files.FindAsync("a", Token));
        gallery.Missing = null;

        Assert.NotNull(await files.FindAsync("a", Token));
    }

    [Fact]
    public async Task No_more_files_are_kept_than_the_capacity()
    {
        var gallery = new CountingGallery();
        using var files = new ImageFiles(gallery, _temp.Storage.Signals, capacity: 10);
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

    /// <summary>Knows every image but one, and counts how often it is asked.</summary>
    private sealed class CountingGallery : IGallery
    {
        public int Reads { get; private set; }

        public string? Missing { get; set; }

        public Task<ImageFile?> FindFileAsync(string id, CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult(id == Missing ? null : new ImageFile($"hash of {id}", "image/png"));
        }

        public Task<GalleryImage?> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<GalleryPage> PageAsync(GalleryQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<PartialPreview>> DevelopmentAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<(string? Newer, string? Older)> NeighboursAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<(long Images, long Bytes)> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImmutableArray<GalleryImage>> ChildrenAsync(string id, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
