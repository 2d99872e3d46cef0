using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Darkroom.Campaigns.Briefs;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Matrix;

/// <summary>One cell of the matrix with everything that is drawn: what the brief says, unless this creative says otherwise.</summary>
public sealed record Creative
{
    public required CreativeKey Key { get; init; }

    public required CampaignFormat Format { get; init; }

    public PixelSize Size => Format.Size;

    /// <summary>Its picture; the <see cref="BaseImage.ImageId"/> is null until it is there.</summary>
    public required BaseImage Picture { get; init; }

    public required string Headline { get; init; }

    public required string CallToAction { get; init; }

    public string? SmallPrint { get; init; }

    /// <summary>A template's id; null for the one that suits the format.</summary>
    public string? Template { get; init; }

    /// <inheritdoc cref="BaseImage.Focus"/>
    public FocusPoint? Focus { get; init; }

    public required BrandLook Brand { get; init; }

    /// <summary>Names all that is drawn: two creatives with the same look are the same picture, byte for byte. 16 hexadecimal digits.</summary>
    public string ContentHash { get; init; } = "";

    /// <inheritdoc cref="CreativeState.Version"/>
    public int Version { get; init; } = 1;

    public Approval Approval { get; init; }

    public string? Comment { get; init; }

    /// <inheritdoc cref="CreativeState.By"/>
    public string? By { get; init; }

    /// <inheritdoc cref="CreativeState.ByLink"/>
    public bool ByLink { get; init; }

    /// <summary>Who said so last, as people are shown it: a name that nobody vouched for says so. Null for the owner.</summary>
    public string? Signature => By is null || ByLink ? By : $"{By} (typed by the visitor)";

    /// <summary>Names what is drawn, and says where people's decisions about it stand.</summary>
    internal static Creative From(Creative drawn, CreativeState? state)
    {
        var named = drawn with { ContentHash = ComputeContentHash(drawn) };
        if (state is null)
        {
            return named;
        }

        // A decision is about what was seen. What looks different now waits for another.
        var same = state.Look is null || state.Look == named.ContentHash;
        return named with
        {
            Version = state.Version + (same ? 0 : 1),
            Approval = same ? state.Approval : Approval.Pending,
            Comment = state.Comment,
            By = state.By,
            ByLink = state.ByLink,
        };
    }

    private static string ComputeContentHash(Creative drawn)
    {
        string?[] parts =
        [
            drawn.Key.Language, drawn.Key.Format, drawn.Size.ToString(), drawn.Picture.ImageId, drawn.Headline, drawn.CallToAction,
            drawn.SmallPrint, drawn.Template, Text(drawn.Focus?.X), Text(drawn.Focus?.Y), drawn.Brand.Primary, drawn.Brand.Secondary,
            drawn.Brand.Logo?.Hash, drawn.Brand.Typeface, drawn.Brand.Font?.Hash,
        ];

        // As JSON: no text can end where the next one begins.
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts, CampaignJson.Default.StringArray)).AsSpan(0, 8));
    }

    private static string? Text(double? number) => number?.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Concepts × formats × headlines × calls to action × languages.</summary>
public static class CreativeMatrix
{
    /// <summary>The most creatives that one campaign can have.</summary>
    public const int MaxCreatives = 10_000;

    /// <summary>Every creative, in the order of concept, format, language, headline, call to action. Concepts without prompts yet have none.</summary>
    public static IEnumerable<Creative> Creatives(Campaign campaign) =>
        from concept in campaign.Concepts
        where concept.Index < campaign.Brief.Concepts
        from format in Formats(campaign.Brief)
        from copy in campaign.Brief.Copy
        from headline in Enumerable.Range(0, copy.Headlines.Length)
        from call in Enumerable.Range(0, copy.CallsToAction.Length)
        let made = Make(campaign, new CreativeKey(concept.Index, format.Id, headline, call, copy.Language), format, copy)
        where made is not null
        select made;

    /// <returns>Null where the campaign has no such creative.</returns>
    public static Creative? Find(Campaign campaign, CreativeKey key)
    {
        var format = Formats(campaign.Brief).FirstOrDefault(one => one.Id == key.Format);
        var copy = campaign.Brief.Copy.FirstOrDefault(one => one.Language == key.Language);
        return format is null || copy is null || key.Headline >= copy.Headlines.Length || key.CallToAction >= copy.CallsToAction.Length
            ? null
            : Make(campaign, key, format, copy);
    }

    /// <summary>The formats of a brief in its order, its custom sizes last.</summary>
    public static IEnumerable<CampaignFormat> Formats(Brief brief) =>
        brief.Formats.Concat(brief.CustomSizes.Select(size => $"custom-{size}"))
            .Select(id => CampaignFormats.TryFind(id, out var format) ? format : null).OfType<CampaignFormat>();

    /// <summary>The shapes that base images are needed in.</summary>
    public static ImmutableArray<AspectShape> Shapes(Brief brief) => [.. Formats(brief).Select(format => ShapeOf(format.Size)).Distinct().Order()];

    /// <summary>The shape whose picture loses least when it is cropped to a size.</summary>
    public static AspectShape ShapeOf(PixelSize size) => size.Ratio switch
    {
        // Half way, as ratios go, between a square and 2:3 or 3:2.
        < 0.8165 => AspectShape.Portrait,
        > 1.2247 => AspectShape.Landscape,
        _ => AspectShape.Square,
    };

    private static Creative? Make(Campaign campaign, CreativeKey key, CampaignFormat format, CampaignCopy copy)
    {
        if (campaign.PictureOf(key.Concept, ShapeOf(format.Size)) is not { } picture)
        {
            return null;
        }

        var state = campaign.Creatives.GetValueOrDefault(key);
        return Creative.From(
            new Creative
            {
                Key = key,
                Format = format,
                Picture = picture,
                Headline = state?.Headline ?? copy.Headlines[key.Headline],
                CallToAction = state?.CallToAction ?? copy.CallsToAction[key.CallToAction],
                SmallPrint = state?.SmallPrint ?? copy.SmallPrint,
                Template = state?.Template ?? campaign.Brief.Template,
                Focus = state?.Focus ?? picture.Focus,
                Brand = campaign.Brief.Look,
            },
            state);
    }
}
