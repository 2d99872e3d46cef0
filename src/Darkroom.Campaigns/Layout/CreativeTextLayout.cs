using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>The cleaned texts of a creative with the style of each.</summary>
internal sealed class CreativeTextLayout
{
    /// <summary>The width of the box that measures a capital letter, in font sizes.</summary>
    private const int MeasureBox = 4;

    private readonly Typeface _typeface;
    private readonly string _language;

    internal CreativeTextLayout(CreativeTexts texts, Typeface typeface, FitCache fits)
    {
        Headline = WordBinding.Bind(Typesetter.Clean(texts.Headline), texts.Language);
        CallToAction = WordBinding.Bind(Typesetter.Clean(texts.CallToAction).Replace('\n', ' '), texts.Language);
        SmallPrint = WordBinding.Bind(Typesetter.Clean(texts.SmallPrint), texts.Language);
        Fits = fits;
        _typeface = typeface;
        _language = texts.Language;
        RightToLeft = Scripts.IsRightToLeft(ScriptOf(Headline.Length > 0 ? Headline : CallToAction));
    }

    internal string Headline { get; }

    /// <summary>An East Asian headline with one line per phrase; null if it has only one phrase.</summary>
    internal string? HeadlineInPhrases
    {
        get
        {
            var marked = Headline.Replace("、", "、\n", StringComparison.Ordinal).Replace("，", "，\n", StringComparison.Ordinal)
                .Replace("。", "。\n", StringComparison.Ordinal);
            var phrases = Typesetter.Clean(marked);
            return phrases == Headline ? null : phrases;
        }
    }

    internal string CallToAction { get; }

    internal string SmallPrint { get; }

    internal FitCache Fits { get; }

    /// <summary>True if the headline, and so the layout, runs from right to left.</summary>
    internal bool RightToLeft { get; }

    internal TextStyle LabelStyle => Typeface.LabelStyle(ScriptOf(CallToAction), _language);

    internal TextStyle HeadlineStyle(TextAlign align) => _typeface.HeadlineStyle(ScriptOf(Headline), _language, align);

    internal TextStyle BodyStyle(TextAlign align) => Typeface.BodyStyle(ScriptOf(SmallPrint), _language, align);

    /// <summary>Returns where a capital letter stands on a label's line, so that labels with and without descenders are aligned; null for other scripts.</summary>
    internal PixelArea? CapHeight(FittedText label) => label.Style.Script == Script.Western
        ? Fits.Largest("H", label.Style, (label.Size * MeasureBox, label.Size * MeasureBox), (label.Size, label.Size), 1)?.Ink
        : null;

    private Script ScriptOf(string text) => Scripts.Detect(text, _language);
}
