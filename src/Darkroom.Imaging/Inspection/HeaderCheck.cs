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
            return new Rejection(RejectReason.Empty, ImagingTexts.Empty);
        }

        if (Signature.Detect(bytes) is not { } format || (format == ImageFormat.Tiff && !limits.Tiff))
        {
            return Unknown(bytes, limits);
        }

        if (bytes.Length > limits.MaxBytes)
        {
            return new Rejection(
                RejectReason.TooManyBytes, Rejection.Text(ImagingTexts.TooManyBytes, bytes.Length, limits.MaxBytes));
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
        var accepted = limits.Tiff ? ImagingTexts.AcceptedWithTiff : ImagingTexts.Accepted;
        var name = Signature.NameOfUnsupported(bytes);
        return new Rejection(
            RejectReason.UnknownFormat,
            Rejection.Text(name is null ? ImagingTexts.NotAccepted : ImagingTexts.NotAcceptedKnown, accepted, name));
    }

    /// <summary>Checks the size and number of frames. Null if the image passes.</summary>
    internal static Rejection? Check(int width, int height, int frames, ImageLimits limits)
    {
        if (width > limits.MaxEdge || height > limits.MaxEdge)
        {
            return new Rejection(
                RejectReason.TooLarge, Rejection.Text(ImagingTexts.EdgeTooLong, width, height, limits.MaxEdge));
        }

        if (frames > limits.MaxFrames)
        {
            var allowed = limits.MaxFrames == 1 ? ImagingTexts.OnlyStill : Rejection.Text(ImagingTexts.FramesAtMost, limits.MaxFrames);
            return new Rejection(RejectReason.TooManyFrames, Rejection.Text(ImagingTexts.Animation, allowed));
        }

        return (long)width * height > limits.MaxPixels
            ? new Rejection(
                RejectReason.TooLarge,
                Rejection.Text(ImagingTexts.TooManyPixels, width, height, limits.MaxPixels))
            : null;
    }
}
