using Darkroom.Gallery;
using Darkroom.Server.Sharing.Api;
using Darkroom.Sharing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Sharing.Pages;

/// <summary><c>GET /shares</c>: all links, or those of one thing and a form for a new one. The page's script shows the latter in a dialog.</summary>
internal static class ShowShares
{
    private const int PageSize = 50;
    private const int DefaultDays = 14;

    public static async Task<IResult> HandleAsync(
        string? image, string? collection, string? generation, string? before, IShareStore store, ICollectionStore collections, CancellationToken cancellationToken)
    {
        ShareTarget? target = null;
        if (!string.IsNullOrEmpty(image) || !string.IsNullOrEmpty(collection) || !string.IsNullOrEmpty(generation))
        {
            (target, var wrong) = ShareBody.Read(image, collection, generation);
            if (target is null)
            {
                return ErrorPage.Create(StatusCodes.Status400BadRequest, wrong!.Message, "/shares");
            }
        }

        return await PageAsync(target, before, null, store, collections, cancellationToken);
    }

    public static async Task<IResult> CreateAsync(
        [FromForm] IFormCollection form, ShareLinks links, IShareStore store, ICollectionStore collections, TimeProvider time, HttpContext context,
        CancellationToken cancellationToken)
    {
        var (target, wrong) = ShareBody.Read(form["image"], form["collection"], form["generation"]);
        var days = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var requested) ? Math.Clamp(requested, 1, 365) : DefaultDays;
        var (link, token, problem) = target is null
            ? (null, "", wrong)
            : await links.CreateAsync(target, time.GetUtcNow().AddDays(days), form.ContainsKey("parameters"), cancellationToken);
        if (link is null)
        {
            problem ??= ShareBody.Missing(target!);
            return IsScript(context.Request) ? Problems.Invalid(problem) : ErrorPage.Create(StatusCodes.Status400BadRequest, problem.Message, "/shares");
        }

        var services = context.RequestServices;
        services.GetRequiredService<SecurityLog>().ShareCreated(context, link.Id, Wire.Name(link.Target.Kind), link.Target.Id);
        var address = services.GetRequiredService<PublicAddress>().From(context.Request, $"/s/{token}");
        return IsScript(context.Request)
            ? TypedResults.Ok(new { made = address })
            : await PageAsync(target, null, address, store, collections, cancellationToken);
    }

    public static async Task<IResult> RevokeAsync(string id, IShareStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (Ids.IsWellFormed(id) && await store.RevokeAsync(id, cancellationToken))
        {
            log.ShareRevoked(context, id);
        }

        return IsScript(context.Request) ? TypedResults.Ok(new { }) : new SeeOther("/shares");
    }

    /// <summary>Returns the address of the page about one thing.</summary>
    public static string AddressOf(ShareTarget? target) => $"/shares{SiteLinks.QueryOf((target is null ? "" : Wire.Name(target.Kind), target?.Id))}";

    private static async Task<IResult> PageAsync(
        ShareTarget? target, string? before, string? newLink, IShareStore store, ICollectionStore collections, CancellationToken cancellationToken)
    {
        var links = await store.ListAsync(target, before is not null && Ids.IsWellFormed(before) ? before : null, PageSize + 1, cancellationToken);
        return new RazorComponentResult<SharesPage>(new
        {
            Target = target,
            NewLink = newLink,
            Links = links.Length > PageSize ? links[..PageSize] : links,
            Next = links.Length > PageSize ? links[PageSize - 1].Link.Id : null,
            Collections = target is null ? await collections.ListAsync(searches: false, cancellationToken) : [],
        });
    }

    private static bool IsScript(HttpRequest request) => request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal);
}
