namespace Darkroom.Storage;

/// <summary>The storage as a whole, as operators see it.</summary>
public interface IStorageStatus
{
    /// <summary>Where the data is stored, such as the path of the data folder.</summary>
    string Location { get; }

    /// <summary>Writes to every part of the storage, as accepting and finishing work does, and leaves nothing behind.</summary>
    /// <exception cref="StorageException">Work cannot be accepted now.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Measures everything that is stored. With millions of files that takes many seconds.</summary>
    /// <exception cref="StorageException">The storage cannot be read.</exception>
    Task<StorageUsage> MeasureAsync(CancellationToken cancellationToken);
}

/// <summary>The bytes that are stored, by kind.</summary>
/// <param name="Originals">The originals of the gallery's images, including those in the trash.</param>
/// <param name="Inputs">What images were made from, unfinished images, files of campaigns, and what will be deleted soon.</param>
/// <param name="Derivatives">The smaller copies of images, which are made again when they are needed.</param>
/// <param name="Previews">The previews of partial images.</param>
/// <param name="Database">The database.</param>
public sealed record StorageUsage(long Originals, long Inputs, long Derivatives, long Previews, long Database);
