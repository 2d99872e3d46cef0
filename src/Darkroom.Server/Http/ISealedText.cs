namespace Darkroom.Server.Http;

/// <summary>Encrypts texts with the server's own key, so that only this server, or one with the same key ring, can have written them.</summary>
internal interface ISealedText
{
    /// <summary>Encrypts a text.</summary>
    /// <param name="name">What it is for: under another name it cannot be decrypted.</param>
    /// <exception cref="Storage.StorageException">The key ring cannot be written.</exception>
    ImmutableArray<byte> Protect(string name, string secret);

    /// <summary>Decrypts a text.</summary>
    /// <returns>Null if it was not encrypted here under this name.</returns>
    string? Unprotect(string name, ImmutableArray<byte> value);
}
