using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>All providers of this server, in display order. They are replaced together when settings change; a call that runs keeps its provider.</summary>
public sealed class ProviderCatalog
{
    private volatile Snapshot _current;

    /// <inheritdoc cref="Replace"/>
    public ProviderCatalog(IEnumerable<IImageProvider> providers, string? preferred = null) => _current = new Snapshot([.. providers], preferred);

    public ImmutableArray<IImageProvider> All => _current.All;

    /// <summary>The provider that is used if a request names none.</summary>
    public IImageProvider Default => _current.Default;

    /// <summary>Whether a provider that is set up can make an image larger.</summary>
    public bool CanUpscale => All.Any(one => one.Setup.Configured && !one.CapabilitiesOf(null).Upscalers.IsEmpty);

    public IImageProvider? Find(string id) => _current.Find(id);

    /// <summary>Returns the name of a provider; the id itself if there is no such provider.</summary>
    public string NameOf(string id) => Find(id)?.Description.Name ?? id;

    /// <summary>Replaces all providers.</summary>
    /// <param name="providers">The providers in display order. The first one always works.</param>
    /// <param name="preferred">The operator's default provider, or null.</param>
    public void Replace(IEnumerable<IImageProvider> providers, string? preferred) => _current = new Snapshot([.. providers], preferred);

    private sealed class Snapshot
    {
        private readonly ImmutableDictionary<string, IImageProvider> _byId;

        public Snapshot(ImmutableArray<IImageProvider> all, string? preferred)
        {
            All = all;
            _byId = all.ToImmutableDictionary(provider => provider.Id, StringComparer.Ordinal);

            // By setting a key the operator decides to send prompts there. Without one they stay on this machine.
            Default = (preferred is null ? null : Find(preferred))
                ?? All.Skip(1).FirstOrDefault(provider => provider.Setup.Configured)
                ?? All[0];
        }

        public ImmutableArray<IImageProvider> All { get; }

        public IImageProvider Default { get; }

        public IImageProvider? Find(string id) => _byId.GetValueOrDefault(id);
    }
}
