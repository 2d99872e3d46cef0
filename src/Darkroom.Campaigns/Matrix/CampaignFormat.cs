namespace Darkroom.Campaigns.Matrix;

/// <summary>How many pixels at each edge the channel covers with its own buttons and names.</summary>
public readonly record struct SafeZone(int Left, int Top, int Right, int Bottom);

/// <summary>A size a channel accepts.</summary>
/// <param name="Id">Short and stable, such as <c>instagram-story</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Channel">Where it is shown, such as <c>Instagram</c>.</param>
/// <param name="Size">Exactly, in pixels.</param>
/// <param name="MaxBytes">How large the file may be; null where the channel names no limit.</param>
/// <param name="Safe">What must stay free of words and logo.</param>
public sealed record CampaignFormat(string Id, string Name, string Channel, PixelSize Size, long? MaxBytes, SafeZone Safe);
