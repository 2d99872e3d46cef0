using System.Globalization;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Server.Http;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>GET /campaigns/{id}/creatives/{key}/{width}?v=</c>: drawn when it is asked for. With its look in <c>v</c> it never changes.</summary>
internal static class ServeCreative
{
    public static async Task<IResult> HandleAsync(
        string id, string key, string width, string? v, BaseImages pictures, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken) =>
        await pictures.FindAsync(id, cancellationToken) is { } snapshot
            ? await DrawAsync(snapshot.Campaign, key, width, v, previews, context, cancellationToken)
            : CampaignResults.NoCampaign;

    public static async Task<IResult> DrawAsync(
        Campaign campaign, string key, string width, string? look, CreativePreviews previews, HttpContext context, CancellationToken cancellationToken)
    {
        if (!int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) || !CreativePreviews.Widths.Contains(pixels))
        {
            return Problems.NotFound($"There is no such width. Choose one of {string.Join(", ", CreativePreviews.Widths)}.");
        }

        if (!CreativeKey.TryParse(key, out var place) || CreativeMatrix.Find(campaign, place) is not { Picture.ImageId: not null } creative)
        {
            return Problems.NotFound("There is no such creative, or its picture is not there yet.");
        }

        if (await previews.DrawAsync(creative, pixels, cancellationToken) is not { } drawn)
        {
            return Problems.NotFound("The creative's picture is missing or damaged. Make another one.");
        }

        // Of another look it is only what it is now.
        context.Response.Headers.CacheControl = look == creative.ContentHash ? "private, max-age=31536000, immutable" : "private, no-cache";
        return TypedResults.Bytes(drawn.Bytes, drawn.Format.Mime(), entityTag: new EntityTagHeaderValue($"\"{creative.ContentHash}-{width}\""));
    }
}
