using System.Diagnostics;
using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>Changes one image.</summary>
internal static class ChangeImage
{
    private static ProblemHttpResult NoImage => Problems.NotFound(ProblemTexts.NoImage);

    /// <summary><c>PATCH /api/images/{id}</c>.</summary>
    public static async Task<Results<Ok<ImageView>, ProblemHttpResult>> HandleAsync(
        string id, ImageBody body, IImageLibrary library, IGallery gallery, CancellationToken cancellationToken)
    {
        var (change, problems) = body.Read();
        if (change is null)
        {
            return Problems.Invalid(problems);
        }

        return (Ids.IsWellFormed(id) ? await library.ChangeAsync(id, change, cancellationToken) : ImageChangeOutcome.NotFound) switch
        {
            ImageChangeOutcome.Done => await ViewAsync(id, gallery, cancellationToken),
            ImageChangeOutcome.NotFound => NoImage,
            ImageChangeOutcome.TooManyTags => Problems.Invalid(
                new ValidationError("tags.add", PageText.Format(ProblemTexts.TooManyTags, IImageLibrary.MaxTagsPerImage))),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary><c>DELETE /api/images/{id}</c>.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> TrashAsync(string id, IImageLibrary library, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await library.TrashAsync(id, cancellationToken) ? TypedResults.NoContent() : NoImage;

    /// <summary><c>POST /api/images/{id}/restore</c>.</summary>
    public static async Task<Results<Ok<ImageView>, ProblemHttpResult>> RestoreAsync(
        string id, IImageLibrary library, IGallery gallery, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await library.RestoreAsync(id, cancellationToken) ? await ViewAsync(id, gallery, cancellationToken) : NoImage;

    private static async Task<Results<Ok<ImageView>, ProblemHttpResult>> ViewAsync(string id, IGallery gallery, CancellationToken cancellationToken) =>
        await gallery.FindAsync(id, cancellationToken) is { } image ? TypedResults.Ok(ImageView.From(image)) : NoImage;
}
