using Darkroom.Providers;

namespace Darkroom.Server.Configuration;

/// <summary>Creates the providers from their settings. A provider whose settings have not changed stays the same instance.</summary>
internal sealed class ProviderFactory(ProviderParts parts)
{
    private readonly Dictionary<string, (ProviderOptions Options, ImmutableArray<Workflow> Workflows, IImageProvider Provider)> _built = new(StringComparer.Ordinal);

    /// <summary>Returns all providers in display order. Calls must not overlap.</summary>
    public ImmutableArray<IImageProvider> All(ServerSettings settings) => [.. AllProviders.Kinds.Select(kind =>
    {
        var options = settings.Providers[kind.Id];
        var workflows = kind.HasWorkflows ? settings.Workflows : [];
        if (!_built.TryGetValue(kind.Id, out var known) || known.Options != options || !known.Workflows.SequenceEqual(workflows))
        {
            _built[kind.Id] = known = (options, workflows, kind.Build(options, parts with { Workflows = workflows }));
        }

        return known.Provider;
    })];

    /// <summary>Creates one provider, for a test of its settings.</summary>
    /// <returns>Null if there is no such provider.</returns>
    public IImageProvider? Create(string id, ServerSettings settings) =>
        AllProviders.Kinds.FirstOrDefault(kind => kind.Id == id)?.Build(settings.Providers[id], parts);
}
