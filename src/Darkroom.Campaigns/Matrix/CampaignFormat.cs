namespace Darkroom.Campaigns.Matrix;

/// <summary>The pixels at each edge that the channel covers with its own buttons and names.</summary>
public readonly record struct SafeZone(int Left, int Top, int Right, int Bottom);

/// <summary>A size that a channel accepts.</summary>
/// <param name="Id">Short and stable, such as <c>instagram-story</c>.</param>
/// <param name="Name">The name that people see.</param>
/// <param name="Channel">The channel that shows it, such as <c>Instagram</c>.</param>
/// <param name="Size">The exact size in pixels.</param>
/// <param name="MaxBytes">The largest file in bytes; null if the channel has no limit.</param>
/// <param name="Safe">The edges that texts and logo must not cover.</param>
public sealed record CampaignFormat(string Id, string Name, string Channel, PixelSize Size, long? MaxBytes, SafeZone Safe)
{
    /// <summary>True if it is shown pixel by pixel, as banners are; false if a phone reduces it to the width of its screen.</summary>
    public bool IsShownInItsSize { get; init; }

    /// <summary>The channel as addresses and filters name it, such as <c>google-display</c>.</summary>
    public string ChannelId { get; } = Channel.ToLowerInvariant().Replace(' ', '-');
}
