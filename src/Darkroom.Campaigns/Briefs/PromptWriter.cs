using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Campaigns.Briefs;

/// <summary>
/// Turns a brief into one prompt for each concept and shape. Concepts differ on purpose: each has its own angle, setting and light.
/// The same brief always makes the same prompts.
/// </summary>
internal static partial class PromptWriter
{
    /// <summary>How the camera stands, and the name it has in a list.</summary>
    private static readonly (string Name, string Words)[] Angles =
    [
        ("Eye level", "seen at eye level"),
        ("Close-up", "a close-up that shows the material"),
        ("From above", "seen straight from above, neatly arranged"),
        ("Low angle", "seen from low down, looking large"),
        ("Three-quarter view", "in a three-quarter view with depth behind it"),
        ("Wide view", "small in a wide view with much space around it"),
        ("In use", "in somebody's hands, being used, the face out of view"),
        ("Through the foreground", "seen past blurred things in the foreground"),
    ];

    private static readonly string[] Settings =
    [
        "on a plain studio backdrop",
        "in a lived-in room",
        "outdoors in nature",
        "on a stone ledge against a textured wall",
        "in a quiet street of a city",
        "on a wooden table by a window",
        "among a few simple geometric blocks",
        "on fabric with soft folds",
    ];

    private static readonly (string Name, string Words)[] Lights =
    [
        ("morning light", "soft morning light from the side"),
        ("even studio light", "even, bright studio light"),
        ("golden evening", "low golden evening light with long shadows"),
        ("overcast day", "the gentle light of an overcast day"),
        ("hard sun", "hard midday sun with crisp shadows"),
        ("window light", "window light falling off into shade"),
        ("backlight", "backlight that draws bright edges"),
        ("dusk", "the blue light of dusk with one warm lamp"),
    ];

    /// <param name="brief">Checked.</param>
    /// <param name="longest">The most characters a prompt may have; what matters least is left out beyond.</param>
    public static ImmutableArray<Concept> Concepts(Brief brief, int longest)
    {
        var shapes = CreativeMatrix.Shapes(brief);
        var avoided = new AvoidedWords(brief.WordsToAvoid);
        var start = (int)(Seed($"{brief.Name}\n{brief.Brand}\n{brief.Product}") % 512);
        return [.. Enumerable.Range(0, brief.Concepts).Select(index =>
        {
            var (angle, setting, light) = Choose(index, start);
            var name = $"{Angles[angle].Name}, {Lights[light].Name}";
            return new Concept(index, name, [.. shapes.Select(shape => new BaseImage(new BaseImageKey(index, shape), Write(brief, avoided, angle, setting, light, shape, longest)))]);
        })];
    }

    /// <summary>
    /// Steps through the lists at different paces, so that eight concepts share nothing, and the next eight never have two things in
    /// common with one of the first.
    /// </summary>
    internal static (int Angle, int Setting, int Light) Choose(int index, int start)
    {
        var round = index / Settings.Length;
        return (
            (start + (3 * index) + round) % Angles.Length,
            ((start / 8) + index + (2 * round)) % Settings.Length,
            ((start / 64) + (5 * index) + (4 * round)) % Lights.Length);
    }

    private static string Write(Brief brief, AvoidedWords avoided, int angle, int setting, int light, AspectShape shape, int longest)
    {
        string[] sentences =
        [
            $"Advertising photograph {Subject()}, {Angles[angle].Words}, {Settings[setting]}, {Lights[light].Words}.",
            $"{RoomIn(brief, shape)} No lettering, no words, no numbers, no logos, no watermark anywhere in the picture.",
            Said("Style", Clean(brief.VisualStyle)),
            $"Colours go with {ColourNames.Describe(brief.Look.Primary)} and {ColourNames.Describe(brief.Look.Secondary)}.",
            Said("Mood", Clean(brief.Tone)),
            Said("Season or occasion", Clean(brief.Occasion)),
            Said("It speaks to", Clean(brief.Audience)),
            Said("The thought behind it, shown and not written", Clean(brief.Message)),
        ];
        var prompt = "";
        foreach (var sentence in sentences.Where(sentence => sentence.Length > 0))
        {
            var more = prompt.Length == 0 ? sentence : $"{prompt} {sentence}";
            if (TextLength.Exceeds(more, longest))
            {
                break;
            }

            prompt = more;
        }

        // Not even the first sentence fits: a person sees it and can shorten it.
        return prompt.Length > 0 ? prompt : TextLength.Start(sentences[0], longest);

        string Clean(string text) => Without(text, avoided);

        string Subject() => Clean(brief.Product) is { Length: > 0 } product
            ? $"of {product}"
            : $"for {(Clean(brief.Message) is { Length: > 0 } message ? message : Clean(brief.Name))}";
    }

    /// <summary>
    /// Room for the words where the brief's layout puts them in the formats that are cut from this picture. Where these differ, most
    /// formats win, then the brief's first.
    /// </summary>
    private static string RoomIn(Brief brief, AspectShape shape)
    {
        var template = CreativeTemplates.Find(brief.Template ?? "") ?? CreativeTemplates.All[0];
        var place = CreativeMatrix.Formats(brief).Where(format => CreativeMatrix.ShapeOf(format.Size) == shape)
            .Select(format => template.Words(LayoutFrame.StanceOf(format.Size)))
            .CountBy(one => one).MaxBy(one => one.Value).Key;
        var kind = shape switch { AspectShape.Square => "A square picture.", AspectShape.Portrait => "An upright picture.", _ => "A wide picture." };
        return $"{kind} {Calm(place)}";
    }

    private static string Calm(TextPlacement place) => place switch
    {
        TextPlacement.Top => "The subject stands in the lower two thirds; the upper third stays calm and almost empty.",
        TextPlacement.Bottom => "The subject stands in the upper two thirds; the lower third stays calm and almost empty.",
        TextPlacement.Left => "The subject stands in the right half; the left half stays calm and almost empty.",
        TextPlacement.Right => "The subject stands in the left third; the rest stays calm and almost empty.",
        TextPlacement.Middle => "What there is to see stands around the edges; the middle stays calm and almost empty.",
        TextPlacement.Beside => "The subject stands whole in the middle, with a little room on every side.",
        _ => throw new UnreachableException(),
    };

    private static string Said(string what, string text) => text.Length == 0 ? "" : $"{what}: {text}.";

    /// <summary>A text as a part of a sentence, on one line and without words that are to be avoided.</summary>
    private static string Without(string text, AvoidedWords avoided) =>
        BeforePunctuation().Replace(Spaces().Replace(avoided.RemoveFrom(text), " "), "$1").Trim('.', '!', '?', ',', ';', ' ');

    /// <summary>FNV-1a: the same on every machine and in every run.</summary>
    private static uint Seed(string text) => text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" +([,.;:])")]
    private static partial Regex BeforePunctuation();
}
