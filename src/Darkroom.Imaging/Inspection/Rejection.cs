using System.Globalization;

namespace Darkroom.Imaging.Inspection;

/// <summary>A rejection that can be converted to any <see cref="Outcome{T}"/>.</summary>
internal sealed record Rejection(RejectReason Reason, string Message)
{
    internal static Rejection Damaged(ImageFormat format) => new(
        RejectReason.Corrupt, Text(ImagingTexts.Damaged, format.Name()));

    /// <summary>Fills in the values of a text in the language of the person who reads it; English outside of a request.</summary>
    internal static string Text(string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentUICulture, text, values);

    internal Outcome<T>.Rejected As<T>() => new(Reason, Message);
}
