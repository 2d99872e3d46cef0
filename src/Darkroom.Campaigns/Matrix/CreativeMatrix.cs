using System.Collections.Immutable;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Creates the creatives of a brief: concepts × formats × headlines × calls to action × languages.</summary>
public sealed class CreativeMatrix(Brief brief)
{
    /// <summary>The maximum number of creatives of a campaign.</summary>
    public const int MaxCreatives = 10_000;

    /// <summary>More than a brief can have of anything, so that <see cref="Creative.ConceptOrder"/> does not depend on how many it has.</summary>
    private const long OrderBase = 100;

    private readonly ImmutableArray<CampaignFormat> _formats = [.. Formats(brief)];

    /// <summary>Returns every creative of a campaign in <see cref="Creative.ConceptOrder"/>. Creatives without a base image are left out.</summary>
    /// <param name="states">What people changed and decided.</param>
    public static IEnumerable<Creative> Creatives(Campaign campaign, IReadOnlyDictionary<CreativeKey, CreativeState> states)
    {
        var matrix = new CreativeMatrix(campaign.Brief);
        return campaign.Concepts.Where(concept => concept.Index < campaign.Brief.Concepts).SelectMany(concept => matrix.Creatives(concept, states));
    }

    /// <inheritdoc cref="Creatives(Campaign, IReadOnlyDictionary{CreativeKey, CreativeState})"/>
    /// <param name="concept">Only the creatives of this concept.</param>
    public IEnumerable<Creative> Creatives(Concept concept, IReadOnlyDictionary<CreativeKey, CreativeState> states) =>
        from format in _formats
        let image = concept.Images.FirstOrDefault(image => image.Shape == ShapeOf(format.Size))
        where image is not null
        from copy in brief.Copy
        from headline in Enumerable.Range(0, copy.Headlines.Length)
        from call in Enumerable.Range(0, copy.CallsToAction.Length)
        let key = new CreativeKey(concept.Index, format.Id, headline, call, copy.Language)
        select Create(key, format, copy, image, states.GetValueOrDefault(key));

    /// <summary>Creates one creative; null if the brief has no such creative, or no base image for it.</summary>
    public Creative? Find(CreativeKey key, BaseImage? image, CreativeState? state)
    {
        var format = _formats.FirstOrDefault(format => format.Id == key.Format);
        var copy = brief.Copy.FirstOrDefault(copy => copy.Language == key.Language);
        return image is null || format is null || copy is null || key.Headline >= copy.Headlines.Length || key.CallToAction >= copy.CallsToAction.Length
            ? null
            : Create(key, format, copy, image, state);
    }

    /// <summary>Returns the formats of a brief in its order, its custom sizes last.</summary>
    public static IEnumerable<CampaignFormat> Formats(Brief brief) =>
        brief.Formats.Concat(brief.CustomSizes.Select(size => $"custom-{size}"))
            .Select(id => CampaignFormats.TryFind(id, out var format) ? format : null).OfType<CampaignFormat>();

    /// <summary>Returns the shapes that a brief needs base images in.</summary>
    public static ImmutableArray<AspectShape> Shapes(Brief brief) => [.. Formats(brief).Select(format => ShapeOf(format.Size)).Distinct().Order()];

    /// <summary>Returns the base image that a creative is drawn on; null if its format does not exist.</summary>
    public static BaseImageKey? ImageOf(CreativeKey key) =>
        CampaignFormats.TryFind(key.Format, out var format) ? new BaseImageKey(key.Concept, ShapeOf(format.Size)) : null;

    /// <summary>Returns the shape that loses least when it is cropped to a size.</summary>
    public static AspectShape ShapeOf(PixelSize size) => size.Ratio switch
    {
        // The geometric means of the ratios 1:1 and 2:3, and of 1:1 and 3:2.
        < 0.8165 => AspectShape.Portrait,
        > 1.2247 => AspectShape.Landscape,
        _ => AspectShape.Square,
    };

    /// <summary>Returns the range of <see cref="Creative.ConceptOrder"/> that a concept's creatives are in.</summary>
    public static (long First, long End) OrderOf(int concept) =>
        (concept * OrderBase * OrderBase * OrderBase * OrderBase, (concept + 1) * OrderBase * OrderBase * OrderBase * OrderBase);

    private Creative Create(CreativeKey key, CampaignFormat format, CampaignCopy copy, BaseImage image, CreativeState? state)
    {
        var place = _formats.IndexOf(format);
        var texts = (((((long)brief.Copy.IndexOf(copy)) * OrderBase) + key.Headline) * OrderBase) + key.CallToAction;
        var creative = new Creative
        {
            Key = key,
            Format = format,
            Image = image,
            Brief = brief,
            State = state,
            Headline = state?.Headline ?? copy.Headlines[key.Headline],
            CallToAction = state?.CallToAction ?? copy.CallsToAction[key.CallToAction],
            SmallPrint = state?.SmallPrint ?? copy.SmallPrint,
            ConceptOrder = OrderOf(key.Concept).First + (place * OrderBase * OrderBase * OrderBase) + texts,
            FormatOrder = OrderOf(place).First + (key.Concept * OrderBase * OrderBase * OrderBase) + texts,
        };
        return creative with { ContentHash = creative.ComputeContentHash() };
    }
}
