using System.Collections.Immutable;
using Darkroom.Imaging.Native;

namespace Darkroom.Imaging.Steps;

/// <summary>Makes sizes largest first, each from the one before, so that only the first looks at every pixel.</summary>
internal sealed class SizeChain(VipsImage largest, ImageHeader original) : IDisposable
{
    private VipsImage _smallest = largest.Again();

    internal VipsImage Smallest => _smallest;

    /// <summary>One encoded picture for each width, in the order of the widths.</summary>
    internal ImmutableArray<EncodedResult> Encode(
        ImmutableArray<int> widths, Func<VipsImage, EncodedResult> encode, CancellationToken cancellationToken)
    {
        var made = new Dictionary<(int Width, int Height), EncodedResult>();
        foreach (var wanted in widths.Distinct().OrderDescending())
        {
            var size = Fit.Width(original.Width, original.Height, wanted);
            if (!made.ContainsKey(size))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Shrink(size.Width, size.Height);
                made[size] = encode(_smallest);
            }
        }

        return [.. widths.Select(wanted => made[Fit.Width(original.Width, original.Height, wanted)])];
    }

    public void Dispose() => _smallest.Dispose();

    private void Shrink(int width, int height)
    {
        using var before = _smallest;
        using var resized = Resize.To(before, width, height);
        _smallest = resized.TryRender() ?? throw VipsOperation.Unexpected("resize");
    }
}
