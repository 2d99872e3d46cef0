using System.Collections.Concurrent;

namespace Darkroom.Providers;

/// <summary>How each provider's last calls went, as far as this process has seen.</summary>
public sealed class ProviderHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ProviderState> _states = new(StringComparer.Ordinal);

    /// <summary>Null before the first call.</summary>
    public ProviderState? Get(string providerId) => _states.GetValueOrDefault(providerId);

    public void Succeeded(string providerId) => _states[providerId] = new ProviderState(time.GetUtcNow(), null);

    /// <summary>Notes a failure; those that say nothing about the provider (a bad prompt, a cancel) are ignored.</summary>
    public void Failed(string providerId, Failure failure)
    {
        if (failure.Code is not (FailureCode.InvalidRequest or FailureCode.ModerationBlocked or FailureCode.Cancelled
            or FailureCode.Interrupted or FailureCode.Internal))
        {
            _states[providerId] = new ProviderState(time.GetUtcNow(), failure);
        }
    }
}

/// <summary>How the last telling call ended.</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Failure">Null when it went well.</param>
public sealed record ProviderState(DateTimeOffset At, Failure? Failure)
{
    public bool Healthy => Failure is null;
}
