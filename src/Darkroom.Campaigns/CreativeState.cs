using System.Globalization;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns;

/// <summary>Identifies a creative in its campaign.</summary>
/// <param name="Format">A format's id, or <c>custom-WIDTHxHEIGHT</c>.</param>
/// <param name="Headline">The headline's index, from 0.</param>
/// <param name="CallToAction">The call to action's index, from 0.</param>
public readonly record struct CreativeKey(int Concept, string Format, int Headline, int CallToAction, string Language)
{
    /// <summary>Returns a text such as <c>0.instagram-square.1.0.en</c>, as used in addresses and in <c>data-creative</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Concept}.{Format}.{Headline}.{CallToAction}.{Language}");

    /// <summary>Reads exactly what <see cref="ToString"/> writes.</summary>
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

/// <summary>What people changed and decided about one creative. A creative without it is as the brief says, and pending.</summary>
public sealed record CreativeState
{
    public Approval Approval { get; init; }

    public string? Comment { get; init; }

    /// <summary>The name of the last person who decided or commented through a review link; null for the owner.</summary>
    public string? By { get; init; }

    /// <summary>True if <see cref="By"/> is the name that the review link was created for; false if the visitor typed it.</summary>
    public bool ByLink { get; init; }

    /// <summary>The name of the last person who decided through a review link; null for the owner.</summary>
    public string? Decider { get; init; }

    /// <summary>As <see cref="ByLink"/>, for <see cref="Decider"/>.</summary>
    public bool DeciderByLink { get; init; }

    /// <summary>Counts from 1 and grows when a text, the layout or the image changes.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The <see cref="Creative.ContentHash"/> that was decided on. A creative that looks different now is a new version and pending.</summary>
    public string? Look { get; init; }

    /// <summary>Replaces the brief's text; null for the brief's.</summary>
    public string? Headline { get; init; }

    /// <inheritdoc cref="Headline"/>
    public string? CallToAction { get; init; }

    /// <inheritdoc cref="Headline"/>
    public string? SmallPrint { get; init; }

    /// <summary>Replaces the brief's layout; null for the brief's.</summary>
    public string? Template { get; init; }

    /// <summary>Replaces the base image's focus; null for the base image's.</summary>
    public FocusPoint? Focus { get; init; }

    /// <summary>Where the texts stand on the image, such as <c>top</c>; null for the calmest place.</summary>
    public string? Placement { get; init; }
}

/// <summary>A change to one creative. Null leaves a field unchanged; an empty text returns to the brief's.</summary>
public sealed record CreativeEdit
{
    public string? Headline { get; init; }

    public string? CallToAction { get; init; }

    public string? SmallPrint { get; init; }

    public string? Template { get; init; }

    public FocusPoint? Focus { get; init; }

    public string? Placement { get; init; }

    public Approval? Approval { get; init; }

    public string? Comment { get; init; }

    /// <summary>The <see cref="Creative.ContentHash"/> that the author saw. If the creative looks different by now, nothing is changed. Null for any.</summary>
    public string? Seen { get; init; }

    /// <inheritdoc cref="CreativeState.By"/>
    public string? By { get; init; }

    /// <inheritdoc cref="CreativeState.ByLink"/>
    public bool ByLink { get; init; }
}
