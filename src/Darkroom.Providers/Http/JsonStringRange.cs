namespace Darkroom.Providers.Http;

/// <summary>
/// Where a string lies in a JSON text, quotes excluded. Images are strings of megabytes: they are found first and decoded
/// in place, once, only if they are wanted.
/// </summary>
/// <param name="Start">Of the first byte after the opening quote.</param>
/// <param name="Length">In bytes, escapes as written; 0 where there is no such string.</param>
/// <param name="Escaped">Whether it holds escapes, such as <c>\/</c>.</param>
internal readonly record struct JsonStringRange(int Start, int Length, bool Escaped)
{
    public bool IsEmpty => Length == 0;
}
