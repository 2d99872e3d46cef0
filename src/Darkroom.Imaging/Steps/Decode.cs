using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Decodes every pixel into memory, in the original colours. Streaming through a resize would need less memory for very large images, but
/// a resize may skip the last rows, so that truncation would not be detected.
/// </summary>
internal static class Decode
{
    /// <returns>The pixels as stored; null if any of them does not decode.</returns>
    internal static VipsImage? From(Source source)
    {
        using var rendered = RgbPngDecoder.TryDecode(source, Libdeflate.IsAvailable) ?? source.Image.TryRender();
        return rendered is null ? null : DropOpaqueAlpha.From(rendered);
    }
}
