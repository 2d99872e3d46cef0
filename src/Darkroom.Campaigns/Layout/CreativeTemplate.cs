using System.Collections.Immutable;
using Darkroom.Campaigns.Layout.Templates;

namespace Darkroom.Campaigns.Layout;

/// <summary>Where the texts of a creative stand on the image.</summary>
public enum TextPlacement
{
    /// <summary>Next to the image, on their own background.</summary>
    Beside,
    Top,
    Bottom,
    Left,
    Right,
    Middle,
}

/// <summary>A layout of creatives.</summary>
/// <param name="Id">Short and stable.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="Description">One sentence: how it looks and what it is good for.</param>
public sealed record CreativeTemplate(string Id, string Name, string Description)
{
    /// <summary>All templates in the order of menus. The first is the default. Each has its own rules for tall, square, wide and strip formats.</summary>
    public static readonly ImmutableArray<CreativeTemplate> All =
    [
        new("scrim", "Scrim", "The image fills the format; the text stands where it is calm, with no more shade than it needs. For images with a calm part.") { Draw = ScrimTemplate.Draw, Roundness = 0.5, Placement = ScrimTemplate.Placement },
        new("editorial", "Editorial", "Like a magazine: the image above, the text on paper below. For longer texts.") { Draw = EditorialTemplate.Draw },
        new("block", "Bold block", "A block in the brand's color over the image. Loud: for offers.") { Draw = BlockTemplate.Draw, Placement = BlockTemplate.Placement },
        new("split", "Split", "Text on the brand's color in one half, the image in the other.") { Draw = SplitTemplate.Draw, Roundness = 0.14 },
        new("centred", "Centered", "Text in the middle of the image, softly shaded behind it. For one short line.") { Draw = CentredTemplate.Draw, Roundness = 0.5, Placement = CentredTemplate.Placement },
        new("corner", "Minimal corner", "A small card in a corner; the image stays dominant.") { Draw = CornerTemplate.Draw, Roundness = 0.5, Placement = CornerTemplate.Placement },
        new("framed", "Framed", "The image in a wide frame with the text centered below, like a poster.") { Draw = FramedTemplate.Draw, Roundness = 0.5 },
        new("duotone", "Duotone", "The image in the brand's two colors under a very large headline.") { Draw = DuotoneTemplate.Draw, Roundness = 0.12, Placement = DuotoneTemplate.Placement },
        new("band", "Band", "A band in the brand's color across the image, with text and button.") { Draw = BandTemplate.Draw, Placement = BandTemplate.Placement },
    ];

    internal Action<Composition> Draw { get; init; } = _ => { };

    /// <summary>The radius of the corners of buttons, and of a logo's plate, as a share of their height: 0 is square, 0.5 a pill.</summary>
    internal double Roundness { get; init; }

    /// <summary>
    /// Returns where its texts stand in a kind of format if the image is equally calm everywhere, for languages that run from left to right.
    /// Prompts ask for a calm area there.
    /// </summary>
    internal Func<FormatKind, TextPlacement> Placement { get; init; } = _ => TextPlacement.Beside;

    public static CreativeTemplate? Find(string id) => All.FirstOrDefault(template => template.Id == id);
}
