using System.Collections.Immutable;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns;

/// <summary>A campaign as the store holds it.</summary>
public sealed record Campaign
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last; later with every change, if only by a millisecond.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Counts from 1; grows when the brief or a prompt is saved. Who saves says which one they saw.</summary>
    public long Version { get; init; } = 1;

    public required Brief Brief { get; init; }

    /// <summary>Empty until prompts were made.</summary>
    public ImmutableArray<Concept> Concepts { get; init; } = [];

    /// <summary>What people decided about single creatives; a creative that is not in it is as the brief says and waits for approval.</summary>
    public ImmutableDictionary<CreativeKey, CreativeState> Creatives { get; init; } = ImmutableDictionary<CreativeKey, CreativeState>.Empty;

    /// <returns>Null where there is no such concept, or it has no picture of that shape.</returns>
    public BaseImage? PictureOf(int concept, AspectShape shape) =>
        Concepts.FirstOrDefault(one => one.Index == concept)?.Images.FirstOrDefault(image => image.Shape == shape);
}

/// <summary>The shapes that base images are made in; formats of other shapes are cropped from the nearest.</summary>
public enum AspectShape
{
    Square,
    Portrait,
    Landscape,
}

/// <summary>One idea of a picture, told in a prompt for each shape.</summary>
/// <param name="Index">Counts from 0.</param>
/// <param name="Name">A few words, such as "Close-up, morning light".</param>
public sealed record Concept(int Index, string Name, ImmutableArray<BaseImage> Images);

/// <summary>The picture of a concept in one shape.</summary>
/// <param name="Prompt">Visible and editable before it is made.</param>
public sealed record BaseImage(AspectShape Shape, string Prompt)
{
    /// <summary>Counts from 0; grows with each wish for another picture. A generation is started once for each.</summary>
    public int Revision { get; init; }

    /// <summary>The generation that makes or made it; null before.</summary>
    public string? GenerationId { get; init; }

    /// <summary>Which <see cref="Revision"/> that generation is of.</summary>
    public int GeneratedRevision { get; init; }

    /// <summary>Which image of the generation.</summary>
    public int ImageIndex { get; init; }

    /// <summary>Once it is there. While another one is being made it is the last one.</summary>
    public string? ImageId { get; init; }

    /// <summary>What crops keep in view, 0 to 1 from the left and from the top; null for what draws the eye.</summary>
    public FocusPoint? Focus { get; init; }
}

/// <summary>Which creative: a cell of the matrix.</summary>
/// <param name="Format">A format's id, or <c>custom-WIDTHxHEIGHT</c>.</param>
/// <param name="Headline">Counts from 0.</param>
/// <param name="CallToAction">Counts from 0.</param>
public readonly record struct CreativeKey(int Concept, string Format, int Headline, int CallToAction, string Language)
{
    /// <summary>Such as <c>0.instagram-square.1.0.en</c>; the value of <c>data-creative</c> and a part of addresses.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Concept}.{Format}.{Headline}.{CallToAction}.{Language}");

    /// <summary>Reads what <see cref="ToString"/> wrote, and nothing else.</summary>
    public static bool TryParse(string? text, out CreativeKey key)
    {
        key = default;
        if (text?.Split('.') is not [var concept, { Length: > 0 } format, var headline, var call, { Length: > 0 } language]
            || !int.TryParse(concept, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(headline, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            || !int.TryParse(call, NumberStyles.None, CultureInfo.InvariantCulture, out var third))
        {
            return false;
        }

        key = new CreativeKey(first, format, second, third, language);
        return key.ToString() == text;
    }
}

public enum Approval
{
    Pending,
    Approved,
    Rejected,
}

/// <summary>What people decided about one creative.</summary>
public sealed record CreativeState
{
    public Approval Approval { get; init; }

    public string? Comment { get; init; }

    /// <summary>Who said so last: a name given at a review link, or null for the owner.</summary>
    public string? By { get; init; }

    /// <summary>True if <see cref="By"/> is the name that the review link was made for; false if the visitor typed it.</summary>
    public bool ByLink { get; init; }

    /// <summary>Counts from 1; grows when a text, layout or picture of it changes.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The <see cref="Creative.ContentHash"/> that was decided on. Another look since then is a new version that waits for approval.</summary>
    public string? Look { get; init; }

    /// <summary>Instead of the brief's; null for the brief's.</summary>
    public string? Headline { get; init; }

    /// <inheritdoc cref="Headline"/>
    public string? CallToAction { get; init; }

    /// <inheritdoc cref="Headline"/>
    public string? SmallPrint { get; init; }

    /// <summary>Another layout than the campaign's.</summary>
    public string? Template { get; init; }

    /// <summary>Another crop than the base image's focus.</summary>
    public FocusPoint? Focus { get; init; }
}
