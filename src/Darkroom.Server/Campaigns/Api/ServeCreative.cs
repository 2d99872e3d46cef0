using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>GET /campaigns/{id}/creatives/{key}/{width}?v=</c>: a preview, drawn at the first request. With its content hash in <c>v</c> it never changes.</summary>
internal static class ServeCreative
{
    public static async Task<IResult> HandleAsync(
        string id, string key, string width, string? v, ICampaignStore store, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken)
    {
        if (!int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) || !CreativePreviews.Widths.Contains(pixels))
        {
            return Problems.NotFound($"There is no such width. Choose one of {string.Join(", ", CreativePreviews.Widths)}.");
        }

        if (!CreativeKey.TryParse(key, out var place) || await store.FindCreativeAsync(id, place, cancellationToken) is not { Image.ImageId: not null } creative)
        {
            return Problems.NotFound(ProblemTexts.CreativeUnfinished);
        }

        if (await previews.OpenAsync(creative, pixels, cancellationToken) is not { } preview)
        {
            return Problems.NotFound(ProblemTexts.CreativeDamaged);
        }

        // An address with another content hash shows the creative as it is now, so it may change.
        var caching = v == creative.ContentHash ? StoredFile.Immutable : StoredFile.Checked;
        return StoredFile.Create(context, preview, CreativePreviews.Format.Mime(), $"{creative.ContentHash}-{width}", caching);
    }
}
