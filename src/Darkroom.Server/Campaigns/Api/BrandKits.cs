using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>/api/brand-kits</c>: looks that are stored for further campaigns.</summary>
internal static class BrandKits
{
    private static IResult NoKit => Problems.NotFound(ProblemTexts.NoBrandKit);

    public static async Task<IResult> ListAsync(ICampaignStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(await store.KitsAsync(cancellationToken));

    public static async Task<IResult> GetAsync(string id, ICampaignStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindKitAsync(id, cancellationToken) is { } kit ? TypedResults.Ok(kit) : NoKit;

    public static async Task<IResult> CreateAsync(BrandKitBody body, CampaignBriefs briefs, TimeProvider time, CancellationToken cancellationToken)
    {
        var (kit, problems) = await briefs.SaveKitAsync(Read(body, Ids.New(time)), cancellationToken);
        return problems.IsEmpty ? TypedResults.Created($"/api/brand-kits/{kit.Id}", kit) : Problems.Invalid(problems);
    }

    public static async Task<IResult> SaveAsync(
        string id, BrandKitBody body, CampaignBriefs briefs, ICampaignStore store, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindKitAsync(id, cancellationToken) is null)
        {
            return NoKit;
        }

        var (kit, problems) = await briefs.SaveKitAsync(Read(body, id), cancellationToken);
        return problems.IsEmpty ? TypedResults.Ok(kit) : Problems.Invalid(problems);
    }

    public static async Task<IResult> DeleteAsync(
        string id, ICampaignStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!await store.DeleteKitAsync(id, cancellationToken))
        {
            return NoKit;
        }

        log.Deleted(context, "brand kit", id);
        return TypedResults.NoContent();
    }

    private static BrandKit Read(BrandKitBody body, string id) =>
        new(id, body.Name ?? "", body.Look ?? new BrandLook(), body.Tone ?? "", BriefBody.Texts(body.WordsToAvoid ?? []));
}
