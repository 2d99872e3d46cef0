using System.Globalization;

namespace Darkroom.Imaging.Inspection;

/// <summary>A rejection that can be converted to any <see cref="Outcome{T}"/>.</summary>
internal sealed record Rejection(RejectReason Reason, string Message)
{
    internal static Rejection Damaged(ImageFormat format) => new(
        RejectReason.Corrupt, string.Format(CultureInfo.CurrentUICulture, ImagingTexts.Damaged, format.Name()));

    internal Outcome<T>.Rejected As<T>() => new(Reason, Message);
}
