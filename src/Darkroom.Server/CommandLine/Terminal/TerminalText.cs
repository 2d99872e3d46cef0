using System.Text;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Text for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>Replaces control characters: text from a provider or another server must not control the terminal. Line breaks stay.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(one => char.IsControl(one) && one != '\n'))
        {
            return text;
        }

        var clean = new StringBuilder(text);
        for (var at = 0; at < clean.Length; at++)
        {
            clean[at] = char.IsControl(clean[at]) && clean[at] != '\n' ? ' ' : clean[at];
        }

        return clean.ToString();
    }

    /// <summary>Returns one line of at most so many characters; an ellipsis stands for what does not fit.</summary>
    public static string Line(string text, int maxLength)
    {
        var line = Clean(text).Replace('\n', ' ');
        return line.Length <= maxLength ? line : $"{line[..Math.Max(0, maxLength - 1)].TrimEnd()}…";
    }
}
