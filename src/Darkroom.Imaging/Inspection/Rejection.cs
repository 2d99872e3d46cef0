namespace Darkroom.Imaging.Inspection;

/// <summary>A rejection that can be converted to any <see cref="Outcome{T}"/>.</summary>
internal sealed record Rejection(RejectReason Reason, string Message)
{
    internal static Rejection Damaged(ImageFormat format) => new(
        RejectReason.Corrupt, $"The {format.Name()} image is damaged or incomplete: it cannot be decoded.");

    internal Outcome<T>.Rejected As<T>() => new(Reason, Message);
}
