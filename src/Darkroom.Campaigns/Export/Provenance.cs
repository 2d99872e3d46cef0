using System.Text;

namespace Darkroom.Campaigns.Export;

/// <summary>The metadata about the origin of an image that platforms read to label AI images.</summary>
internal static class Provenance
{
    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    /// <summary>
    /// Returns the IPTC digital source type (https://cv.iptc.org/newscodes/digitalsourcetype/): made by a trained model or, for the painter,
    /// by an algorithm without training data.
    /// </summary>
    /// <param name="provider">The id of the provider.</param>
    internal static string SourceType(string provider) =>
        SourceTypes + (provider == "painter" ? "algorithmicMedia" : "trainedAlgorithmicMedia");

    /// <summary>Returns an XMP packet (ISO 16684-1) with the source type. It contains neither prompt nor model, because the file is published.</summary>
    internal static byte[] Xmp(string sourceType) => Encoding.UTF8.GetBytes(
        $"""
        <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
        xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        Iptc4xmpExt:DigitalSourceType="{sourceType}" xmp:CreatorTool="Darkroom"/></rdf:RDF></x:xmpmeta>
        <?xpacket end="r"?>
        """.ReplaceLineEndings("\n"));
}
