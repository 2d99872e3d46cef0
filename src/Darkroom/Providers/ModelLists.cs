using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>The services' own lists of models, in memory.</summary>
public sealed class ModelLists(TimeProvider time) : ServiceLists<ModelLists.Models>(time)
{
    /// <summary>Returns the newest list; waits only for the first one.</summary>
    /// <returns>Empty if there is none.</returns>
    /// <exception cref="OperationCanceledException">The token fired. The request continues for other callers.</exception>
    public async Task<ImmutableArray<ListedModel>> GetAsync(IImageProvider provider, CancellationToken cancellationToken) =>
        provider is IModelLister { Setup.Configured: true } lister
        && await GetAsync(provider, async () => await lister.ListModelsAsync(CancellationToken.None) is { } models ? new Models(models) : null, cancellationToken) is { } list
            ? list.All
            : [];

    /// <summary>A list of models.</summary>
    public sealed record Models(ImmutableArray<ListedModel> All);
}
