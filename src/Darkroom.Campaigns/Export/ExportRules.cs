using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>The rules for every file of a package.</summary>
internal static class ExportRules
{
    internal const string Text =
        "Every file has exactly the size of its format and no more bytes than the channel accepts. What people should check is named with the files.";

    internal static readonly Finding NoImage = new("picture", "Its image is not finished. Generate it, then export again.");

    internal static readonly Finding NotDrawn = new("picture", "It could not be drawn. The server's log has the details.");

    internal static readonly Finding CoversSubject = new(
        "subject",
        "The texts cover the subject: no other place of this layout has room for them at a readable size. Shorten them, choose another layout or image, or set the focal point.");

    /// <summary>Returns why a channel would refuse a file.</summary>
    internal static IEnumerable<Finding> Refusals(PackageItem item, EncodedResult encoded, int bytes)
    {
        var size = new PixelSize(encoded.Width, encoded.Height);
        if (size != item.Creative.Size)
        {
            yield return new Finding("size", $"It is {size}; {item.Creative.Key.Format} is {item.Creative.Size}.");
        }

        if (bytes > item.Creative.Format.MaxBytes)
        {
            yield return new Finding("bytes", string.Create(
                CultureInfo.InvariantCulture,
                $"It has {bytes:N0} bytes at the lowest quality; {item.Creative.Format.Channel} accepts {item.Creative.Format.MaxBytes:N0}. Choose another file type."));
        }
    }

    /// <summary>Returns what people should check before they upload a creative.</summary>
    internal static IEnumerable<Finding> Doubts(Creative creative, AvoidedWords avoided)
    {
        foreach (var (name, text) in new[] { ("headline", creative.Headline), ("call to action", creative.CallToAction) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                yield return new Finding("text", $"The {name} is empty.");
            }
        }

        if (creative.Unchecked is { IsEmpty: false } texts)
        {
            yield return new Finding("translation", $"A text model translated the {string.Join(", ", texts.Select(text => text.Replace('_', ' ')))}, and no one has approved that.");
        }

        var all = $"{creative.Headline}\n{creative.CallToAction}\n{creative.SmallPrint}";
        foreach (var word in avoided.In(all))
        {
            yield return new Finding("words", $"It contains “{word}”, a word to avoid.");
        }
    }
}
