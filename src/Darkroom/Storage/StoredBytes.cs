namespace Darkroom.Storage;

/// <summary>Reads stored content into memory.</summary>
public static class StoredBytes
{
    /// <summary>Reads all of a stream whose length is known, and disposes it.</summary>
    public static async Task<byte[]> ReadToEndAsync(this Stream stream, CancellationToken cancellationToken)
    {
        await using (stream)
        {
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            return bytes;
        }
    }
}
