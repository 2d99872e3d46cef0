using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Darkroom.Imaging.Steps;

/// <summary>Reverses the five filters of PNG (W3C PNG Third Edition, chapter 9), which store each byte as the difference to a prediction from its neighbours.</summary>
internal static class PngFilter
{
    /// <summary>The number of the Paeth filter, which photographs mostly use.</summary>
    internal const byte PaethNumber = 4;

    /// <summary>Reverses the filter of one row.</summary>
    /// <param name="filter">The number of the filter, 0 to 4.</param>
    /// <param name="filtered">One filtered row.</param>
    /// <param name="above">The decoded row above; empty for the first row.</param>
    /// <param name="row">The decoded row, as long as <paramref name="filtered"/>.</param>
    /// <param name="bytesPerPixel">3 or 4.</param>
    /// <returns>False if there is no such filter.</returns>
    internal static bool TryUndo(byte filter, ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row, int bytesPerPixel)
    {
        switch (filter)
        {
            case 0:
            case 2 when above.IsEmpty:
                filtered.CopyTo(row);
                return true;
            case 1:
            case PaethNumber when above.IsEmpty:
                Left(filtered, row, bytesPerPixel);
                return true;
            case 2:
                Up(filtered, above, row);
                return true;
            case 3:
                Average(filtered, above, row, bytesPerPixel);
                return true;
            case PaethNumber:
                Paeth(filtered, above, row, bytesPerPixel);
                return true;
            default:
                return false;
        }
    }

    private static void Left(ReadOnlySpan<byte> filtered, Span<byte> row, int bytesPerPixel)
    {
        filtered[..bytesPerPixel].CopyTo(row);
        for (var i = bytesPerPixel; i < filtered.Length; i++)
        {
            row[i] = (byte)(filtered[i] + row[i - bytesPerPixel]);
        }
    }

    private static void Up(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row)
    {
        ref var from = ref MemoryMarshal.GetReference(filtered);
        ref var over = ref MemoryMarshal.GetReference(above);
        ref var to = ref MemoryMarshal.GetReference(row);
        nuint i = 0;
        for (; i + (nuint)Vector128<byte>.Count <= (nuint)filtered.Length; i += (nuint)Vector128<byte>.Count)
        {
            (Vector128.LoadUnsafe(ref from, i) + Vector128.LoadUnsafe(ref over, i)).StoreUnsafe(ref to, i);
        }

        for (var rest = (int)i; rest < filtered.Length; rest++)
        {
            row[rest] = (byte)(filtered[rest] + above[rest]);
        }
    }

    private static void Average(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row, int bytesPerPixel)
    {
        for (var i = 0; i < filtered.Length; i++)
        {
            var left = i < bytesPerPixel ? 0 : row[i - bytesPerPixel];
            var over = above.IsEmpty ? 0 : above[i];
            row[i] = (byte)(filtered[i] + (left + over) / 2);
        }
    }

    /// <summary>Processes one pixel at a time, its three or four bytes in parallel, because each pixel depends on the one to its left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Paeth(ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row, int bytesPerPixel)
    {
        var left = Vector128<short>.Zero;
        var corner = Vector128<short>.Zero;
        var at = 0;
        for (; at + sizeof(uint) <= filtered.Length; at += bytesPerPixel)
        {
            var over = LoadPixel(above, at);
            left = Undo(LoadPixel(filtered, at), left, over, corner);
            corner = over;
            StorePixel(left, row, at);
        }

        PaethTail(at, filtered, above, row, bytesPerPixel);
    }

    /// <summary>Processes the last bytes, which are too few for a vector.</summary>
    private static void PaethTail(int at, ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> above, Span<byte> row, int bytesPerPixel)
    {
        for (; at < filtered.Length; at++)
        {
            var (before, diagonal) = at < bytesPerPixel ? (0, 0) : (row[at - bytesPerPixel], above[at - bytesPerPixel]);
            row[at] = (byte)(filtered[at] + Nearest(before, above[at], diagonal));
        }
    }

    /// <summary>
    /// Processes two Paeth rows at once, the second one pixel behind the first. Each pixel waits for the one to its left, so two rows take
    /// hardly longer than one.
    /// </summary>
    /// <inheritdoc cref="TryUndo" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PaethPair(
        ReadOnlySpan<byte> filtered, ReadOnlySpan<byte> nextFiltered, ReadOnlySpan<byte> above, Span<byte> row, Span<byte> nextRow, int bytesPerPixel)
    {
        var (left, corner, nextLeft, nextCorner) = (Vector128<short>.Zero, Vector128<short>.Zero, Vector128<short>.Zero, Vector128<short>.Zero);
        var at = 0;
        for (; at + sizeof(uint) <= filtered.Length; at += bytesPerPixel)
        {
            var over = LoadPixel(above, at);
            if (at > 0)
            {
                nextLeft = Undo(LoadPixel(nextFiltered, at - bytesPerPixel), nextLeft, left, nextCorner);
                nextCorner = left;
                StorePixel(nextLeft, nextRow, at - bytesPerPixel);
            }

            left = Undo(LoadPixel(filtered, at), left, over, corner);
            corner = over;
            StorePixel(left, row, at);
        }

        PaethTail(at, filtered, above, row, bytesPerPixel);
        PaethTail(Math.Max(0, at - bytesPerPixel), nextFiltered, row, nextRow, bytesPerPixel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Undo(Vector128<short> filtered, Vector128<short> left, Vector128<short> above, Vector128<short> corner) =>
        filtered + Nearest(left, above, corner) & Vector128.Create((short)0xFF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixel(Vector128<short> pixel, Span<byte> row, int at) =>
        Unsafe.WriteUnaligned(ref row[at], Vector128.Narrow(pixel.AsUInt16(), pixel.AsUInt16()).AsUInt32()[0]);

    /// <summary>Loads four bytes; the fourth may belong to the next pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> LoadPixel(ReadOnlySpan<byte> bytes, int at) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(in bytes[at])).AsByte()).AsInt16();

    /// <summary>Returns the one of left, above and upper left that is nearest to left + above − upper left; the first in this order wins a tie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Nearest(Vector128<short> left, Vector128<short> above, Vector128<short> corner)
    {
        var toLeft = Vector128.Abs(above - corner);
        var toAbove = Vector128.Abs(left - corner);
        var toCorner = Vector128.Abs(left + above - corner - corner);
        var least = Vector128.Min(toCorner, Vector128.Min(toLeft, toAbove));
        return Vector128.ConditionalSelect(
            Vector128.Equals(least, toLeft),
            left,
            Vector128.ConditionalSelect(Vector128.Equals(least, toAbove), above, corner));
    }

    private static int Nearest(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - corner - corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
}
