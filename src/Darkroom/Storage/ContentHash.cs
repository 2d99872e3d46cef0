using System.Buffers;
using System.Security.Cryptography;

namespace Darkroom.Storage;

/// <summary>The name of stored content: its SHA-256 as 64 hexadecimal digits.</summary>
public static class ContentHash
{
    public const int Length = 64;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static string Compute(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Whether a text could be one: nothing else may reach a file system.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => text.Length == Length && !text.ContainsAnyExcept(Digits);
}
