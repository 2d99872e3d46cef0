namespace Darkroom.Imaging.Inspection;

/// <summary>A rejection before it is known which outcome it ends.</summary>
internal sealed record Rejection(RejectReason Reason, string Message)
{
    internal static Rejection Damaged(ImageFormat format) => new(
        RejectReason.Corrupt, $"The {format.Name()} picture is damaged or incomplete: it cannot be decoded.");

    internal Outcome<T>.Rejected As<T>() => new(Reason, Message);
}
