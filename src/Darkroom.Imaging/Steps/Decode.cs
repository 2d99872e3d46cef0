using Darkroom.Imaging.Inspection;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// The one decode of a picture: every pixel, into memory, in its own colours. Streaming through a resize would need less memory for
/// very large pictures, but a resize may leave out the last rows, and then nobody knows whether they were there.
/// </summary>
internal static class Decode
{
    /// <returns>The pixels as stored; null where any of them does not decode.</returns>
    internal static VipsImage? From(Source source)
    {
        using var rendered = PlainPng.TryDecode(source) ?? source.Image.TryRender();
        return rendered is null ? null : DropOpaqueAlpha.From(rendered);
    }
}
