namespace Darkroom.Storage;

/// <summary>Why a store cannot be read or written.</summary>
public enum StorageFailure
{
    /// <summary>There is no space left.</summary>
    Full,

    /// <summary>The storage does not accept writes.</summary>
    ReadOnly,

    /// <summary>Another program holds the storage.</summary>
    Locked,

    /// <summary>Stored data cannot be read.</summary>
    Damaged,

    /// <summary>The storage was deleted or moved.</summary>
    Missing,

    /// <summary>A read took too long and was stopped; the storage itself works.</summary>
    Timeout,

    /// <summary>The storage does not respond, or rejects the operation.</summary>
    Unavailable,
}

/// <summary>
/// Thrown when a store cannot be read or written. The message is for users: it says what to do, and names no path or other private
/// detail. The inner exception has the details.
/// </summary>
public sealed class StorageException(StorageFailure kind, string message, Exception innerException) : Exception(message, innerException)
{
    /// <summary>Why the storage failed.</summary>
    public StorageFailure Kind => kind;
}
