using System.Net;
using System.Net.Sockets;

namespace Darkroom.Server.Access;

/// <summary>
/// Counts wrong access keys, from the login page and from bearer tokens, by client address. It never rejects the right key: otherwise any
/// client behind the same address could lock out the owner. A key of 16 characters or more is not found by guessing.
/// </summary>
internal sealed class KeyThrottle(TimeProvider time)
{
    /// <summary>The maximum number of wrong keys from one address in one <see cref="Window"/>. After more, the client has to wait.</summary>
    public const int MaxWrong = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int MaxAddresses = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Count> _counts = [];

    /// <returns>How long the client has to wait; null if it may try again at once.</returns>
    public TimeSpan? CountWrong(IPAddress? address)
    {
        var (client, now) = (ClientOf(address), time.GetUtcNow());
        lock (_lock)
        {
            // An attacker may have a network full of addresses: those beyond the limit share one count.
            if (!_counts.ContainsKey(client) && _counts.Count >= MaxAddresses && RemoveExpired(now) == 0)
            {
                client = "";
            }

            var before = _counts.GetValueOrDefault(client);
            var count = before.Until > now ? before with { Wrong = before.Wrong + 1 } : new Count(1, now + Window);
            _counts[client] = count;
            return count.Wrong > MaxWrong ? count.Until - now : null;
        }
    }

    /// <summary>Returns what counts as one client: an IPv4 address, or the /64 network of an IPv6 subscriber.</summary>
    internal static string ClientOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6 || address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.MapToIPv4().ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }

    private int RemoveExpired(DateTimeOffset now)
    {
        var expired = _counts.Where(one => one.Value.Until <= now).Select(one => one.Key).ToList();
        expired.ForEach(client => _counts.Remove(client));
        return expired.Count;
    }

    private readonly record struct Count(int Wrong, DateTimeOffset Until);
}
