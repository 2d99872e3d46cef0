using System.Collections.Immutable;
using Darkroom.Gallery;
using Darkroom.Imaging.Metadata;
using Darkroom.Imports;
using Darkroom.Storage;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of imported images.</summary>
public abstract class ImportStoreContract
{
    private static readonly DateTimeOffset MadeAt = new(2024, 5, 6, 12, 34, 56, TimeSpan.Zero);
    private static readonly SourceFile File = new("/images/owl.png", 1234, MadeAt);

    protected abstract IImportStore Imports { get; }

    protected abstract IGallery Gallery { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_imported_image_is_found_with_all_that_is_known_of_it()
    {
        var image = Image(1);
        Assert.Equal(new AddedImage(image.Id, IsNew: true), await Imports.AddAsync(image, Token));

        var found = (await Gallery.FindAsync(image.Id, Token))!;

        Assert.Equal((image.BlobHash, image.Mime, image.Bytes, image.Size, image.CreatedAt), (found.BlobHash, found.Mime, found.Bytes, found.Size, found.CreatedAt));
        Assert.Equal(image.ThumbHash, found.ThumbHash);
        Assert.Equal((ImportSource.ComfyUi, "base", 7L), (found.Source, found.Model, found.Seed));
        Assert.Equal(("an owl", "blurry"), (found.Request.Prompt, found.Request.NegativePrompt));
        Assert.Equal((null, null, null), (found.GenerationId, found.ImageIndex, found.Differences));
    }

    [Fact]
    public async Task An_image_without_parameters_is_imported_too()
    {
        await Imports.AddAsync(Image(1) with { Parameters = new ImportedParameters { Source = ImportSource.Unknown }, Texts = [], Tags = [], File = null }, Token);

        var found = (await Gallery.FindAsync(Image(1).Id, Token))!;

        Assert.Equal((ImportSource.Unknown, "", null, null), (found.Source, found.Request.Prompt, found.Model, found.Seed));
        Assert.Empty(await Imports.TextsAsync(found.Id, Token));
    }

    [Fact]
    public async Task Images_lie_in_the_order_of_their_times_whatever_the_order_of_the_import()
    {
        await Imports.AddAsync(Image(2) with { CreatedAt = MadeAt.AddDays(2) }, Token);
        await Imports.AddAsync(Image(1) with { CreatedAt = MadeAt.AddDays(1) }, Token);
        await Imports.AddAsync(Image(3) with { CreatedAt = MadeAt.AddDays(3) }, Token);

        Assert.Equal([Image(3).Id, Image(2).Id, Image(1).Id], (await Gallery.PageAsync(new GalleryQuery(), Token)).Images.Select(image => image.Id));
        Assert.Equal(MadeAt.AddDays(2).Date, DateTime.UnixEpoch.AddDays((await Gallery.FindAsync(Image(2).Id, Token))!.Day));
    }

    [Fact]
    public async Task Images_of_the_same_second_all_have_a_place()
    {
        for (var i = 1; i <= 5; i++)
        {
            await Imports.AddAsync(Image(i), Token);
        }

        Assert.Equal(5, (await Gallery.PageAsync(new GalleryQuery(), Token)).Images.Select(image => image.Position).Distinct().Count());
        Assert.Equal((5, 5 * 1234), await Gallery.CountAsync(Token));
    }

    [Theory]
    [InlineData("owl")]
    [InlineData("blurry")]
    [InlineData("holiday")]
    [InlineData("\"summer 2024\"")]
    public async Task An_imported_image_is_found_by_its_prompts_and_tags(string word)
    {
        await Imports.AddAsync(Image(1), Token);

        Assert.Single((await Gallery.PageAsync(new GalleryQuery { View = GalleryViewParser.Parse(word).View }, Token)).Images);
    }

    [Fact]
    public async Task A_second_image_with_the_same_original_is_not_added()
    {
        await Imports.AddAsync(Image(1), Token);
        var second = Image(2) with { BlobHash = Image(1).BlobHash };

        Assert.Equal(new AddedImage(Image(1).Id, IsNew: false), await Imports.AddAsync(second, Token));
        Assert.Null(await Gallery.FindAsync(second.Id, Token));
        Assert.Equal(1, (await Gallery.CountAsync(Token)).Images);
    }

    [Fact]
    public async Task Of_many_at_the_same_time_with_one_original_one_is_added()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Imports.AddAsync(Image(i) with { BlobHash = Image(1).BlobHash }, Token)));

        Assert.Single(results, result => result.IsNew);
        Assert.Single(results.Select(result => result.ImageId).Distinct());
    }

    [Fact]
    public async Task An_image_is_found_by_its_original()
    {
        await Imports.AddAsync(Image(1), Token);

        Assert.Equal(Image(1).Id, await Imports.FindAsync(Image(1).BlobHash, Token));
        Assert.Null(await Imports.FindAsync(Image(2).BlobHash, Token));
    }

    [Fact]
    public async Task A_file_is_imported_until_its_size_or_time_changes()
    {
        await Imports.AddAsync(Image(1) with { File = File }, Token);

        Assert.Equal(
            [true, false, false, false],
            await Imports.AreImportedAsync(
                [File, File with { Bytes = 1235 }, File with { ModifiedAt = MadeAt.AddSeconds(1) }, File with { Path = "/images/owl2.png" }], Token));
    }

    [Fact]
    public async Task The_file_of_a_duplicate_is_remembered_too()
    {
        await Imports.AddAsync(Image(1), Token);
        var (second, third) = (File with { Path = "/images/copy.png" }, File with { Path = "/images/copy 2.png" });
        await Imports.AddAsync(Image(2) with { BlobHash = Image(1).BlobHash, File = second }, Token);
        await Imports.RememberAsync(third, Image(1).BlobHash, Token);

        Assert.Equal([true, true], await Imports.AreImportedAsync([second, third], Token));
    }

    [Fact]
    public async Task A_file_whose_image_is_not_in_the_gallery_is_not_imported()
    {
        await Imports.RememberAsync(File, Image(1).BlobHash, Token);

        Assert.Equal([false], await Imports.AreImportedAsync([File], Token));
    }

    [Fact]
    public async Task The_texts_of_the_file_are_kept_as_they_are()
    {
        await Imports.AddAsync(Image(1), Token);

        Assert.Equal(Image(1).Texts, await Imports.TextsAsync(Image(1).Id, Token));
        Assert.Empty(await Imports.TextsAsync(Image(2).Id, Token));
    }

    [Fact]
    public async Task Texts_that_are_too_long_together_are_cut_at_the_longest()
    {
        ImmutableArray<EmbeddedText> texts = [new("workflow", string.Concat(Enumerable.Repeat("梟\"", 200_000))), new("prompt", new string('p', 50_000)), new("parameters", "an owl")];
        await Imports.AddAsync(Image(1) with { Texts = texts }, Token);

        var kept = await Imports.TextsAsync(Image(1).Id, Token);

        Assert.Equal(texts[1..], kept[1..]);
        Assert.InRange(kept[0].Text.Length, 50_000, RawMetadata.MaxBytes / 2);
        Assert.StartsWith(kept[0].Text, texts[0].Text, StringComparison.Ordinal);
    }

    private static ImportedImage Image(int number) => new()
    {
        Id = number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
        BlobHash = ContentHash.Compute([(byte)number]),
        Mime = "image/png",
        Bytes = 1234,
        Size = new PixelSize(640, 480),
        ThumbHash = [1, 2, 3],
        CreatedAt = MadeAt,
        Parameters = new ImportedParameters { Source = ImportSource.ComfyUi, Prompt = "an owl", NegativePrompt = "blurry", Seed = 7, Model = "base" },
        Texts = [new("prompt", "{\n}"), new("Comment", "")],
        Tags = ["holiday", "Holiday", "summer 2024"],
    };
}
