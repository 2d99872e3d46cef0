using System.Collections.Immutable;

namespace Darkroom.Campaigns;

/// <summary>A campaign as the store holds it.</summary>
public sealed record Campaign
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required Brief Brief { get; init; }

    /// <summary>Empty until prompts were made.</summary>
    public ImmutableArray<Concept> Concepts { get; init; } = [];

    /// <summary>What people decided about single creatives; a creative that is not in it is as the brief says and waits for approval.</summary>
    public ImmutableDictionary<CreativeKey, CreativeState> Creatives { get; init; } = ImmutableDictionary<CreativeKey, CreativeState>.Empty;
}

/// <summary>The shapes that base images are made in; formats of other shapes are cropped from the nearest.</summary>
public enum Shape
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
public sealed record BaseImage(Shape Shape, string Prompt)
{
    /// <summary>The generation that makes or made it; null before.</summary>
    public string? GenerationId { get; init; }

    /// <summary>Which image of the generation.</summary>
    public int ImageIndex { get; init; }

    /// <summary>Once it is there.</summary>
    public string? ImageId { get; init; }

    /// <summary>What crops keep in view, 0 to 1 from the left and from the top; null for what draws the eye.</summary>
    public FocusPoint? Focus { get; init; }
}

public readonly record struct FocusPoint(double X, double Y);

/// <summary>Which creative: a cell of the matrix.</summary>
/// <param name="Format">A format's id, or <c>custom-WIDTHxHEIGHT</c>.</param>
/// <param name="Headline">Counts from 0.</param>
/// <param name="CallToAction">Counts from 0.</param>
public readonly record struct CreativeKey(int Concept, string Format, int Headline, int CallToAction, string Language)
{
    /// <summary>Such as <c>0.instagram-square.1.0.en</c>; the value of <c>data-creative</c> and a part of addresses.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Concept}.{Format}.{Headline}.{CallToAction}.{Language}");
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

    /// <summary>Counts from 1; grows when a text, layout or picture of it changes.</summary>
    public int Version { get; init; } = 1;

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
