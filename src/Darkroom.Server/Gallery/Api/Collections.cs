using System.ComponentModel;
using System.Diagnostics;
using Darkroom.Gallery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>A collection, or a saved search, in the API.</summary>
/// <param name="Query">The query of a saved search; absent for a collection.</param>
/// <param name="Count">The number of its images outside the trash; absent for a saved search.</param>
/// <param name="Cover">The id of its newest image; absent if there is none.</param>
public sealed record CollectionView(string Id, string Name, string? Query, long? Count, string? Cover, DateTimeOffset CreatedAt)
{
    internal static CollectionView From(Collection collection) => new(
        collection.Id, collection.Name, collection.Query, collection.Query is null ? collection.Images : null, collection.CoverId, collection.CreatedAt);
}

/// <summary>All collections of chosen images, by name.</summary>
public sealed record CollectionListView(ImmutableArray<CollectionView> Collections);

/// <summary>All saved searches, by name.</summary>
public sealed record SearchListView(ImmutableArray<CollectionView> Searches);

/// <summary>The tags of images outside the trash, those of most images first.</summary>
public sealed record TagListView(ImmutableArray<TagView> Tags);

/// <summary>A tag and the number of images that have it.</summary>
public sealed record TagView(string Name, long Count);

/// <summary>The body of <c>POST</c> and <c>PATCH</c> of collections and of <c>POST /api/searches</c>.</summary>
public sealed record CollectionBody : KnownFields
{
    [Description("1 to 100 characters. Names that differ only in case are the same.")]
    public string? Name { get; init; }

    [Description("The query of a saved search, as in the gallery's search field.")]
    public string? Query { get; init; }

    /// <returns>The name, null if it is to be kept, and what is wrong with the body.</returns>
    internal (string? Name, IReadOnlyCollection<ValidationError> Problems) Read(bool isNew)
    {
        var problems = new List<ValidationError>();
        string? name = null;
        if ((isNew || Name is not null) && !LibraryName.TryRead(Name, LibraryName.MaxCollection, out name, out var problem))
        {
            problems.Add(new ValidationError("name", problem));
        }

        if (Query is not null && string.IsNullOrWhiteSpace(Query))
        {
            problems.Add(new ValidationError("query", ProblemTexts.EnterSearch));
        }
        else if (Query is not null)
        {
            problems.AddRange(GalleryViewParser.Parse(Query).Mistakes.Select(mistake => new ValidationError("query", mistake.Message)));
        }

        return (name, problems);
    }
}

/// <summary><c>/api/tags</c>, <c>/api/collections</c> and <c>/api/searches</c>, which are collections with a query.</summary>
internal static class Collections
{
    private const int MaxTags = 1000;

    private static ProblemHttpResult NoCollection => Problems.NotFound(Refusal(new CollectionOutcome.NotFound())!);

    public static async Task<Ok<TagListView>> TagsAsync(IImageLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TagListView([.. (await library.TagsAsync(MaxTags, cancellationToken)).Select(tag => new TagView(tag.Name, tag.Images))]));

    public static async Task<Ok<CollectionListView>> ListAsync(ICollectionStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new CollectionListView([.. (await store.ListAsync(searches: false, cancellationToken)).Select(CollectionView.From)]));

    public static async Task<Ok<SearchListView>> ListSearchesAsync(ICollectionStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SearchListView([.. (await store.ListAsync(searches: true, cancellationToken)).Select(CollectionView.From)]));

    public static async Task<Results<Ok<CollectionView>, ProblemHttpResult>> GetAsync(string id, ICollectionStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } collection ? TypedResults.Ok(CollectionView.From(collection)) : NoCollection;

    public static async Task<Results<Created<CollectionView>, ProblemHttpResult>> CreateAsync(
        CollectionBody body, ICollectionStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var (name, problems) = body.Read(isNew: true);
        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        var outcome = await store.CreateAsync(Ids.New(time), name!, body.Query, cancellationToken);
        return outcome is CollectionOutcome.Done(var created)
            ? TypedResults.Created($"/api/collections/{created.Id}", CollectionView.From(created))
            : ProblemOf(outcome);
    }

    public static async Task<Results<Created<CollectionView>, ProblemHttpResult>> CreateSearchAsync(
        CollectionBody body, ICollectionStore store, TimeProvider time, CancellationToken cancellationToken) => body.Query is null
            ? Problems.Invalid(new ValidationError("query", "Send the query of the saved search, such as lighthouse is:favorite."))
            : await CreateAsync(body, store, time, cancellationToken);

    public static async Task<Results<Ok<CollectionView>, ProblemHttpResult>> ChangeAsync(
        string id, CollectionBody body, ICollectionStore store, CancellationToken cancellationToken)
    {
        var (name, problems) = body.Read(isNew: false);
        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } before)
        {
            return NoCollection;
        }

        if (body.Query is not null && before.Query is null)
        {
            return Problems.Invalid(new ValidationError("query", ProblemTexts.NotASearch));
        }

        var outcome = await store.ChangeAsync(id, name, body.Query, cancellationToken);
        return outcome is CollectionOutcome.Done(var changed) ? TypedResults.Ok(CollectionView.From(changed)) : ProblemOf(outcome);
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, ICollectionStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !await store.DeleteAsync(id, cancellationToken))
        {
            return NoCollection;
        }

        log.Deleted(context, "collection", id);
        return TypedResults.NoContent();
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> DeleteSearchAsync(
        string id, ICollectionStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { Query: not null }
            ? await DeleteAsync(id, store, log, context, cancellationToken)
            : NoCollection;

    /// <summary>Returns why a change was rejected; null if it was not.</summary>
    internal static string? Refusal(CollectionOutcome outcome) => outcome switch
    {
        CollectionOutcome.Done => null,
        CollectionOutcome.NotFound => ProblemTexts.NoCollectionOrSearch,
        CollectionOutcome.NameTaken => ProblemTexts.NameTakenDetail,
        CollectionOutcome.TooMany => PageText.Format(ProblemTexts.TooManyCollectionsDetail, ICollectionStore.MaxCollections),
        _ => throw new UnreachableException(),
    };

    private static ProblemHttpResult ProblemOf(CollectionOutcome outcome) => outcome is CollectionOutcome.NotFound
        ? NoCollection
        : Problems.From(
            StatusCodes.Status409Conflict,
            FailureCode.InvalidRequest,
            outcome is CollectionOutcome.NameTaken ? ProblemTexts.NameTaken : ProblemTexts.TooManyCollections,
            Refusal(outcome)!);
}
