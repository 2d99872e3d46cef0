using System.Security.Cryptography;
using System.Text;

namespace Darkroom.Server.Access;

/// <summary>The secret that gives access to this server.</summary>
internal sealed class AccessKey(string? key)
{
    private readonly byte[]? _hash = key is null ? null : Hash(key);

    /// <summary>True if there is a key. Without one only this machine has access.</summary>
    public bool Required => _hash is not null;

    /// <summary>
    /// Two bytes of a hash of the key, in hexadecimal; empty if there is no key. Enough to detect that the key was changed, too little to
    /// guess it.
    /// </summary>
    public string Mark => key is null ? "" : Convert.ToHexStringLower(Hash("mark " + key).AsSpan(0, 2));

    /// <summary>Returns true if a key is correct. Takes the same time for every wrong key.</summary>
    public bool Matches(string? candidate) =>
        _hash is not null && candidate is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(candidate));

    /// <summary>Returns the hash of a session's token. The key is part of it: with another key no session is found.</summary>
    public string HashOf(string token) => Convert.ToHexStringLower(HMACSHA256.HashData(
        _hash ?? throw new InvalidOperationException("Without an access key there are no sessions."), Encoding.UTF8.GetBytes("session " + token)));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
