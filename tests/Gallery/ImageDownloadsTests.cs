using System.IO.Compression;
using Darkroom.Gallery;
using Darkroom.Tests.Imaging;
using Darkroom.Tests.Sqlite;

namespace Darkroom.Tests.Gallery;

/// <summary>Downloads whose originals change while they are sent.</summary>
public sealed class ImageDownloadsTests : IDisposable
{
    private readonly TempStorage _temp = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_original_that_changes_after_the_plan_ends_the_zip_so_that_the_client_sees_it_is_incomplete(bool deleted)
    {
        var downloads = await FillAsync();
        using var plan = await downloads.PlanAsync(await DownloadOfAllAsync(downloads), Token);
        if (deleted)
        {
            File.Delete(PathOf(2));
        }
        else
        {
            await File.WriteAllBytesAsync(PathOf(2), new byte[7], Token);
        }

        var destination = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() => downloads.WriteAsync(plan, destination, Token));
        Assert.InRange(destination.Length, 1, plan.Length!.Value - 1);
        Assert.Throws<InvalidDataException>(() => new ZipArchive(destination));
    }

    [Fact]
    public async Task An_empty_and_a_missing_original_make_a_valid_zip_of_the_known_length()
    {
        var downloads = await FillAsync();
        await File.WriteAllBytesAsync(PathOf(1), [], Token);
        File.Delete(PathOf(3));
        using var plan = await downloads.PlanAsync(await DownloadOfAllAsync(downloads), Token);

        var destination = new MemoryStream();
        await downloads.WriteAsync(plan, destination, Token);

        Assert.Equal(plan.Length, destination.Length);
        using var archive = new ZipArchive(destination);
        Assert.Equal([10L, 0], archive.Entries.Where(entry => entry.Name.EndsWith(".png", StringComparison.Ordinal)).Select(entry => entry.Length));
        Assert.NotNull(archive.GetEntry("missing.txt"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1 = 1 --                              ")]
    public async Task Other_tokens_open_nothing(string token) => Assert.Null(await (await FillAsync()).FindAsync(token, Token));

    private async Task<ImageDownloads> FillAsync()
    {
        await _temp.AddImagesAsync(3);
        foreach (var number in new[] { 1, 2, 3 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(number))!);
            await File.WriteAllBytesAsync(PathOf(number), new byte[10], Token);
        }

        var derivatives = new Derivative(_temp.Storage.Blobs, _temp.Storage.Previews, SampleImages.Pipeline, SampleImages.Limits);
        return new ImageDownloads(_temp.Storage.Downloads, _temp.Storage.Blobs, derivatives, _temp.Time);
    }

    private static async Task<Download> DownloadOfAllAsync(ImageDownloads downloads)
    {
        var (token, _, images, _) = await downloads.CreateAsync(
            new ImageSelection.ByView("", null, []), ImageDownloads.DefaultNames, DownloadFiles.Originals, Token);
        Assert.Equal(3, images);
        return (await downloads.FindAsync(token!, Token))!;
    }

    private string PathOf(int number) => Path.Combine(_temp.Folder, "blobs", ManyImages.HashOf(number)[..2], ManyImages.HashOf(number));
}
