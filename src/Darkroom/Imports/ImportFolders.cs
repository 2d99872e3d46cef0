using System.Collections.Immutable;

namespace Darkroom.Imports;

/// <summary>The folders of the server that clients may import.</summary>
/// <param name="roots">Absolute paths; everything in them may be imported.</param>
/// <param name="data">The absolute path of the gallery's own data, which is never imported.</param>
public sealed class ImportFolders(ImmutableArray<string> roots, string data)
{
    /// <summary>True if there is a folder to import.</summary>
    public bool Any => !roots.IsEmpty;

    public ImmutableArray<string> Roots => roots;

    /// <summary>The gallery's own data.</summary>
    public string Data => data;

    /// <summary>Returns the absolute path of a folder; null if it is not in one of the roots, does not exist, or is reached through a link.</summary>
    public string? Find(string folder)
    {
        if (folder.Contains('\0', StringComparison.Ordinal) || !Path.IsPathFullyQualified(folder))
        {
            return null;
        }

        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return roots.Select(Path.GetFullPath).Any(root => IsIn(full, root) && HasNoLink(full, Path.TrimEndingDirectorySeparator(root)))
            && Directory.Exists(full) && !IsIn(full, data)
            ? full
            : null;
    }

    /// <summary>Returns whether a path is another one or in it.</summary>
    public static bool IsIn(string path, string folder) =>
        (Path.TrimEndingDirectorySeparator(path) + Path.DirectorySeparatorChar)
            .StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool HasNoLink(string path, string root)
    {
        for (var at = new DirectoryInfo(path); at is not null && at.FullName != root; at = at.Parent)
        {
            if (at.LinkTarget is not null)
            {
                return false;
            }
        }

        return true;
    }
}
