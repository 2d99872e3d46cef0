namespace Darkroom.Storage;

/// <summary>Originals, named by their content. What was put is never changed and survives a crash from the moment put returns.</summary>
public interface IBlobStore
{
    /// <summary>Stores bytes; storing the same bytes again changes nothing.</summary>
    /// <returns>Their SHA-256, 64 hexadecimal digits.</returns>
    /// <exception cref="IOException">The disk is full or not writable.</exception>
    Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Opens stored bytes for reading; null where there are none of that name.</summary>
    Stream? Open(string hash);

    /// <summary>
    /// Deletes stored bytes unless they were put (again) at a time or after it: whoever put them is about to refer to them.
    /// Deleting what is not there changes nothing.
    /// </summary>
    /// <returns>Whether they are deleted now.</returns>
    bool DeleteIfOlder(string hash, DateTimeOffset than);

    /// <summary>Every stored hash and when it was last put, in no order.</summary>
    IEnumerable<(string Hash, DateTimeOffset StoredAt)> All();
}
