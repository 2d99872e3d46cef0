namespace Darkroom.Generations;

/// <summary>Stores what a response of the OpenAI-compatible API says beyond its generation, so that it can be read again later.</summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IApiResponses
{
    /// <summary>Stores a response. A response that is stored already is kept.</summary>
    /// <param name="content">JSON.</param>
    Task AddAsync(string generationId, string content, CancellationToken cancellationToken);

    /// <summary>Returns the content of a response; null if there is none.</summary>
    Task<string?> FindAsync(string generationId, CancellationToken cancellationToken);

    /// <summary>Deletes a response; its generation and images stay.</summary>
    /// <returns>False if there is none.</returns>
    Task<bool> DeleteAsync(string generationId, CancellationToken cancellationToken);
}
