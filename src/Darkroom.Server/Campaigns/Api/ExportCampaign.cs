using System.ComponentModel;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Export;
using Darkroom.Imaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>
/// <c>GET</c> and <c>POST /api/campaigns/{id}/export</c>. A problem is a response of its own as long as nothing is sent; after that, the
/// reports in the package name it.
/// </summary>
internal static class ExportCampaign
{
    public static async Task<IResult> HandleAsync(
        string id,
        [Description("false to include creatives that are not approved.")] string? approved,
        [Description("jpeg, png or webp; jpeg by default.")] string? format,
        [Description("How files are named, such as {campaign}_{concept}_{format}_{language}_{version}; also {concept-name}, {headline}, {headline-number}, {cta}, {cta-number}, {brand}, {channel}, {width}, {height}. If it gives two creatives the same name, it is completed by what differs.")] string? name,
        [Description("language or format to add contact-sheet.pdf, with a page for each language or format; absent for none.")] string? sheet,
        ICampaignStore store,
        CampaignPackages packages,
        HttpContext context)
    {
        var (options, problems) = Read(approved, format, name, sheet);
        if (options is null)
        {
            return Problems.Invalid(problems);
        }

        if (await store.FindCompleteAsync(id, context.RequestAborted) is not { } campaign)
        {
            return CampaignResults.NoCampaign;
        }

        options = string.IsNullOrEmpty(name) ? options with { Name = NameTemplate.DefaultFor(campaign.Campaign.Brief) } : options;
        var plan = await packages.PlanAsync(campaign, options, context.RequestAborted);
        if (plan.Items.IsEmpty)
        {
            return NothingToExport(plan);
        }

        return new ZipResponse(plan.FileName, length: null, (body, token) => packages.WriteAsync(plan, body, token));
    }

    /// <summary><c>GET /api/campaigns/{id}/export/names</c>: the first names that a pattern gives.</summary>
    public static async Task<IResult> NamesAsync(
        string id, string? approved, string? format, string? name, ICampaignStore store, CancellationToken cancellationToken)
    {
        var (options, problems) = Read(approved, format, name, null);
        if (options is null)
        {
            return Problems.Invalid(problems);
        }

        if (await store.FindCompleteAsync(id, cancellationToken) is not { } complete)
        {
            return CampaignResults.NoCampaign;
        }

        var template = string.IsNullOrEmpty(name) ? NameTemplate.DefaultFor(complete.Campaign.Brief) : options.Name;
        var all = complete.Creatives.ToList();
        var names = ExportNames.Create(complete.Campaign, template, all);
        var paths = all.Where(creative => options.Everything || creative.Approval == Approval.Approved).Select(creative => names.Paths[creative.Key] + options.Format.Extension()).ToList();
        return TypedResults.Ok(new ExportNamesView(names.Template.ToString(), names.IsCompleted, [.. paths.Take(ExportNamesView.MaxNames)], paths.Count));
    }

    private static (ExportOptions? Options, IReadOnlyCollection<ValidationError> Problems) Read(string? approved, string? format, string? name, string? sheet)
    {
        var problems = new List<ValidationError>();
        if (approved is not (null or "" or "true" or "false"))
        {
            problems.Add(new ValidationError("approved", "Send true for approved creatives only, or false for all."));
        }

        ImageFormat? type = format switch
        {
            null or "" or "jpeg" or "jpg" => ImageFormat.Jpeg,
            "png" => ImageFormat.Png,
            "webp" => ImageFormat.WebP,
            _ => null,
        };
        if (type is null)
        {
            problems.Add(new ValidationError("format", "Choose jpeg, png or webp."));
        }

        var template = NameTemplate.Default;
        if (!string.IsNullOrEmpty(name) && !NameTemplate.TryParse(name, out template, out var problem))
        {
            problems.Add(new ValidationError("name", problem));
        }

        SheetPages? pages = sheet switch
        {
            "language" => SheetPages.Language,
            "format" => SheetPages.Format,
            _ => null,
        };
        if (pages is null && !string.IsNullOrEmpty(sheet))
        {
            problems.Add(new ValidationError("sheet", "Choose language or format, or leave it out."));
        }

        return problems.Count == 0 ? (new ExportOptions(type!.Value, template!, Everything: approved == "false", pages), []) : (null, problems);
    }

    private static ProblemHttpResult NothingToExport(PackagePlan plan) => Problems.From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        ProblemTexts.NothingToExport,
        plan.InCampaign == 0
            ? ProblemTexts.NoCreativesYet
            : PageText.Format(ProblemTexts.NothingApproved, plan.InCampaign));
}

/// <summary>How the files of a package would be named.</summary>
/// <param name="Pattern">The pattern, completed if it gave two creatives the same name.</param>
/// <param name="Completed">True if something was added to it.</param>
/// <param name="Names">The first few paths.</param>
/// <param name="Total">How many files there are.</param>
public sealed record ExportNamesView(string Pattern, bool Completed, ImmutableArray<string> Names, int Total)
{
    internal const int MaxNames = 3;
}
