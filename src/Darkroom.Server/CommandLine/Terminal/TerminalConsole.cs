using Spectre.Console;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>Creates the consoles of Spectre.Console.</summary>
internal static class TerminalConsole
{
    /// <summary>The width of tables in files and pipes: wide enough that no line is broken.</summary>
    private const int FileWidth = 240;

    /// <param name="isTerminal">False for output that other programs read: no colours and no control sequences.</param>
    public static IAnsiConsole Create(TextWriter output, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            console.Profile.Width = FileWidth;
        }

        return console;
    }
}
