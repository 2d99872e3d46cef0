using System.Collections.Concurrent;

namespace Darkroom.Providers;

/// <summary>The result of each provider's last call in this process.</summary>
public sealed class ProviderHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ProviderState> _states = new(StringComparer.Ordinal);

    /// <summary>Returns a provider's state; null before its first call.</summary>
    public ProviderState? Get(string providerId) => _states.GetValueOrDefault(providerId);

    public void Succeeded(string providerId) => _states[providerId] = new ProviderState(time.GetUtcNow(), null);

    /// <summary>Forgets the last call of a provider whose settings have changed.</summary>
    public void Forget(string providerId) => _states.TryRemove(providerId, out _);

    /// <summary>Records a failure. Ignores those that say nothing about the provider's health, such as an invalid request or a cancel.</summary>
    public void Failed(string providerId, Failure failure)
    {
        if (failure.Code is not (FailureCode.InvalidRequest or FailureCode.ModerationBlocked or FailureCode.Cancelled
            or FailureCode.Interrupted or FailureCode.Internal))
        {
            _states[providerId] = new ProviderState(time.GetUtcNow(), failure);
        }
    }
}

/// <summary>The result of the last call that shows the provider's health.</summary>
/// <param name="At">The time, in UTC.</param>
/// <param name="Failure">The failure; null if the call succeeded.</param>
public sealed record ProviderState(DateTimeOffset At, Failure? Failure)
{
    public bool Healthy => Failure is null;
}
