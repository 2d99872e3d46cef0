namespace Darkroom.Bench.Report;

/// <summary><c>docs/performance.md</c>, which is written by hand except for the text between its markers.</summary>
internal static class Document
{
    private static readonly string File = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../docs/performance.md"));

    /// <summary>Replaces the text between the markers of a name.</summary>
    /// <exception cref="InvalidDataException">The document does not have these markers.</exception>
    public static async Task WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        var (start, end) = ($"<!-- bench: {name} -->", $"<!-- /bench: {name} -->");
        var all = await System.IO.File.ReadAllTextAsync(File, cancellationToken);
        var (from, to) = (all.IndexOf(start, StringComparison.Ordinal), all.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidDataException($"{File} has no lines {start} and {end} to write between.");
        }

        await System.IO.File.WriteAllTextAsync(File, $"{all[..(from + start.Length)]}\n{text}\n{all[to..]}", cancellationToken);
    }
}
