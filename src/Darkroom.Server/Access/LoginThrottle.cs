using System.Threading.RateLimiting;

namespace Darkroom.Server.Access;

/// <summary>Ten login attempts a minute from one address: enough for a person, too few to guess a key.</summary>
internal sealed class LoginThrottle : IDisposable
{
    private readonly PartitionedRateLimiter<string> _attempts = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = 10,
            Window = TimeSpan.FromMinutes(1),
        }));

    public bool Admits(HttpContext context)
    {
        using var lease = _attempts.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "");
        return lease.IsAcquired;
    }

    public void Dispose() => _attempts.Dispose();
}
