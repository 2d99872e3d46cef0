using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Briefs;

/// <summary>
/// Writes one prompt for each concept and shape of a brief. Each concept has its own angle, setting and light, from the lists for the kind of
/// subject. The same brief always gets the same prompts. The audience is not part of them: an image model draws what "couples from the city" names.
/// </summary>
internal static partial class PromptWriter
{
    /// <summary>The number of angles, of settings and of lights of each kind of subject.</summary>
    internal const int Choices = 8;

    /// <summary>The end of each name on the colour circle, in degrees.</summary>
    private static readonly (int Until, string Name)[] Hues =
    [
        (15, "red"), (40, "orange"), (65, "yellow"), (90, "lime green"), (155, "green"), (190, "turquoise"), (255, "blue"), (290, "violet"),
        (330, "magenta"), (350, "pink"), (361, "red"),
    ];

    /// <summary>Writes the prompts of a brief.</summary>
    /// <param name="brief">A valid brief.</param>
    /// <param name="maxLength">The maximum number of characters of a prompt. The least important sentences are left out.</param>
    public static ImmutableArray<Concept> Concepts(Brief brief, int maxLength)
    {
        var shapes = CreativeMatrix.Shapes(brief);
        var avoided = new AvoidedWords(brief.WordsToAvoid);
        var photography = Photography.Of(brief.Kind);
        var start = (int)(Seed($"{brief.Name}\n{brief.Brand}\n{brief.Product}") % 512);
        return [.. Enumerable.Range(0, brief.Concepts).Select(index =>
        {
            var choice = Choose(index, start);
            var name = $"{photography.Angles[choice.Angle].Name}, {photography.Lights[choice.Light].Name}";
            return new Concept(index, name, [.. shapes.Select(shape => new BaseImage(new BaseImageKey(index, shape), Write(brief, photography, avoided, choice, shape, maxLength)))]);
        })];
    }

    /// <summary>
    /// Steps through the lists at different paces, so that the first eight concepts have nothing in common, and none of the next eight has
    /// more than one thing in common with one of the first.
    /// </summary>
    internal static (int Angle, int Setting, int Light) Choose(int index, int start)
    {
        var round = index / Choices;
        return (
            (start + (3 * index) + round) % Choices,
            ((start / 8) + index + (2 * round)) % Choices,
            ((start / 64) + (5 * index) + (4 * round)) % Choices);
    }

    private static string Write(
        Brief brief, Photography photography, AvoidedWords avoided, (int Angle, int Setting, int Light) choice, AspectShape shape, int maxLength)
    {
        var (angle, setting, light) = (photography.Angles[choice.Angle].Words, photography.Settings[choice.Setting], photography.Lights[choice.Light].Words);
        string[] sentences =
        [
            $"{photography.Opening.Replace("{0}", Subject(), StringComparison.Ordinal)}, {angle}, {setting}, {light}.",
            $"{CalmAreaOf(brief, photography, shape)} No lettering, no words, no numbers, no logos, no watermark anywhere in the image.",
            photography.Care,
            Labelled("Style", Clean(brief.VisualStyle)),
            $"Colours go with {ColourName(brief.Look.Primary)} and {ColourName(brief.Look.Secondary)}.",
            Labelled("Mood", Clean(brief.Tone)),
            Labelled("Season or occasion", Clean(brief.Occasion)),
            Labelled("The thought behind it, shown and not written", Clean(brief.Message)),
        ];
        var prompt = "";
        foreach (var sentence in sentences.Where(sentence => sentence.Length > 0))
        {
            var more = prompt.Length == 0 ? sentence : $"{prompt} {sentence}";
            if (TextLength.Exceeds(more, maxLength))
            {
                break;
            }

            prompt = more;
        }

        // If not even the first sentence fits, it is truncated: a person can see and edit it.
        return prompt.Length > 0 ? prompt : TextLength.Start(sentences[0], maxLength);

        string Clean(string text) => Without(text, avoided);

        // A photograph shows a thing, but what an app does cannot be seen.
        string Subject() => Clean(brief.Product) is { Length: > 0 } product
            ? $"{(brief.Kind == SubjectKind.App ? "for" : "of")} {product}"
            : $"for {(Clean(brief.Message) is { Length: > 0 } message ? message : Clean(brief.Name))}";
    }

    /// <summary>
    /// Asks for a calm area where the brief's layout puts the texts in the formats that are cropped from this image. If the formats differ,
    /// the most frequent place counts, then the brief's first.
    /// </summary>
    private static string CalmAreaOf(Brief brief, Photography photography, AspectShape shape)
    {
        var template = CreativeTemplate.Find(brief.Template ?? "") ?? CreativeTemplate.All[0];
        var place = CreativeMatrix.Formats(brief).Where(format => CreativeMatrix.ShapeOf(format.Size) == shape)
            .Select(format => template.Placement(LayoutFrame.KindOf(format.Size)))
            .CountBy(place => place).MaxBy(count => count.Value).Key;
        var kind = shape switch { AspectShape.Square => "A square image.", AspectShape.Portrait => "An upright image.", _ => "A wide image." };
        return $"{kind} {Calm(place, photography.Subject)}";
    }

    private static string Calm(TextPlacement place, string subject) => place switch
    {
        TextPlacement.Top => $"{subject} in the lower two thirds; the upper third stays calm and almost empty.",
        TextPlacement.Bottom => $"{subject} in the upper two thirds; the lower third stays calm and almost empty.",
        TextPlacement.Left => $"{subject} in the right half; the left half stays calm and almost empty.",
        TextPlacement.Right => $"{subject} in the left third; the rest stays calm and almost empty.",
        TextPlacement.Middle => "What there is to see stands around the edges; the middle stays calm and almost empty.",
        TextPlacement.Beside => $"{subject} whole in the middle, with a little room on every side.",
        _ => throw new UnreachableException(),
    };

    private static string Labelled(string what, string text) => text.Length == 0 ? "" : $"{what}: {text}.";

    /// <summary>Returns a text as part of a sentence: on one line and without words to avoid.</summary>
    private static string Without(string text, AvoidedWords avoided) =>
        BeforePunctuation().Replace(Spaces().Replace(avoided.RemoveFrom(text), " "), "$1").Trim('.', '!', '?', ',', ';', ' ');

    /// <summary>Names a colour in words: image models know "dark blue" better than <c>#1d3557</c>.</summary>
    internal static string ColourName(string colour)
    {
        var rgb = int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var (red, green, blue) = ((rgb >> 16) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0);
        var (max, min) = (Math.Max(red, Math.Max(green, blue)), Math.Min(red, Math.Min(green, blue)));
        var (light, spread) = ((max + min) / 2, max - min);
        if (spread < 0.1)
        {
            return light switch { < 0.15 => "black", < 0.4 => "dark grey", < 0.7 => "grey", < 0.93 => "light grey", _ => "white" };
        }

        var hue = max == red ? ((green - blue) / spread) + 6 : max == green ? ((blue - red) / spread) + 2 : ((red - green) / spread) + 4;
        var name = Hues.First(range => hue % 6 * 60 < range.Until).Name;
        return light switch { < 0.33 => $"dark {name}", > 0.75 => $"pale {name}", _ => name };
    }

    /// <summary>FNV-1a: the same on every machine and in every run.</summary>
    private static uint Seed(string text) => text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" +([,.;:])")]
    private static partial Regex BeforePunctuation();
}
