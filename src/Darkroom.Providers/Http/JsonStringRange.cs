namespace Darkroom.Providers.Http;

/// <summary>
/// The range of a string in a JSON text, without its quotes. Images are strings of megabytes: they are located first, and decoded in place
/// only if they are needed.
/// </summary>
/// <param name="Start">The position of the first byte after the opening quote.</param>
/// <param name="Length">The length in bytes, with escapes as written; 0 if there is no such string.</param>
/// <param name="Escaped">Whether the string contains escapes, such as <c>\/</c>.</param>
internal readonly record struct JsonStringRange(int Start, int Length, bool Escaped)
{
    public bool IsEmpty => Length == 0;
}
