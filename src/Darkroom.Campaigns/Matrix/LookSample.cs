using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Layout;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Matrix;

/// <summary>A creative that shows how a template looks with a brand.</summary>
/// <param name="ImageId">The gallery image that it is drawn on; null for an image that is part of the program.</param>
public sealed record LookSample(BrandLook Look, string Template, string Headline, string CallToAction, string Language, string? ImageId, FocusPoint? Focus)
{
    /// <summary>Identifies what is drawn. 16 hexadecimal digits.</summary>
    public string Hash
    {
        get
        {
            string?[] parts =
            [
                Look.Primary, Look.Secondary, Look.Logo?.Hash, Look.Typeface, Look.Font?.Hash, Template, Headline, CallToAction, Language, ImageId,
                Focus?.X.ToString("R", CultureInfo.InvariantCulture), Focus?.Y.ToString("R", CultureInfo.InvariantCulture),
            ];
            return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts, CampaignJson.Default.StringArray)).AsSpan(0, 8));
        }
    }

    /// <summary>Returns the sample of a template for a campaign: its brand, its first texts and its first finished image.</summary>
    /// <param name="headline">For a brief without texts.</param>
    /// <param name="callToAction">As <paramref name="headline"/>.</param>
    public static LookSample Create(Campaign campaign, string template, string headline, string callToAction)
    {
        var copy = campaign.Brief.Copy.FirstOrDefault();
        var image = campaign.Images.OrderBy(image => image.Shape).FirstOrDefault(image => image.ImageId is not null);
        return new LookSample(
            campaign.Brief.Look,
            template,
            copy is { Headlines: [{ Length: > 0 } first, ..] } ? first : headline,
            copy is { CallsToAction: [{ Length: > 0 } call, ..] } ? call : callToAction,
            copy?.Language ?? "en",
            image?.ImageId,
            image?.Focus);
    }
}
