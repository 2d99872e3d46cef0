using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;

namespace Darkroom.Campaigns.Export;

/// <summary>What every file of a package has to keep to.</summary>
internal static class ExportRules
{
    internal const string Text =
        "Every file has exactly the size of its format and no more bytes than the channel takes; all text fits; no word is one to avoid.";

    internal static readonly Finding NoImage = new("picture", "Its picture is not there. Generate it, then export again.");

    internal static readonly Finding NotDrawn = new("picture", "It could not be drawn. The server's log has the details.");

    /// <summary>What a channel would refuse the file for.</summary>
    internal static IEnumerable<Finding> Refusals(PackageItem item, EncodedResult picture, int bytes)
    {
        var size = new PixelSize(picture.Width, picture.Height);
        if (size != item.Creative.Size)
        {
            yield return new Finding("size", $"It is {size}; {item.Creative.Key.Format} is {item.Creative.Size}.");
        }

        if (bytes > item.Creative.Format.MaxBytes)
        {
            yield return new Finding("bytes", string.Create(
                CultureInfo.InvariantCulture,
                $"It has {bytes:N0} bytes at the lowest quality; {item.Creative.Format.Channel} takes {item.Creative.Format.MaxBytes:N0}. Choose another file type."));
        }
    }

    /// <summary>What people should look at before they upload it.</summary>
    internal static IEnumerable<Finding> Doubts(Creative creative, AvoidedWords avoided)
    {
        foreach (var (name, text) in new[] { ("headline", creative.Headline), ("call to action", creative.CallToAction) })
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                yield return new Finding("text", $"The {name} is empty.");
            }
        }

        var texts = $"{creative.Headline}\n{creative.CallToAction}\n{creative.SmallPrint}";
        foreach (var word in avoided.In(texts))
        {
            yield return new Finding("words", $"It says “{word}”, a word to avoid.");
        }
    }
}
