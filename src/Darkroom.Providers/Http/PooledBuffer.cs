using System.Buffers;

namespace Darkroom.Providers.Http;

/// <summary>The content of a stream in a rented array.</summary>
/// <param name="Array">An array from the shared pool. The receiver returns it.</param>
/// <param name="Length">The number of bytes used.</param>
internal readonly record struct PooledBuffer(byte[] Array, int Length)
{
    private const int MinCapacity = 64 * 1024;
    private const int MaxInitialCapacity = 16 * 1024 * 1024;

    /// <summary>Reads a stream to its end. Returns the array to the pool if that fails.</summary>
    /// <param name="stream">A stream whose length the caller limits.</param>
    /// <param name="expected">The length that the sender announces. The initial allocation is limited whatever it is.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<PooledBuffer> ReadAsync(Stream stream, long? expected, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected + 1 ?? 0, MinCapacity, MaxInitialCapacity));
        var length = 0;
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    Grow(ref buffer);
                }
            }

            return new PooledBuffer(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
