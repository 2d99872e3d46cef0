using System.Collections.Immutable;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A headline font and a body font. Scripts that they lack are set in similar Noto fonts.</summary>
/// <param name="Id">Short and stable.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="Headline">The family of headlines.</param>
/// <param name="Weight">The weight of headlines.</param>
/// <param name="LineHeight">The line height of headlines in Western scripts, in font sizes.</param>
/// <param name="Tracking">The tracking of headlines in Western scripts, in font sizes.</param>
/// <param name="Serif">True to set scripts that it lacks with serifs, or the closest equivalent.</param>
public sealed record Typeface(string Id, string Name, string Headline, TextWeight Weight, double LineHeight, double Tracking, bool Serif)
{
    public static readonly Typeface Default = new("modern", "Modern (Manrope)", "Manrope", TextWeight.ExtraBold, 1.08, -0.025, Serif: false);

    /// <summary>The typefaces that are delivered with the program.</summary>
    public static readonly ImmutableArray<Typeface> All =
    [
        Default,
        new("classic", "Classic (EB Garamond)", "EB Garamond", TextWeight.Regular, 1.0, -0.015, Serif: true),
        new("geometric", "Geometric (League Spartan)", "League Spartan", TextWeight.Bold, 0.98, -0.03, Serif: false),
        new("poster", "Poster (Bebas Neue)", "Bebas Neue", TextWeight.Bold, 0.94, 0.005, Serif: false),
    ];

    private const string BodyFamily = "Manrope";

    internal TextStyle HeadlineStyle(Script script, string language, TextAlign align) =>
        Style(Headline, Serif, Weight, script, language, align, script == Script.Western ? (LineHeight, Tracking) : (Leading(script, 0), 0));

    /// <summary>Returns the style of button texts.</summary>
    internal static TextStyle LabelStyle(Script script, string language) =>
        Style(BodyFamily, serif: false, TextWeight.Bold, script, language, TextAlign.Centre, (Leading(script, 1.2), 0.005));

    /// <summary>Returns the style of small print.</summary>
    internal static TextStyle BodyStyle(Script script, string language, TextAlign align) =>
        Style(BodyFamily, serif: false, TextWeight.SemiBold, script, language, align, (Leading(script, 1.35), 0.005));

    private static TextStyle Style(
        string family, bool serif, TextWeight weight, Script script, string language, TextAlign align, (double Leading, double Tracking) set) =>
        new($"{family},{Fallback(language, serif)}", weight, script, language, set.Leading, set.Tracking, align);

    private static double Leading(Script script, double western) => script switch
    {
        Script.Arabic => 1.32,
        Script.Stacked => 1.5,
        Script.EastAsian => 1.28,
        Script.Hebrew => Math.Max(western, 1.2),
        _ => western,
    };

    private static string Fallback(string language, bool serif)
    {
        var region = language.ToUpperInvariant() switch
        {
            "ZH-HANT" or "ZH-TW" or "ZH-HK" => "TC",
            var other when other.StartsWith("ZH", StringComparison.Ordinal) => "SC",
            var other when other.StartsWith("KO", StringComparison.Ordinal) => "KR",
            _ => "JP",
        };
        return serif
            ? $"Noto Naskh Arabic UI,Noto Serif CJK {region},Noto Sans Devanagari UI,Noto Sans Thai UI,DejaVu Serif"
            : $"Noto Sans Arabic UI,Noto Sans CJK {region},Noto Sans Devanagari UI,Noto Sans Thai UI,DejaVu Sans";
    }
}
