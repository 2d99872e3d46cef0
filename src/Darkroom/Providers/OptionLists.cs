namespace Darkroom.Providers;

/// <summary>The servers' samplers, schedulers, LoRAs and upscalers, in memory.</summary>
public sealed class OptionLists(TimeProvider time) : ServiceLists<OptionNames>(time)
{
    /// <summary>Returns the newest names; waits only for the first ones.</summary>
    /// <returns>No names if the provider has none, or if its server cannot be reached.</returns>
    /// <exception cref="OperationCanceledException">The token fired. The request continues for other callers.</exception>
    public async Task<OptionNames> GetAsync(IImageProvider provider, CancellationToken cancellationToken) =>
        provider is IOptionLister { Setup.Configured: true } lister
            ? await GetAsync(provider, () => lister.ListOptionsAsync(CancellationToken.None), cancellationToken) ?? OptionNames.None
            : OptionNames.None;
}
