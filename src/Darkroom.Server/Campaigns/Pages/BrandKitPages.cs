using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Server.Campaigns.Api;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>What the page of the brand kits shows.</summary>
/// <param name="Edited">The kit whose form was sent with problems; null if none was.</param>
public sealed record KitList(ImmutableArray<BrandKit> Kits, BrandKit? Edited, ImmutableArray<ValidationError> Problems)
{
    /// <summary>The problems of a kit's form.</summary>
    public ImmutableArray<ValidationError> ProblemsOf(BrandKit kit) => kit.Id == Edited?.Id ? Problems : [];
}

/// <summary><c>/campaigns/brand-kits</c>: the brand kits with samples, and their forms.</summary>
internal static class BrandKitPages
{
    public const string Path = "/campaigns/brand-kits";

    public static async Task<IResult> ShowAsync(ICampaignStore store, CancellationToken cancellationToken) =>
        Page(new KitList(await store.KitsAsync(cancellationToken), null, []), StatusCodes.Status200OK);

    public static Task<IResult> CreateAsync(
        [FromForm] IFormCollection form, CampaignBriefs briefs, CampaignFiles files, ICampaignStore store, TimeProvider time, CancellationToken cancellationToken) =>
        SaveAsync(new BrandKit(Ids.New(time), "", new BrandLook(), "", []), form, briefs, files, store, cancellationToken);

    public static async Task<IResult> SaveAsync(
        string id, [FromForm] IFormCollection form, CampaignBriefs briefs, CampaignFiles files, ICampaignStore store, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindKitAsync(id, cancellationToken) is { } kit
            ? await SaveAsync(kit, form, briefs, files, store, cancellationToken)
            : ErrorPage.NotFound(ProblemTexts.NoBrandKit);

    public static async Task<IResult> DeleteAsync(string id, ICampaignStore store, SecurityLog log, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !await store.DeleteKitAsync(id, cancellationToken))
        {
            return ErrorPage.NotFound(ProblemTexts.NoBrandKit);
        }

        log.Deleted(context, "brand kit", id);
        return new SeeOther(Path);
    }

    private static async Task<IResult> SaveAsync(
        BrandKit before, IFormCollection form, CampaignBriefs briefs, CampaignFiles files, ICampaignStore store, CancellationToken cancellationToken)
    {
        var kit = Read(form, before);
        var (uploads, problems) = await BriefFiles.ReadAsync(form, files, cancellationToken);
        if (problems.IsEmpty)
        {
            // Checked before a file is stored, so that a bad form leaves nothing behind.
            problems = CampaignBriefs.Validate(kit);
        }

        if (problems.IsEmpty)
        {
            foreach (var (file, bytes) in uploads)
            {
                var (asset, _) = await files.StoreAsync(kit.Id, file.FileName, bytes, cancellationToken);
                kit = kit with { Look = file.Name == BriefFiles.Logo ? kit.Look with { Logo = asset } : kit.Look with { Font = asset } };
            }

            (_, problems) = await briefs.SaveKitAsync(kit, cancellationToken);
        }

        if (problems.IsEmpty)
        {
            return new SeeOther($"{Path}#kit-{kit.Id}");
        }

        var kits = (await store.KitsAsync(cancellationToken)).Select(one => one.Id == kit.Id ? kit : one).ToImmutableArray();
        return Page(new KitList(kits, kit, [.. problems.Select(FormField)]), StatusCodes.Status400BadRequest);
    }

    private static BrandKit Read(IFormCollection form, BrandKit before) => before with
    {
        Name = form["name"].ToString().Trim(),
        Tone = form["tone"].ToString().Trim(),
        WordsToAvoid = [.. form["words_to_avoid"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        Look = before.Look with
        {
            Primary = form.ContainsKey("primary") ? form["primary"].ToString() : before.Look.Primary,
            Secondary = form.ContainsKey("secondary") ? form["secondary"].ToString() : before.Look.Secondary,
            Typeface = form["typeface"].ToString() is { Length: > 0 } typeface ? typeface : before.Look.Typeface,
            Logo = form.ContainsKey("remove_logo") ? null : before.Look.Logo,
            Font = form.ContainsKey("remove_font") ? null : before.Look.Font,
        },
    };

    private static ValidationError FormField(ValidationError problem) => problem with
    {
        Field = problem.Field.StartsWith("words_to_avoid", StringComparison.Ordinal) ? "words_to_avoid" : problem.Field.Replace("look.", "", StringComparison.Ordinal),
    };

    private static RazorComponentResult<BrandKitsPage> Page(KitList list, int status) => new(new { List = list }) { StatusCode = status };
}
