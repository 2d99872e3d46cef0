using System.Text.RegularExpressions;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Finds out what the terminal of the process can: from the environment, and by asking it.</summary>
internal static partial class TerminalProbe
{
    /// <summary>
    /// The name of the terminal, whether it has Kitty's graphics, the size of a character, and last its attributes, which every terminal reports.
    /// What a terminal does not know it does not answer.
    /// </summary>
    private const string Query = "\e[>0q\e_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\e\\\e[16t\e[c";

    /// <summary>The longest wait for answers, also over a slow connection.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks the terminal, unless nothing depends on its answer.</summary>
    /// <param name="wanted">How images should be shown.</param>
    public static TerminalFeatures Run(ImageProtocol wanted)
    {
        var plain = Choose(wanted, Environment.GetEnvironmentVariable, "");
        if (wanted == ImageProtocol.Blocks || (wanted == ImageProtocol.Auto && IsPlain(Environment.GetEnvironmentVariable)) || wanted == ImageProtocol.None)
        {
            return plain;
        }

        using var terminal = RawTerminal.Open();
        return terminal is null ? plain : Choose(wanted, Environment.GetEnvironmentVariable, terminal.Ask(Query, answer => Attributes().IsMatch(answer), Timeout));
    }

    /// <summary>Decides what to use.</summary>
    /// <param name="variable">Returns an environment variable.</param>
    /// <param name="answer">What the terminal answered to the query.</param>
    public static TerminalFeatures Choose(ImageProtocol wanted, Func<string, string?> variable, string answer)
    {
        var cell = CellSize().Match(answer);
        var (width, height) = cell.Success ? (Number(cell, 2), Number(cell, 1)) : (0, 0);
        var protocol = wanted != ImageProtocol.Auto ? wanted : IsPlain(variable) ? ImageProtocol.None : Best(variable, answer);
        return new TerminalFeatures(
            protocol,
            width is > 0 and < 200 ? width : 10,
            height is > 0 and < 200 ? height : 20,
            variable("COLORTERM") is "truecolor" or "24bit" || variable("WT_SESSION") is not null || Kitty().IsMatch(answer));
    }

    private static ImageProtocol Best(Func<string, string?> variable, string answer)
    {
        var (name, program) = (Name().Match(answer).Groups[1].Value, variable("TERM_PROGRAM") ?? variable("LC_TERMINAL") ?? "");
        return Kitty().IsMatch(answer) && !name.StartsWith("WezTerm", StringComparison.OrdinalIgnoreCase) ? ImageProtocol.Kitty

            // Within tmux or screen the variables describe the terminal outside, which they do not pass images to.
            : IsIterm(name) || (variable("TMUX") is null && variable("STY") is null && IsIterm(program)) ? ImageProtocol.Iterm
            : Attributes().Match(answer).Groups[1].Value.Split(';').Contains("4") ? ImageProtocol.Sixel
            : ImageProtocol.Blocks;
    }

    private static bool IsIterm(string name) =>
        name.StartsWith("iTerm", StringComparison.OrdinalIgnoreCase) || name.StartsWith("WezTerm", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("mintty", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether the user or the terminal wants no colours.</summary>
    private static bool IsPlain(Func<string, string?> variable) => variable("NO_COLOR") is { Length: > 0 } || variable("TERM") is "dumb";

    private static int Number(Match match, int group) => int.TryParse(match.Groups[group].Value, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\x1b\[\?([0-9;]*)c")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\x1b_Gi=31;OK\x1b\\")]
    private static partial Regex Kitty();

    [GeneratedRegex(@"\x1b\[6;([0-9]{1,4});([0-9]{1,4})t")]
    private static partial Regex CellSize();

    [GeneratedRegex(@"\x1bP>\|([^\x1b]*)\x1b\\")]
    private static partial Regex Name();
}
