using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>
/// Resizes opaque sRGB pixels: vertically first, many pixels in parallel, then horizontally. Several times as fast as libvips without its
/// vector code.
/// </summary>
internal static unsafe class Resample
{
    private const int Bands = 3;

    /// <param name="image">An opaque sRGB image, see <see cref="VipsImage.IsOpaqueSrgb"/>.</param>
    /// <param name="columns">The weights from the old width to the new one.</param>
    /// <param name="rows">The weights from the old height to the new one.</param>
    internal static VipsImage To(VipsImage image, ResampleWeights columns, ResampleWeights rows)
    {
        var (width, height) = (columns.First.Length, rows.First.Length);
        fixed (byte* from = image.Pixels())
        {
            var resized = VipsImage.Allocate(width, height, Bands, out var to);
            using var window = new Window(from, image.Width * Bands, rows.Count);
            for (var y = 0; y < height; y++)
            {
                ResampleRow(window.CombineRows(rows.First[y], rows.Weights.AsSpan(y * rows.Count, rows.Count)), columns, to + ((long)y * width * Bands));
            }

            return resized;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ResampleRow(float* row, ResampleWeights columns, byte* to)
    {
        fixed (float* weights = columns.Weights)
        {
            var weight = weights;
            foreach (var first in columns.First)
            {
                var pixel = row + (first * Bands);
                var sum = Vector128.Create(0.5f);
                for (var tap = 0; tap < columns.Count; tap++, pixel += Bands, weight++)
                {
                    sum = Vector128.MultiplyAddEstimate(Vector128.Load(pixel), Vector128.Create(*weight), sum);
                }

                // Writes four bytes: the fourth belongs to the next pixel, which overwrites it.
                var rounded = Vector128.ConvertToInt32(Vector128.Clamp(sum, Vector128<float>.Zero, Vector128.Create(255.5f)));
                var narrow = Vector128.Narrow(rounded, rounded).AsUInt16();
                Unsafe.WriteUnaligned(to, Vector128.Narrow(narrow, narrow).AsUInt32()[0]);
                to += Bands;
            }
        }
    }

    /// <summary>The source rows of one new row, as floats. Each row is converted once.</summary>
    private sealed class Window : IDisposable
    {
        private readonly byte* _pixels;
        private readonly int _stride;
        private readonly int _padded;
        private readonly int _count;
        private readonly float* _memory;
        private int _nextRow;

        /// <param name="count">The number of source rows per new row.</param>
        internal Window(byte* pixels, int stride, int count)
        {
            _pixels = pixels;
            (_stride, _count) = (stride, count);
            _padded = (stride + Vector256<float>.Count) / Vector256<float>.Count * Vector256<float>.Count;
            _memory = (float*)NativeMemory.AlignedAlloc((nuint)((long)_padded * (count + 1) * sizeof(float)), (nuint)Vector256<float>.Count * sizeof(float));
        }

        /// <returns>One new row, valid until the next call, followed by readable padding.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal float* CombineRows(int first, ReadOnlySpan<float> weights)
        {
            for (_nextRow = Math.Max(_nextRow, first); _nextRow < first + _count; _nextRow++)
            {
                Convert(_nextRow);
            }

            var result = Slot(_count);
            var rows = stackalloc float*[_count];
            for (var tap = 0; tap < _count; tap++)
            {
                rows[tap] = Slot((first + tap) % _count);
            }

            for (var x = 0; x < _padded; x += Vector256<float>.Count)
            {
                var sum = Vector256<float>.Zero;
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    sum = Vector256.MultiplyAddEstimate(Vector256.LoadAligned(rows[tap] + x), Vector256.Create(weights[tap]), sum);
                }

                sum.StoreAligned(result + x);
            }

            return result;
        }

        public void Dispose() => NativeMemory.AlignedFree(_memory);

        private float* Slot(int number) => _memory + ((long)number * _padded);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Convert(int row)
        {
            var from = _pixels + ((long)row * _stride);
            var to = Slot(row % _count);
            var x = 0;
            for (; x + Vector128<byte>.Count <= _stride; x += Vector128<byte>.Count)
            {
                var (low, high) = Vector128.Widen(Vector128.Load(from + x));
                Store(low, to + x);
                Store(high, to + x + Vector256<float>.Count);
            }

            for (; x < _padded; x++)
            {
                to[x] = x < _stride ? from[x] : 0;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store(Vector128<ushort> eight, float* to)
        {
            var (low, high) = Vector128.Widen(eight);
            Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32()).StoreAligned(to);
        }
    }
}
