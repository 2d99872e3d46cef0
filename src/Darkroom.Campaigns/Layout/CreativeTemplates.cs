using System.Collections.Immutable;
using Darkroom.Campaigns.Layout.Templates;

namespace Darkroom.Campaigns.Layout;

/// <summary>A way to lay out a creative.</summary>
/// <param name="Id">Short and stable.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">One sentence: what it looks like, and what it is good for.</param>
public sealed record CreativeTemplate(string Id, string Name, string Description)
{
    internal Action<Composition> Draw { get; init; } = _ => { };

    /// <summary>Where its words stand in formats of a stance, of languages that run from left to right.</summary>
    internal Func<Stance, TextPlacement> Words { get; init; } = _ => TextPlacement.Beside;
}

/// <summary>All templates. Each has rules of its own for tall, square, wide and strip formats.</summary>
public static class CreativeTemplates
{
    /// <summary>In the order they are offered in; the first is the default.</summary>
    public static readonly ImmutableArray<CreativeTemplate> All =
    [
        new("scrim", "Scrim", "The picture fills all; words stand on its darkened foot. Good for pictures with a calm lower part.") { Draw = ScrimTemplate.Draw, Words = ScrimTemplate.Words },
        new("editorial", "Editorial", "Like a magazine: the picture above, words on paper below. Calm and wordy.") { Draw = EditorialTemplate.Draw },
        new("block", "Bold block", "A block in the brand's colour cuts into the picture. Loud: for offers.") { Draw = BlockTemplate.Draw, Words = BlockTemplate.Words },
        new("split", "Split", "Words on the brand's colour in one half, the picture in the other.") { Draw = SplitTemplate.Draw },
        new("centred", "Centred", "Words in the middle of a dimmed picture. Solemn: for one short line.") { Draw = CentredTemplate.Draw, Words = CentredTemplate.Words },
        new("corner", "Minimal corner", "A small card in a corner; the picture keeps the stage.") { Draw = CornerTemplate.Draw, Words = CornerTemplate.Words },
        new("framed", "Framed", "The picture in a wide frame, words centred beneath, like a poster.") { Draw = FramedTemplate.Draw },
        new("duotone", "Duotone", "The picture in the brand's two colours under a very large headline.") { Draw = DuotoneTemplate.Draw, Words = DuotoneTemplate.Words },
        new("band", "Band", "A band in the brand's colour across the picture carries words and button.") { Draw = BandTemplate.Draw, Words = BandTemplate.Words },
    ];

    public static CreativeTemplate? Find(string id) => All.FirstOrDefault(one => one.Id == id);
}
