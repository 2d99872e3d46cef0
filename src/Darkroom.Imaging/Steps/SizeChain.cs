using System.Collections.Immutable;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Creates sizes from the largest down, each from the one before, so that only the first reads every pixel.</summary>
internal sealed class SizeChain(VipsImage largest, ImageHeader original) : IDisposable
{
    private VipsImage _smallest = largest.AddReference();

    internal VipsImage Smallest => _smallest;

    /// <summary>Encodes one image per width, in the order of the widths.</summary>
    internal ImmutableArray<EncodedResult> Encode(
        ImmutableArray<int> widths, Func<VipsImage, EncodedResult> encode, CancellationToken cancellationToken)
    {
        var encoded = new Dictionary<(int Width, int Height), EncodedResult>();
        foreach (var wanted in widths.Distinct().OrderDescending())
        {
            var size = Fit.Width(original.Width, original.Height, wanted);
            if (!encoded.ContainsKey(size))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Shrink(size.Width, size.Height);
                encoded[size] = encode(_smallest);
            }
        }

        return [.. widths.Select(wanted => encoded[Fit.Width(original.Width, original.Height, wanted)])];
    }

    public void Dispose() => _smallest.Dispose();

    internal void Shrink(int width, int height)
    {
        using var before = _smallest;
        using var resized = Resize.To(before, width, height);
        _smallest = resized.TryRender() ?? throw VipsOperation.Unexpected("resize");
    }
}
