using System.Buffers;
using System.Globalization;

namespace Darkroom;

/// <summary>Ids of generations and images: 32 hexadecimal digits that sort by creation time.</summary>
public static class Ids
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static string New(TimeProvider time) => New(time.GetUtcNow());

    /// <summary>Creates an id of a time that was read already.</summary>
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");

    /// <summary>Returns a text that sorts after the ids of earlier milliseconds, and before those of this one.</summary>
    public static string StartOf(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture);

    /// <summary>Returns whether a text has the form of an id, so that other texts need no lookup.</summary>
    public static bool IsWellFormed(string text) => IsHex(text, 32);

    /// <summary>Returns whether a text consists of so many lower-case hexadecimal digits.</summary>
    internal static bool IsHex(ReadOnlySpan<char> text, int length) => text.Length == length && !text.ContainsAnyExcept(HexDigits);
}
