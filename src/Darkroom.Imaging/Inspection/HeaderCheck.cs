namespace Darkroom.Imaging.Inspection;

/// <summary>Checks an image before native code reads it: not empty → signature → byte count → claimed size → frames → pixels. Each check is cheaper than the next.</summary>
internal static class HeaderCheck
{
    /// <summary>Runs all checks that need no native code. Null if the image passes.</summary>
    internal static Rejection? Check(ReadOnlySpan<byte> bytes, ImageLimits limits, out ClaimedHeader claim)
    {
        claim = default;
        if (bytes.IsEmpty)
        {
            return new Rejection(RejectReason.Empty, "The image is empty: it has no bytes.");
        }

        if (Signature.Detect(bytes) is not { } format || (format == ImageFormat.Tiff && !limits.Tiff))
        {
            return Unknown(bytes, limits);
        }

        if (bytes.Length > limits.MaxBytes)
        {
            return new Rejection(
                RejectReason.TooManyBytes, $"The image has {bytes.Length:N0} bytes; at most {limits.MaxBytes:N0} are accepted.");
        }

        if (ClaimedHeader.Read(format, bytes, limits.MaxFrames) is not { } read)
        {
            return format == ImageFormat.Tiff ? TiffHeader.Unsupported : Rejection.Damaged(format);
        }

        claim = read;
        return Check(claim.Width, claim.Height, claim.Frames, limits);
    }

    /// <summary>Names the accepted formats, and the detected format if it is a known one.</summary>
    private static Rejection Unknown(ReadOnlySpan<byte> bytes, ImageLimits limits)
    {
        var accepted = limits.Tiff ? "PNG, JPEG, WebP, AVIF, TIFF or GIF" : "PNG, JPEG, WebP, AVIF or GIF";
        var name = Signature.NameOfUnsupported(bytes);
        return new Rejection(
            RejectReason.UnknownFormat, $"This is not a {accepted} image{(name is null ? "." : $": it is {name}, which is not supported.")}");
    }

    /// <summary>Checks the size and number of frames. Null if the image passes.</summary>
    internal static Rejection? Check(int width, int height, int frames, ImageLimits limits)
    {
        if (width > limits.MaxEdge || height > limits.MaxEdge)
        {
            return new Rejection(
                RejectReason.TooLarge, $"The image is {width} × {height} pixels; each edge may have at most {limits.MaxEdge}.");
        }

        if (frames > limits.MaxFrames)
        {
            var allowed = limits.MaxFrames == 1 ? "only still images are accepted" : $"at most {limits.MaxFrames} frames are accepted";
            return new Rejection(RejectReason.TooManyFrames, $"The image is an animation; {allowed}.");
        }

        return (long)width * height > limits.MaxPixels
            ? new Rejection(
                RejectReason.TooLarge,
                $"The image is {width} × {height} pixels; at most {limits.MaxPixels:N0} pixels in all are accepted.")
            : null;
    }
}
