using Darkroom.Gallery;
using Darkroom.Server.Gallery.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>The forms of one image's tags and collections, which work without scripts.</summary>
internal static class LabelForms
{
    /// <summary><c>POST /images/{id}/labels</c>.</summary>
    public static async Task<IResult> HandleAsync(
        string id, [FromForm] IFormCollection form, IImageLibrary library, IBulkJobs jobs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id))
        {
            return ErrorPage.NotFound(GalleryTexts.ImageMissing);
        }

        if (form["do"] == "restore")
        {
            await library.RestoreAsync(id, cancellationToken);
        }

        if (CollectionChangeOf(form) is { } action
            && await jobs.CreateAsync(Ids.New(time), new ImageSelection.ByIds([id]), action, null, cancellationToken) is BulkOutcome.Done(var job))
        {
            await jobs.AdvanceAsync(job.Id, cancellationToken);
        }

        var (add, remove, problems) = new TagsBody { Add = NamesOf(form, "add"), Remove = NamesOf(form, "remove") }.Read("tags");
        if (problems.Count > 0)
        {
            return Refused(id, PageText.Messages(problems));
        }

        return await library.ChangeAsync(id, new ImageChange { AddTags = add, RemoveTags = remove }, cancellationToken) switch
        {
            ImageChangeOutcome.NotFound => ErrorPage.NotFound(GalleryTexts.ImageMissing),
            ImageChangeOutcome.TooManyTags => Refused(id, PageText.Format(GalleryTexts.TooManyTags, IImageLibrary.MaxTagsPerImage)),
            _ => new SeeOther(PublicPaths.ImagePage(id)),
        };
    }

    private static RazorComponentResult<ErrorPageView> Refused(string id, string reason) =>
        ErrorPage.Create(StatusCodes.Status400BadRequest, reason, PublicPaths.ImagePage(id));

    private static BulkAction? CollectionChangeOf(IFormCollection form) =>
        Ids.IsWellFormed(form["collect"].ToString()) ? new BulkAction.Collect(form["collect"].ToString())
        : Ids.IsWellFormed(form["uncollect"].ToString()) ? new BulkAction.Uncollect(form["uncollect"].ToString())
        : null;

    private static ImmutableArray<string?> NamesOf(IFormCollection form, string name) => [.. form[name]];
}
