using Darkroom.Imaging.Drawing;

namespace Darkroom.Campaigns.Layout;

/// <summary>The crops of one base image and what is known of them. Both are cached: creatives with other texts use the same.</summary>
/// <param name="key">Identifies the image.</param>
/// <param name="focus">The point that crops keep in view; null to find it in the image.</param>
internal sealed class BaseCrops(PixelCache cache, Pixels image, string key, FocusPoint? focus)
{
    /// <summary>Returns the image cropped to a size.</summary>
    internal Pixels Cover(int width, int height)
    {
        var entry = (key, focus, width, height);
        if (cache.Find<Pixels>(entry) is { } cached)
        {
            return cached;
        }

        var crop = Photo.Cover(image, width, height, focus);
        cache.Add(entry, crop, crop.Data.Length);
        return crop;
    }

    /// <summary>Returns what the whole image says about the colours on it.</summary>
    internal ImageColours Colours()
    {
        var entry = (key, typeof(ImageColours));
        if (cache.Find<ImageColours>(entry) is { } cached)
        {
            return cached;
        }

        var colours = ImageColours.From(image);
        cache.Add(entry, colours, bytes: 64);
        return colours;
    }

    /// <summary>Returns how busy the parts of a crop are.</summary>
    internal BusyMap Map(int width, int height)
    {
        var entry = (key, focus, width, height, typeof(BusyMap));
        if (cache.Find<BusyMap>(entry) is { } cached)
        {
            return cached;
        }

        var map = BusyMap.Create(Cover(width, height), focus is { } point ? Photo.InCover(image, width, height, point) : null);
        cache.Add(entry, map, BusyMap.Bytes);
        return map;
    }
}
