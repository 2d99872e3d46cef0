namespace Darkroom.Costs;

/// <summary>The properties that decide the price of a finished image; null for what the provider does not report.</summary>
/// <param name="ReportedUsd">The cost in US dollars.</param>
/// <param name="Model">The model that made the image.</param>
/// <param name="Quality">The quality of the image.</param>
/// <param name="Size">The size of the image.</param>
public sealed record PricedImage(decimal? ReportedUsd, string? Model, string? Quality, TokenUsage? Usage, PixelSize Size);
