using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Darkroom.Server.Access;

/// <summary>
/// The one secret that opens this server, and the sessions made from it. A session is signed with the key itself: it survives a
/// restart, and changing the key ends every session.
/// </summary>
internal sealed class AccessKey(string? key, TimeProvider time)
{
    public const string Cookie = "darkroom_session";
    public static readonly TimeSpan SessionLength = TimeSpan.FromDays(30);

    private readonly byte[]? _hash = key is null ? null : Hash(key);

    /// <summary>Whether there is a key; without one only this machine may come in.</summary>
    public bool Required => _hash is not null;

    /// <summary>Takes the same time for every wrong key.</summary>
    public bool Opens(string? offered) =>
        _hash is not null && offered is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(offered));

    /// <summary>A session that ends after <see cref="SessionLength"/>.</summary>
    public string NewSession()
    {
        var ends = (time.GetUtcNow() + SessionLength).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{ends}.{Sign(ends)}";
    }

    public bool IsSession(string? session)
    {
        var dot = session?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return _hash is not null && dot > 0
            && long.TryParse(session.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ends)
            && ends > time.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Sign(session![..dot])), Encoding.UTF8.GetBytes(session[(dot + 1)..]));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private string Sign(string ends) => Convert.ToHexStringLower(HMACSHA256.HashData(_hash!, Encoding.UTF8.GetBytes("session " + ends)));
}
