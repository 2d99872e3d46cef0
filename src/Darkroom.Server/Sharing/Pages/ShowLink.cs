using Darkroom.Gallery;
using Darkroom.Server.Sharing.Api;
using Darkroom.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Sharing.Pages;

/// <summary><c>GET /s/{token}</c>: what a visitor with a link sees.</summary>
internal static class ShowLink
{
    private const int PageSize = 60;

    public static async Task<IResult> HandleAsync(
        string token, string? before, ShareLinks links, IShareStore shares, IGallery gallery, ICollectionStore collections, IGenerationStore generations,
        HttpContext context, CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        if (outcome is not LinkOutcome<ShareLink>.Open(var link))
        {
            return Closed(outcome, context);
        }

        return await (link.Target.Kind switch
        {
            ShareKind.Image => ImageAsync(link, token, link.Target.Id, shares, gallery, collections, cancellationToken),
            ShareKind.Collection => CollectionAsync(link, token, before, gallery, collections, cancellationToken),
            _ => GenerationAsync(link, token, shares, generations, gallery, cancellationToken),
        });
    }

    /// <summary><c>GET /s/{token}/images/{id}/view</c>: one image of what is shared.</summary>
    public static async Task<IResult> ImageAsync(
        string token, string id, ShareLinks links, IShareStore shares, IGallery gallery, ICollectionStore collections, HttpContext context,
        CancellationToken cancellationToken)
    {
        var outcome = await links.FindAsync(token, cancellationToken);
        return outcome is LinkOutcome<ShareLink>.Open(var link)
            ? await ImageAsync(link, token, id, shares, gallery, collections, cancellationToken)
            : Closed(outcome, context);
    }

    private static async Task<IResult> ImageAsync(
        ShareLink link, string token, string id, IShareStore shares, IGallery gallery, ICollectionStore collections, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await shares.FindFileAsync(link.Target, id, cancellationToken) is null
            || await gallery.FindAsync(id, cancellationToken) is not { } image)
        {
            return Gone;
        }

        var (newer, older) = link.Target.Kind == ShareKind.Collection && await collections.FindAsync(link.Target.Id, cancellationToken) is { } collection
            ? await gallery.NeighboursAsync(id, ViewOf(collection), cancellationToken)
            : default;
        return new RazorComponentResult<SharedImagePage>(new { Link = link, Token = token, Image = image, Newer = newer, Older = older });
    }

    private static async Task<IResult> CollectionAsync(
        ShareLink link, string token, string? before, IGallery gallery, ICollectionStore collections, CancellationToken cancellationToken)
    {
        if (await collections.FindAsync(link.Target.Id, cancellationToken) is not { Query: null } collection)
        {
            return Gone;
        }

        long? cursor = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;
        var tiles = await gallery.TilesAsync(new TileQuery { View = ViewOf(collection), Before = cursor, Limit = PageSize + 1 }, cancellationToken);
        return new RazorComponentResult<SharedCollectionPage>(new
        {
            Link = link,
            Token = token,
            Collection = collection,
            Tiles = tiles.Length > PageSize ? tiles[..PageSize] : tiles,
            Next = tiles.Length > PageSize ? tiles[PageSize - 1].Position : (long?)null,
        });
    }

    private static async Task<IResult> GenerationAsync(
        ShareLink link, string token, IShareStore shares, IGenerationStore generations, IGallery gallery, CancellationToken cancellationToken)
    {
        if (await generations.FindAsync(link.Target.Id, cancellationToken) is not { } state)
        {
            return Gone;
        }

        var ready = ImmutableDictionary.CreateBuilder<int, string>();
        foreach (var slot in state.Slots)
        {
            if (slot.ImageId is { } id && await shares.FindFileAsync(link.Target, id, cancellationToken) is not null)
            {
                ready[slot.ImageIndex] = id;
            }
        }

        return new RazorComponentResult<SharedRunPage>(new { Link = link, Token = token, State = state, Ready = ready.ToImmutable() });
    }

    /// <summary>The images of a collection. Nothing but its name selects them, so that words in it are not read as a search.</summary>
    private static GalleryView ViewOf(Collection collection) => new([new GalleryClause([new NameTerm(NameField.Collection, collection.Name)])]);

    /// <summary>The link works, but what it opens is deleted or in the trash.</summary>
    private static RazorComponentResult<SharedGonePage> Gone => new() { StatusCode = StatusCodes.Status410Gone };

    private static IResult Closed(LinkOutcome<ShareLink> outcome, HttpContext context)
    {
        SharedFiles.LogClosed(outcome, context);
        return outcome is LinkOutcome<ShareLink>.Ended
            ? new RazorComponentResult<LinkEnded> { StatusCode = StatusCodes.Status410Gone }
            : new RazorComponentResult<SharedGonePage> { StatusCode = StatusCodes.Status404NotFound };
    }
}
