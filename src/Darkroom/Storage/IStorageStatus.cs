namespace Darkroom.Storage;

/// <summary>The storage as a whole, as operators see it.</summary>
public interface IStorageStatus
{
    /// <summary>Where the data is stored, such as the path of the data folder.</summary>
    string Location { get; }

    /// <summary>Writes to every part of the storage, as accepting and finishing work does, and leaves nothing behind.</summary>
    /// <exception cref="StorageException">Work cannot be accepted now.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
