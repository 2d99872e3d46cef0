using System.Security.Cryptography;

namespace Darkroom.Storage;

/// <summary>The hash that names stored content: SHA-256 as 64 hexadecimal digits.</summary>
public static class ContentHash
{
    public const int Length = 64;

    public static string Compute(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Returns whether a text has the form of a hash. No other text may become part of a path.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => Ids.IsHex(text, Length);
}
