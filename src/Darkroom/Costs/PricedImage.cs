namespace Darkroom.Costs;

/// <summary>What decides the price of an image that was made. Null is what the provider did not say.</summary>
/// <param name="ReportedUsd">What the provider itself says it cost, in US dollars.</param>
/// <param name="Model">The model that really made it.</param>
/// <param name="Quality">The quality that was really made.</param>
/// <param name="Size">Of the image, in pixels.</param>
public sealed record PricedImage(decimal? ReportedUsd, string? Model, string? Quality, TokenUsage? Usage, PixelSize Size);
