using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>All providers of this server, in display order.</summary>
public sealed class ProviderCatalog
{
    private readonly ImmutableDictionary<string, IImageProvider> _byId;

    /// <param name="providers">The providers in display order. The first one always works.</param>
    /// <param name="preferred">The operator's default provider, or null.</param>
    public ProviderCatalog(IEnumerable<IImageProvider> providers, string? preferred = null)
    {
        All = [.. providers];
        _byId = All.ToImmutableDictionary(provider => provider.Id, StringComparer.Ordinal);

        // By setting a key the operator decides to send prompts there. Without one they stay on this machine.
        Default = (preferred is null ? null : Find(preferred))
            ?? All.Skip(1).FirstOrDefault(provider => provider.Setup.Configured)
            ?? All[0];
    }

    public ImmutableArray<IImageProvider> All { get; }

    /// <summary>The provider that is used if a request names none.</summary>
    public IImageProvider Default { get; }

    public IImageProvider? Find(string id) => _byId.GetValueOrDefault(id);
}
