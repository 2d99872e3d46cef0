namespace Darkroom;

/// <summary>
/// What a provider reports about an image besides its quality; null for what it does not report. The actual properties are determined
/// from the bytes.
/// </summary>
/// <param name="Size">Such as <c>1024x1536</c>.</param>
/// <param name="Background">Such as <c>opaque</c> or <c>transparent</c>.</param>
/// <param name="OutputFormat">Such as <c>png</c>.</param>
public sealed record ReportedOutput(string? Size, string? Background, string? OutputFormat)
{
    /// <summary>Null if nothing was reported.</summary>
    public static ReportedOutput? Create(string? size, string? background, string? outputFormat) =>
        size is null && background is null && outputFormat is null ? null : new ReportedOutput(size, background, outputFormat);
}
