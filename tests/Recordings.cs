using System.Text.Json;
using Xunit;

namespace Darkroom.Tests;

/// <summary>
/// Traffic of real services, recorded by public projects. It is not part of the repository: tests look for it in <c>DARKROOM_RECORDINGS</c>,
/// then in <c>shared/recordings</c> below each parent folder, and are skipped without it.
/// </summary>
public static class Recordings
{
    private static readonly string? Root = FindRoot();

    /// <summary>Returns the path of a recording; skips the test if there are none.</summary>
    public static string Path(string name)
    {
        if (Root is null)
        {
            Assert.Skip("There are no recordings here; set DARKROOM_RECORDINGS to the folder that has them.");
        }

        return System.IO.Path.Combine(Root, name);
    }

    public static string Text(string name) => File.ReadAllText(Path(name));

    /// <summary>Returns the exchanges of a recording by openai-dotnet.</summary>
    public static IReadOnlyList<(int Status, string ContentType, string Body)> Entries(string name)
    {
        using var file = JsonDocument.Parse(Text(name));
        return [.. file.RootElement.GetProperty("Entries").EnumerateArray().Select(entry => (
            entry.GetProperty("StatusCode").GetInt32(),
            entry.GetProperty("ResponseHeaders").GetProperty("Content-Type").GetString()!,
            Body(entry.GetProperty("ResponseBody"))))];
    }

    /// <summary>
    /// Returns the response in a recording by rig: YAML, of which only the status, the content type and a body in single quotes on one line are
    /// read.
    /// </summary>
    public static (int Status, string ContentType, string Body) Then(string name)
    {
        var lines = Text(name).Split('\n').SkipWhile(line => line != "then:").ToList();
        var status = lines.Single(line => line.StartsWith("  status: ", StringComparison.Ordinal))["  status: ".Length..];
        var body = lines.Single(line => line.StartsWith("  body: '", StringComparison.Ordinal))["  body: '".Length..];
        var header = lines.IndexOf("  - name: content-type");
        return (
            int.Parse(status, null),
            lines[header + 1]["    value: ".Length..],
            body.TrimEnd()[..^1].Replace("''", "'", StringComparison.Ordinal));
    }

    // Event streams are stored as arrays of lines, JSON as an object.
    private static string Body(JsonElement body) => body.ValueKind is JsonValueKind.Array
        ? string.Concat(body.EnumerateArray().Select(line => line.GetString()))
        : body.GetRawText();

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("DARKROOM_RECORDINGS") is { Length: > 0 } set)
        {
            return Directory.Exists(set) ? set : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var here = System.IO.Path.Combine(folder.FullName, "shared", "recordings");
            if (Directory.Exists(here))
            {
                return here;
            }
        }

        return null;
    }
}
