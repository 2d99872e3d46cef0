namespace Darkroom.Imports;

/// <summary>The names of files to import. Those of uploads are shown and searched for a date; no file is ever created under one.</summary>
public static class FileNames
{
    private const int MaxLength = 500;

    private static readonly string[] Images = [".png", ".apng", ".jpg", ".jpeg", ".jfif", ".webp", ".avif", ".gif"];

    /// <summary>Returns true for the name of an image file.</summary>
    public static bool IsImage(string name) => Images.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    public static bool IsText(string name) => name.EndsWith(ImageImporter.TextBeside, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns a name with slashes and without control characters; null if it leads out of its folder, or is none.</summary>
    public static string? Clean(string? name)
    {
        var clean = string.Concat((name ?? "").Replace('\\', '/').Where(each => !char.IsControl(each)));
        return clean.Length is > 0 and <= MaxLength && clean[0] != '/' && clean.ElementAtOrDefault(1) != ':' && !clean.Split('/').Contains("..") ? clean : null;
    }

    /// <summary>Returns the name without its extension, which an image and the text beside it share.</summary>
    public static string Stem(string name) => name[..^Path.GetExtension(name).Length];
}
