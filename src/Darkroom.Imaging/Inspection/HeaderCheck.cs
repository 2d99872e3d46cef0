namespace Darkroom.Imaging.Inspection;

/// <summary>The checks in their order: there are bytes → signature → byte count → claimed size → frames → pixels. Each is cheaper than the next.</summary>
internal static class HeaderCheck
{
    /// <summary>Everything that can be known without native code. Null where nothing speaks against it.</summary>
    internal static Rejection? Check(ReadOnlySpan<byte> bytes, ImageLimits limits, out ClaimedHeader claim)
    {
        claim = default;
        if (bytes.IsEmpty)
        {
            return new Rejection(RejectReason.Empty, "The picture is empty: it has no bytes.");
        }

        if (Signature.Detect(bytes) is not { } format || (format == ImageFormat.Tiff && !limits.Tiff))
        {
            return Unknown(bytes, limits);
        }

        if (bytes.Length > limits.MaxBytes)
        {
            return new Rejection(
                RejectReason.TooManyBytes, $"The picture has {bytes.Length:N0} bytes; at most {limits.MaxBytes:N0} are accepted.");
        }

        if (ClaimedHeader.Read(format, bytes, limits.MaxFrames) is not { } read)
        {
            return format == ImageFormat.Tiff ? TiffHeader.Refusal : Rejection.Damaged(format);
        }

        claim = read;
        return Check(claim.Width, claim.Height, claim.Frames, limits);
    }

    /// <summary>Names the formats that are read, and the format that it is, if that is known.</summary>
    private static Rejection Unknown(ReadOnlySpan<byte> bytes, ImageLimits limits)
    {
        var accepted = limits.Tiff ? "PNG, JPEG, WebP, AVIF, TIFF or GIF" : "PNG, JPEG, WebP, AVIF or GIF";
        var name = Signature.NameOfForeign(bytes);
        return new Rejection(
            RejectReason.UnknownFormat, $"This is not a {accepted} picture{(name is null ? "." : $": it is {name}, which cannot be read.")}");
    }

    internal static Rejection? Check(int width, int height, int frames, ImageLimits limits)
    {
        if (width > limits.MaxEdge || height > limits.MaxEdge)
        {
            return new Rejection(
                RejectReason.TooLarge, $"The picture is {width} × {height} pixels; each edge may have at most {limits.MaxEdge}.");
        }

        if (frames > limits.MaxFrames)
        {
            var allowed = limits.MaxFrames == 1 ? "only still pictures are accepted" : $"at most {limits.MaxFrames} frames are accepted";
            return new Rejection(RejectReason.TooManyFrames, $"The picture is an animation; {allowed}.");
        }

        return (long)width * height > limits.MaxPixels
            ? new Rejection(
                RejectReason.TooLarge,
                $"The picture is {width} × {height} pixels; at most {limits.MaxPixels:N0} pixels in all are accepted.")
            : null;
    }
}
