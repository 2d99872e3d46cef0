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
                    Grow(ref buffer, length, buffer.Length * 2);
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

    /// <summary>Replaces a rented array by a larger one.</summary>
    /// <param name="length">The number of bytes used.</param>
    /// <param name="capacity">The least length of the larger one.</param>
    public static void Grow(ref byte[] buffer, int length, int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
