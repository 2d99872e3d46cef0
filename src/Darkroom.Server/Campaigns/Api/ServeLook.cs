using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Server.Campaigns.Pages;
using Darkroom.Storage;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Samples of templates with the brand of a campaign or of a brand kit. With its hash in <c>v</c> an address never changes.</summary>
internal static class ServeLook
{
    public static async Task<IResult> CampaignAsync(
        string id, string template, string width, string? v, ICampaignStore store, LookPreviews previews, HttpContext context, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } campaign
            ? await ServeAsync(SampleOf(campaign, template), width, v, previews, context, cancellationToken)
            : CampaignResults.NoCampaign;

    /// <summary>A campaign that is not stored yet has the default look.</summary>
    public static Task<IResult> NewAsync(string template, string width, string? v, LookPreviews previews, HttpContext context, CancellationToken cancellationToken) =>
        ServeAsync(SampleOf(NewCampaign, template), width, v, previews, context, cancellationToken);

    public static async Task<IResult> KitAsync(
        string id, string template, string width, string? v, ICampaignStore store, LookPreviews previews, HttpContext context, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindKitAsync(id, cancellationToken) is { } kit
            ? await ServeAsync(SampleOf(kit, template), width, v, previews, context, cancellationToken)
            : Problems.NotFound(ProblemTexts.NoBrandKit);

    /// <summary>Serves a file of a brand kit, byte for byte.</summary>
    public static async Task<IResult> KitFileAsync(string id, string hash, ICampaignStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindKitAsync(id, cancellationToken) is { Look: var look }
        && new[] { look.Logo, look.Font }.FirstOrDefault(file => file?.Hash == hash) is { } asset && await blobs.OpenAsync(asset.Hash, cancellationToken) is { } stream
            ? StoredFile.Create(context, stream, asset.Mime, asset.Hash)
            : Problems.NotFound(ProblemTexts.NoAsset);

    public static LookSample SampleOf(Campaign campaign, string template) =>
        LookSample.Create(campaign, template, CampaignTexts.SampleHeadline, CampaignTexts.SampleCallToAction);

    public static LookSample SampleOf(BrandKit kit, string template) =>
        new(kit.Look, template, CampaignTexts.SampleHeadline, CampaignTexts.SampleCallToAction, Languages.OfPage, null, null);

    public static Campaign NewCampaign { get; } = new() { Id = "", CreatedAt = default, ChangedAt = default, Brief = new Brief() };

    private static async Task<IResult> ServeAsync(
        LookSample sample, string width, string? v, LookPreviews previews, HttpContext context, CancellationToken cancellationToken)
    {
        if (CreativeTemplate.Find(sample.Template) is null || !int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) || !LookPreviews.Widths.Contains(pixels))
        {
            return Problems.NotFound($"There is no such template or width. Widths: {string.Join(", ", LookPreviews.Widths)}.");
        }

        var hash = sample.Hash;
        return await previews.OpenAsync(sample, pixels, cancellationToken) is { } preview
            ? StoredFile.Create(context, preview, CreativePreviews.Format.Mime(), $"{hash}-{width}", v == hash ? StoredFile.Immutable : StoredFile.Checked)
            : Problems.NotFound(ProblemTexts.CreativeDamaged);
    }
}
