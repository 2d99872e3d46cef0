using System.Text;
using System.Xml;

namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Looks through an SVG file before anything draws it. It may hold shapes, gradients and text; nothing that runs, nothing from
/// elsewhere, nothing that takes long to draw out of proportion to its size.
/// </summary>
internal static class SvgCheck
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxElements = 20_000;
    private const int MaxReuses = 100;
    private const int MaxDepth = 64;

    private static readonly HashSet<string> Running = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "foreignObject", "handler", "listener", "iframe", "object", "embed", "animate", "set", "animateTransform", "animateMotion",
    };

    internal static bool LooksLikeSvg(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4096)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return head.StartsWith('<') && head.Contains("<svg", StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>What is wrong with it, for a person; null where nothing is.</returns>
    internal static string? Problem(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return $"The SVG logo has {bytes.Length:N0} bytes; at most {MaxBytes:N0} are accepted.";
        }

        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return Problem(reader);
        }
        catch (XmlException)
        {
            return "The SVG logo is not well-formed XML, or declares a document type; save it again as plain SVG.";
        }
    }

    private static string? Problem(XmlReader reader)
    {
        var (elements, reuses) = (0, 0);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.ProcessingInstruction)
            {
                return "The SVG logo refers to a style sheet; save it with its styles inside.";
            }

            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && FromElsewhere(reader.Value))
            {
                return "The SVG logo loads something from elsewhere; save it with everything inside.";
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            reuses += reader.LocalName == "use" ? 1 : 0;
            if (++elements > MaxElements || reuses > MaxReuses || reader.Depth > MaxDepth)
            {
                return "The SVG logo is too intricate for a logo; save a simpler one, or a PNG.";
            }

            if (OfElement(reader) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? OfElement(XmlReader reader)
    {
        var name = reader.LocalName;
        if (Running.Contains(name))
        {
            return $"The SVG logo holds a <{name}> element; logos with scripts, animations or foreign content are refused.";
        }

        if (name is "filter" or "image")
        {
            return $"The SVG logo holds a <{name}> element; save it without filters and pictures, or as a PNG.";
        }

        while (reader.MoveToNextAttribute())
        {
            if (reader.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            {
                return "The SVG logo holds a script (an event handler); logos with scripts are refused.";
            }

            var linked = reader.LocalName is "href" or "src" && !reader.Value.TrimStart().StartsWith('#');
            if (linked || FromElsewhere(reader.Value))
            {
                return "The SVG logo loads something from elsewhere; save it with everything inside.";
            }
        }

        return null;
    }

    private static bool FromElsewhere(string value)
    {
        if (value.Contains("@import", StringComparison.OrdinalIgnoreCase) || value.Contains("javascript:", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        for (var at = value.IndexOf("url(", StringComparison.OrdinalIgnoreCase); at >= 0; at = value.IndexOf("url(", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (!value.AsSpan(at + 4).TrimStart(" '\"").StartsWith("#"))
            {
                return true;
            }
        }

        return false;
    }
}
