using System.Buffers;

namespace Darkroom.Providers.Http;

/// <summary>A stream read to its end into rented memory.</summary>
/// <param name="Array">From the shared pool; the receiver gives it back.</param>
/// <param name="Length">How much of it counts.</param>
internal readonly record struct PooledBuffer(byte[] Array, int Length)
{
    private const int MinCapacity = 64 * 1024;
    private const int MaxInitialCapacity = 16 * 1024 * 1024;

    /// <summary>Reads to the end; gives the memory back where that fails.</summary>
    /// <param name="stream">Bounded by the caller.</param>
    /// <param name="expected">How long the sender says it is; believed only so far as memory is cheap.</param>
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
