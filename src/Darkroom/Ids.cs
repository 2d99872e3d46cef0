using System.Buffers;

namespace Darkroom;

/// <summary>Names for generations and images: 32 hexadecimal digits that sort by the time they were made.</summary>
public static class Ids
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Whether a text could be one: lets a lookup be refused before the database is asked.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == 32 && !text.AsSpan().ContainsAnyExcept(HexDigits);
}
