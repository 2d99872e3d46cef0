namespace Darkroom.Generations;

/// <summary>
/// Remembers for which request of a client a generation is being answered, so that a client that lost the answer gets the same images. A request is
/// identified by a hash; two clients may send the same one at the same time, and each gets images of its own.
/// </summary>
/// <exception cref="Storage.StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface ILostAnswers
{
    /// <summary>Remembers that a generation is being answered until a time, after which its client counts as gone. Replaces an earlier time.</summary>
    Task HoldAsync(string request, string generationId, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Forgets a generation, because its answer was delivered.</summary>
    Task DeliveredAsync(string request, string generationId, CancellationToken cancellationToken);

    /// <summary>Takes over a generation whose client is gone, the newest one, and holds it until a time, so that no other request gets it.</summary>
    /// <param name="now">Clients with an earlier time are gone.</param>
    /// <returns>The id of the generation; null if there is none.</returns>
    Task<string?> TakeAsync(string request, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Forgets generations whose clients have been gone since before a time.</summary>
    /// <returns>The number of generations.</returns>
    Task<int> DeleteOldAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
