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
        [Description("How files are named, such as {campaign}_{concept}_{format}_{language}_{version}; also {headline}, {cta}, {channel}, {width}, {height}.")] string? name,
        ICampaignStore store,
        CampaignPackages packages,
        HttpContext context)
    {
        var (options, problems) = Read(approved, format, name);
        if (options is null)
        {
            return Problems.Invalid(problems);
        }

        if (await store.FindCompleteAsync(id, context.RequestAborted) is not { } campaign)
        {
            return CampaignResults.NoCampaign;
        }

        var plan = await packages.PlanAsync(campaign, options, context.RequestAborted);
        if (plan.Items.IsEmpty)
        {
            return NothingToExport(plan);
        }

        return new ZipResponse(plan.FileName, length: null, (body, token) => packages.WriteAsync(plan, body, token));
    }

    private static (ExportOptions? Options, IReadOnlyCollection<ValidationError> Problems) Read(string? approved, string? format, string? name)
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

        return problems.Count == 0 ? (new ExportOptions(type!.Value, template!, Everything: approved == "false"), []) : (null, problems);
    }

    private static ProblemHttpResult NothingToExport(PackagePlan plan) => Problems.From(
        StatusCodes.Status409Conflict,
        FailureCode.InvalidRequest,
        ProblemTexts.NothingToExport,
        plan.InCampaign == 0
            ? ProblemTexts.NoCreativesYet
            : PageText.Format(ProblemTexts.NothingApproved, plan.InCampaign));
}
