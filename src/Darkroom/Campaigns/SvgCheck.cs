using System.Xml;

namespace Darkroom.Campaigns;

/// <summary>
/// Takes drawings and refuses programs. A logo that has a script, a handler, an outside address or a document type is not cleaned
/// but refused: a cleaner that misses one thing is worse than a clear answer.
/// </summary>
internal static class SvgCheck
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const int MostElements = 20_000;
    private const int Deepest = 64;

    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener",
    };

    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes)
    {
        var start = bytes[..Math.Min(bytes.Length, 4096)];
        return start.TrimStart("\u00EF\u00BB\u00BF \t\r\n"u8).StartsWith("<"u8) && (start.IndexOf("<svg"u8) >= 0 || start.IndexOf(":svg"u8) >= 0);
    }

    public static (string? Mime, string? Wrong) Run(ReadOnlyMemory<byte> bytes)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = bytes.Length,
            IgnoreComments = true,
        };
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, settings);
        try
        {
            return Wrong(reader) is { } wrong ? (null, wrong) : ("image/svg+xml", null);
        }
        catch (XmlException broken)
        {
            return (null, broken.Message.Contains("DTD", StringComparison.Ordinal)
                ? "This SVG has a document type. Save it again as a plain SVG, without one."
                : $"This SVG is broken at line {broken.LineNumber}. Save it again, or send a PNG.");
        }
    }

    private static string? Wrong(XmlReader reader)
    {
        var (elements, inStyle) = (0, false);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.ProcessingInstruction when reader.Name.Contains("stylesheet", StringComparison.OrdinalIgnoreCase):
                    return Outside;
                case XmlNodeType.Element when elements++ == 0 && (reader.LocalName != "svg" || reader.NamespaceURI != Namespace):
                    return $"This is XML, but no SVG: it has to begin with <svg xmlns=\"{Namespace}\">.";
                case XmlNodeType.Element when elements > MostElements || reader.Depth > Deepest:
                    return $"This SVG is too complex: at most {MostElements:N0} elements, {Deepest} deep. Send a PNG.";
                case XmlNodeType.Element when Refused.Contains(reader.LocalName):
                    return $"This SVG contains <{reader.LocalName}>, which can run programs. Save it without, or send a PNG.";
                case XmlNodeType.Element:
                    inStyle = reader.LocalName == "style" && !reader.IsEmptyElement;
                    if (WrongAttribute(reader) is { } wrong)
                    {
                        return wrong;
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when inStyle && ReachesOut(reader.Value):
                    return Outside;
                case XmlNodeType.EndElement:
                    inStyle = false;
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    private static string Outside => "This SVG loads something from elsewhere. Put everything into the file itself, or send a PNG.";

    private static string? WrongAttribute(XmlReader reader)
    {
        var animates = reader.LocalName is "animate" or "set" or "animateTransform" or "animateMotion";
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            {
                return $"This SVG contains the handler {reader.LocalName}, which can run programs. Save it without, or send a PNG.";
            }

            if ((reader.LocalName.Equals("href", StringComparison.OrdinalIgnoreCase) && !IsInside(reader.Value.Trim()))
                || (animates && reader.LocalName == "attributeName" && reader.Value.Contains("href", StringComparison.OrdinalIgnoreCase))
                || (reader.Prefix != "xmlns" && reader.Name != "xmlns" && ReachesOut(reader.Value)))
            {
                return Outside;
            }
        }

        reader.MoveToElement();
        return null;
    }

    private static bool IsInside(string address) => address.StartsWith('#')
        || address.StartsWith("data:image/png;", StringComparison.OrdinalIgnoreCase) || address.StartsWith("data:image/jpeg;", StringComparison.OrdinalIgnoreCase);

    /// <summary>Style that loads something: an import, or an address that is not of this file.</summary>
    private static bool ReachesOut(string style)
    {
        // A backslash could spell any of this in another way.
        var plain = style.Replace(" ", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        return plain.Contains("@import", StringComparison.OrdinalIgnoreCase)
            || (plain.Contains('\\', StringComparison.Ordinal) && plain.Contains('(', StringComparison.Ordinal))
            || plain.Split("url(", StringSplitOptions.None).Skip(1).Any(address => !IsInside(address))
            || plain.Contains("javascript:", StringComparison.OrdinalIgnoreCase);
    }
}
