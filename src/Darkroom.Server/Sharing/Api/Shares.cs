using Darkroom.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Sharing.Api;

/// <summary><c>/api/shares</c>: the owner creates, lists and revokes links.</summary>
internal static class Shares
{
    private const int DefaultLimit = 50;

    /// <summary><c>GET /api/shares</c>.</summary>
    public static async Task<Results<Ok<ShareListView>, ProblemHttpResult>> ListAsync(
        string? image, string? collection, string? generation, string? cursor, string? limit, IShareStore store, ShareLinks links, CancellationToken cancellationToken)
    {
        ShareTarget? target = null;
        if (image is not null || collection is not null || generation is not null)
        {
            (target, var problem) = ShareBody.Read(image, collection, generation);
            if (problem is not null)
            {
                return Problems.Invalid(problem);
            }
        }

        if (!QueryParameters.TryReadNumber(limit, "limit", (1, IShareStore.MaxLimit, DefaultLimit), out var count, out var error))
        {
            return Problems.Invalid(error);
        }

        if (cursor is not null && !Ids.IsWellFormed(cursor))
        {
            return Problems.Invalid(new ValidationError("cursor", "Send the next_cursor of the page before, unchanged."));
        }

        var found = await store.ListAsync(target, cursor, count, cancellationToken);
        return TypedResults.Ok(new ShareListView(
            [.. found.Select(one => ShareView.From(one.Link, null, one.Title, links.IsActive(one.Link)))],
            found.Length == count ? found[^1].Link.Id : null));
    }

    /// <summary><c>POST /api/shares</c>.</summary>
    public static async Task<Results<Created<ShareView>, ProblemHttpResult>> CreateAsync(
        ShareBody body, ShareLinks links, IShareStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        var (target, wrong) = ShareBody.Read(body.Image, body.Collection, body.Generation);
        if (target is null)
        {
            return Problems.Invalid(wrong!);
        }

        var (link, token, problem) = await links.CreateAsync(target, body.ExpiresAt, body.Parameters, cancellationToken);
        if (link is null)
        {
            return Problems.Invalid(problem ?? ShareBody.Missing(target));
        }

        log.ShareCreated(context, link.Id, Wire.Name(target.Kind), target.Id);
        var title = (await store.ListAsync(target, null, 1, cancellationToken)).FirstOrDefault()?.Title;
        return TypedResults.Created($"/s/{token}", ShareView.From(link, $"/s/{token}", title, active: true));
    }

    /// <summary><c>DELETE /api/shares/{id}</c>.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, IShareStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !await store.RevokeAsync(id, cancellationToken))
        {
            return Problems.NotFound(ProblemTexts.NoShareLink);
        }

        log.ShareRevoked(context, id);
        return TypedResults.NoContent();
    }
}
