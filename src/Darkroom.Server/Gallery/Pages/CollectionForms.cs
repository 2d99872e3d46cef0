using Darkroom.Gallery;
using Darkroom.Server.Gallery.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Gallery.Pages;

/// <summary>The page of collections, saved searches and tags, and its forms, which work without scripts.</summary>
internal static class CollectionForms
{
    public const string Path = "/gallery/collections";

    /// <summary>The most tags on the page.</summary>
    private const int MaxTags = 200;

    /// <summary><c>GET /gallery/collections</c>.</summary>
    public static Task<IResult> ShowAsync(ICollectionStore store, IImageLibrary library, CancellationToken cancellationToken) =>
        PageAsync(null, store, library, cancellationToken);

    /// <summary><c>POST /gallery/collections</c> creates a collection, or a saved search if there is a query.</summary>
    public static async Task<IResult> CreateAsync(
        [FromForm] IFormCollection form, ICollectionStore store, IImageLibrary library, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = Read(form);
        var (name, problems) = body.Read(isNew: true);
        var refused = problems.Count > 0
            ? PageText.Messages(problems)
            : Collections.Refusal(await store.CreateAsync(Ids.New(time), name!, body.Query, cancellationToken));
        return await AnswerAsync(refused, store, library, cancellationToken);
    }

    /// <summary><c>POST /gallery/collections/{id}</c> changes or deletes one.</summary>
    public static async Task<IResult> ChangeAsync(
        string id,
        [FromForm] IFormCollection form,
        ICollectionStore store,
        IImageLibrary library,
        SecurityLog log,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id))
        {
            return await AnswerAsync(Collections.Refusal(new CollectionOutcome.NotFound()), store, library, cancellationToken);
        }

        if (form["do"] == "delete")
        {
            if (await store.DeleteAsync(id, cancellationToken))
            {
                log.Deleted(context, "collection", id);
            }

            return new SeeOther(Path);
        }

        var body = Read(form);
        var (name, problems) = body.Read(isNew: true);
        var refused = problems.Count > 0 ? PageText.Messages(problems) : Collections.Refusal(await store.ChangeAsync(id, name, body.Query, cancellationToken));
        return await AnswerAsync(refused, store, library, cancellationToken);
    }

    /// <summary><c>POST /gallery/trash/empty</c>.</summary>
    public static async Task<IResult> EmptyTrashAsync(IBulkJobs jobs, TimeProvider time, CancellationToken cancellationToken)
    {
        await BulkChanges.EmptyTrashAsync(jobs, time, cancellationToken);
        return new SeeOther(ShowGallery.AddressOf(new() { Trashed = "true" }));
    }

    private static async Task<IResult> AnswerAsync(string? refused, ICollectionStore store, IImageLibrary library, CancellationToken cancellationToken) =>
        refused is null ? new SeeOther(Path) : await PageAsync(refused, store, library, cancellationToken);

    private static async Task<IResult> PageAsync(string? refused, ICollectionStore store, IImageLibrary library, CancellationToken cancellationToken) =>
        new RazorComponentResult<CollectionsPage>(new
        {
            Collections = await store.ListAsync(searches: false, cancellationToken),
            Searches = await store.ListAsync(searches: true, cancellationToken),
            Tags = await library.TagsAsync(MaxTags, cancellationToken),
            Refused = refused,
        })
        {
            StatusCode = refused is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };

    private static CollectionBody Read(IFormCollection form) => new() { Name = form["name"], Query = form.ContainsKey("query") ? form["query"].ToString() : null };
}
