using System.Text;

namespace Darkroom.Campaigns.Export;

/// <summary>What a picture's file says about where it comes from, as platforms that label AI pictures read it.</summary>
internal static class Provenance
{
    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>
    /// The IPTC digital source type (https://cv.iptc.org/newscodes/digitalsourcetype/): made by a trained model or, by the painter, by a
    /// program that learned from no picture.
    /// </summary>
    /// <param name="provider">The id of who made the picture.</param>
    internal static string SourceType(string provider) =>
        SourceTypes + (provider == "painter" ? "algorithmicMedia" : "trainedAlgorithmicMedia");

    /// <summary>An XMP packet (ISO 16684-1) that says it, without a byte-order mark. It names neither prompt nor model: the file goes public.</summary>
    internal static byte[] Xmp(string sourceType) => Encoding.UTF8.GetBytes(
        $"""
        <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        Iptc4xmpExt:DigitalSourceType="{sourceType}" xmp:CreatorTool="Darkroom"/></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>
        """.ReplaceLineEndings("\n"));
}
