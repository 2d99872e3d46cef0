using System.Text;
using System.Xml;

namespace Darkroom.Imaging.Inspection;

/// <summary>
/// Checks an SVG file before it is rendered. Shapes, gradients and text are allowed; scripts, external content and elements that are slow
/// to render for their size are not.
/// </summary>
internal static class SvgCheck
{
    private const int MaxBytes = 1024 * 1024;
    private const int MaxElements = 20_000;
    private const int MaxReuses = 100;
    private const int MaxDepth = 64;

    private static readonly HashSet<string> ForbiddenElements = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "foreignObject", "handler", "listener", "iframe", "object", "embed", "animate", "set", "animateTransform", "animateMotion",
    };

    internal static bool LooksLikeSvg(ReadOnlySpan<byte> bytes)
    {
        var head = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4096)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return head.StartsWith('<') && head.Contains("<svg", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Returns a message that describes the first problem; null if there is none.</summary>
    internal static string? FindProblem(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return $"The SVG logo has {bytes.Length:N0} bytes; at most {MaxBytes:N0} are accepted.";
        }

        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return FindProblem(reader);
        }
        catch (XmlException)
        {
            return "The SVG logo is not well-formed XML, or declares a document type; save it again as plain SVG.";
        }
    }

    private static string? FindProblem(XmlReader reader)
    {
        var (elements, reuses) = (0, 0);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.ProcessingInstruction)
            {
                return "The SVG logo refers to a style sheet; save it with embedded styles.";
            }

            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && LoadsExternal(reader.Value))
            {
                return "The SVG logo loads external content; save it with all content embedded.";
            }

            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            reuses += reader.LocalName == "use" ? 1 : 0;
            if (++elements > MaxElements || reuses > MaxReuses || reader.Depth > MaxDepth)
            {
                return "The SVG logo is too complex for a logo; save a simpler one, or a PNG.";
            }

            if (CheckElement(reader) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? CheckElement(XmlReader reader)
    {
        var name = reader.LocalName;
        if (ForbiddenElements.Contains(name))
        {
            return $"The SVG logo contains a <{name}> element; logos with scripts, animations or foreign content are rejected.";
        }

        if (name is "filter" or "image")
        {
            return $"The SVG logo contains a <{name}> element; save it without filters and images, or as a PNG.";
        }

        while (reader.MoveToNextAttribute())
        {
            if (reader.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            {
                return "The SVG logo contains a script (an event handler); logos with scripts are rejected.";
            }

            var linked = reader.LocalName is "href" or "src" && !reader.Value.TrimStart().StartsWith('#');
            if (linked || LoadsExternal(reader.Value))
            {
                return "The SVG logo loads external content; save it with all content embedded.";
            }
        }

        return null;
    }

    private static bool LoadsExternal(string value)
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
