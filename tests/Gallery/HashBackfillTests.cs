using System.Numerics;
using Dapper;
using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imports;
using Darkroom.Storage;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Sqlite;
using Microsoft.Data.Sqlite;

namespace Darkroom.Tests.Gallery;

/// <summary>The difference hashes of images that an earlier version made.</summary>
public sealed class HashBackfillTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Hashes_come_from_the_derivative_the_original_or_the_thumbhash()
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            await ImportAsync(number);
        }

        var expected = await HashesAsync();
        Assert.DoesNotContain(null, expected);
        await ForgetAsync();
        var files = (await _temp.Storage.Hashes.UnhashedAsync(10, Token)).Images.Select(image => image.BlobHash).ToArray();
        await DeleteDerivativesAsync(files[1]);
        await DeleteDerivativesAsync(files[2]);
        File.Delete(Assert.Single(Directory.GetFiles(Path.Combine(_temp.Folder, "blobs"), files[2], SearchOption.AllDirectories)));

        Assert.Equal(3, await Backfill().RunAsync(Token));

        var actual = await HashesAsync();
        Assert.InRange(Different(expected[0], actual[0]), 0, 4);
        Assert.InRange(Different(expected[1], actual[1]), 0, 4);
        Assert.InRange(Different(expected[2], actual[2]), 0, 20);
        Assert.Null((await _temp.Storage.Hashes.UnhashedAsync(10, Token)).UpTo);
    }

    [Fact]
    public async Task Images_are_compared_before_and_after_they_have_a_hash()
    {
        await ImportAsync(1);
        await ImportAsync(2);
        var first = (await _temp.Storage.Gallery.PageAsync(new GalleryQuery(), Token)).Images[^1].Id;
        using var similar = new SimilarImages(_temp.Storage.Hashes);
        var before = (await similar.FindAsync(first, 1, Token))!.Value[0].Distance;
        await ForgetAsync();
        similar.Reset();
        Assert.Single((await similar.FindAsync(first, 1, Token))!.Value);

        Assert.Equal(2, await Backfill().RunAsync(Token));
        Assert.Equal(0, await Backfill().RunAsync(Token));
        similar.Reset();

        Assert.Equal(before, (await similar.FindAsync(first, 1, Token))!.Value[0].Distance, 0.1);
    }

    private HashBackfill Backfill() => new(
        _temp.Storage.Hashes, _temp.Storage.Blobs, _temp.Storage.Previews, SampleImages.Pipeline, SampleImages.Limits, TimeProvider.System);

    private static int Different(long? one, long? other) => BitOperations.PopCount((ulong)(one!.Value ^ other!.Value));

    private async Task<long?[]> HashesAsync() => [.. (await _temp.Storage.Hashes.PageAsync(0, 10, Token)).Select(image => image.DifferenceHash)];

    private async Task ImportAsync(int number)
    {
        var (pixels, width, height) = SyntheticImage.Draw(number * 10, 400);
        var encoded = await SampleImages.Pipeline.EncodeAsync(pixels, width, height, ImageFormat.Png, 100, Token);
        var originals = new OriginalImages(_temp.Storage.Blobs, _temp.Storage.Previews, SampleImages.Pipeline, SampleImages.Limits);
        var result = await new ImageImporter(_temp.Storage.Imports, originals, SampleImages.Limits, TimeZoneInfo.Utc, _temp.Time)
            .ImportAsync(new ImportFile($"{number}.png", encoded), [], Token);
        Assert.Equal(ImportStatus.Imported, result.Status);
    }

    /// <summary>Removes the hashes, as if an earlier version had made the images.</summary>
    private async Task ForgetAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_temp.Folder, "darkroom.db")};Pooling=False");
        await connection.ExecuteAsync("UPDATE images SET difference_hash = NULL");
    }

    private async Task DeleteDerivativesAsync(string blobHash)
    {
        foreach (var key in Derivative.KeysOf(blobHash))
        {
            await _temp.Storage.Previews.DeleteAsync(key, Token);
        }
    }
}
