using System.Buffers;

namespace Darkroom;

/// <summary>Ids of generations and images: 32 hexadecimal digits that sort by creation time.</summary>
public static class Ids
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Returns whether a text has the form of an id, so that other texts need no lookup.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == 32 && !text.AsSpan().ContainsAnyExcept(HexDigits);
}
