namespace Darkroom.Generations;

/// <summary>
/// The newest partial image of one call. A service may send them out of order (2, 0, 1): one that comes after a newer one is not shown,
/// because the image would become blurrier again.
/// </summary>
internal sealed class NewestPartial : IDisposable
{
    private int _index = -1;

    /// <summary>Null before the first; disposed with this.</summary>
    public EncodedImage? Image { get; private set; }

    /// <summary>Replaces the newest partial image unless a newer one has come.</summary>
    /// <param name="index">The number of the partial image, from 0.</param>
    /// <param name="image">The image. The caller still disposes it.</param>
    /// <returns>False if a newer one has come.</returns>
    public bool Offer(int index, EncodedImage image)
    {
        if (index <= _index)
        {
            return false;
        }

        Image?.Dispose();
        (_index, Image) = (index, image.Share());
        return true;
    }

    public void Dispose() => Image?.Dispose();
}
