namespace Darkroom.Gallery;

/// <summary>The text that the gallery's index holds.</summary>
public static class SearchText
{
    /// <summary>Returns the text to index for an image.</summary>
    public static string ForIndex(IEnumerable<string?> texts) => string.Join('\n', texts.Where(text => !string.IsNullOrEmpty(text)));
}
