using System.Collections.Immutable;

namespace Darkroom.Providers;

/// <summary>A provider whose service may report its models.</summary>
public interface IModelLister : IImageProvider
{
    /// <summary>Requests the list of models, which costs nothing. Ends within a few seconds.</summary>
    /// <returns>The models as the service names them; null if it has no list or does not report it now.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    Task<ImmutableArray<ListedModel>?> ListModelsAsync(CancellationToken cancellationToken);
}

/// <summary>A model that a service reports.</summary>
/// <param name="Name">The name for requests: a line of at most 200 characters.</param>
/// <param name="Shutdown">The first day without the model, if the service reports it.</param>
public sealed record ListedModel(string Name, DateOnly? Shutdown = null)
{
    public const int MaxNameLength = 200;
}
