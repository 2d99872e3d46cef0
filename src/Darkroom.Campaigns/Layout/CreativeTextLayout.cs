using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>A creative's texts, cleaned, with the style of each.</summary>
internal sealed class CreativeTextLayout
{
    private const int WidestLetter = 4;

    private readonly Typeface _typeface;
    private readonly string _language;

    internal CreativeTextLayout(CreativeTexts texts, Typeface typeface, FitCache fits)
    {
        Headline = Typesetter.Clean(texts.Headline);
        CallToAction = Typesetter.Clean(texts.CallToAction).Replace('\n', ' ');
        SmallPrint = Typesetter.Clean(texts.SmallPrint);
        Fits = fits;
        _typeface = typeface;
        _language = texts.Language;
        RightToLeft = Scripts.IsRightToLeft(ScriptOf(Headline.Length > 0 ? Headline : CallToAction));
    }

    internal string Headline { get; }

    /// <summary>An East Asian headline with a line for each phrase; null where it has only one.</summary>
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

    /// <summary>The layout runs the way the headline does.</summary>
    internal bool RightToLeft { get; }

    internal TextStyle LabelStyle => Typeface.LabelStyle(ScriptOf(CallToAction), _language);

    internal TextStyle HeadlineStyle(TextAlign align) => _typeface.HeadlineStyle(ScriptOf(Headline), _language, align);

    internal TextStyle BodyStyle(TextAlign align) => Typeface.BodyStyle(ScriptOf(SmallPrint), _language, align);

    /// <summary>Where a capital stands on a label's line, so that labels with and without descenders sit alike; null in other scripts.</summary>
    internal PixelArea? CapHeight(FittedText label) => label.Style.Script == Script.Western
        ? Fits.Largest("H", label.Style, (label.Size * WidestLetter, label.Size * WidestLetter), (label.Size, label.Size), 1)?.Ink
        : null;

    private Script ScriptOf(string text) => Scripts.Detect(text, _language);
}
