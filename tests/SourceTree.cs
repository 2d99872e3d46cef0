using System.Runtime.CompilerServices;

namespace Darkroom.Tests;

/// <summary>The location of the source code, for tests that read it.</summary>
internal static class SourceTree
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { Path.GetDirectoryName(here), AppContext.BaseDirectory })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Darkroom.slnx")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("The source code was not found; these tests read it.");
    }
}
