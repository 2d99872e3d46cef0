using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>Every provider this server knows, in the order a person sees them.</summary>
public sealed class ProviderCatalog
{
    private readonly ImmutableDictionary<string, IImageProvider> _byId;

    /// <param name="providers">In the order they are shown; the first is the one that always works.</param>
    /// <param name="preferred">The operator's choice of default, or null.</param>
    public ProviderCatalog(IEnumerable<IImageProvider> providers, string? preferred = null)
    {
        All = [.. providers];
        _byId = All.ToImmutableDictionary(provider => provider.Id, StringComparer.Ordinal);

        // A key is the operator's decision to send prompts there; without one they stay on this machine.
        Default = (preferred is null ? null : Find(preferred))
            ?? All.Skip(1).FirstOrDefault(provider => provider.Setup.Configured)
            ?? All[0];
    }

    public ImmutableArray<IImageProvider> All { get; }

    /// <summary>Used when a request names none.</summary>
    public IImageProvider Default { get; }

    public IImageProvider? Find(string id) => _byId.GetValueOrDefault(id);
}
