using System.CommandLine;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>completion SHELL</c>, whose scripts run the hidden command <c>complete</c>.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # Add to ~/.bashrc: source <(darkroom completion bash)
        _darkroom() {
            local IFS=$'\n'
            COMPREPLY=($(darkroom complete --position "$COMP_POINT" -- "$COMP_LINE" 2>/dev/null))
        }
        complete -o default -F _darkroom darkroom
        """;

    private const string Zsh =
        """
        #compdef darkroom
        # Add to ~/.zshrc, after compinit: source <(darkroom completion zsh)
        _darkroom() {
            local -a found
            found=("${(@f)$(darkroom complete --position "$CURSOR" -- "$BUFFER" 2>/dev/null)}")
            if [[ -n "$found" ]]; then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _darkroom darkroom
        """;

    private const string Fish =
        """
        # Write to ~/.config/fish/completions/darkroom.fish
        complete -c darkroom -a '(darkroom complete --position (commandline -C) -- (commandline) 2>/dev/null)'
        """;

    private const string PowerShell =
        """
        # Add to $PROFILE: darkroom completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName darkroom -ScriptBlock {
            param($word, $line, $position)
            darkroom complete --position $position -- "$line" | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new() { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish, ["pwsh"] = PowerShell };

    /// <summary>Help can be found without completion.</summary>
    private static readonly string[] Omitted = ["-?", "-h", "/?", "/h"];

    public static Command Create(CommandContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that completes commands in a shell") { shell };
        command.SetAction(async (arguments, _) =>
        {
            await context.Output.WriteLineAsync(Scripts[arguments.GetRequiredValue(shell)]);
            return ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>Creates the command that returns the words for a place in a command line, one a line.</summary>
    /// <param name="root">The command line to complete.</param>
    public static Command CreateComplete(CommandContext context, Command root)
    {
        var line = new Argument<string>("LINE");
        var position = CheckedOptions.Number<int>("--position", "Where the cursor is in the line");
        var command = new Command("complete") { line, position };
        command.Hidden = true;
        command.SetAction(async (arguments, _) =>
        {
            var text = arguments.GetRequiredValue(line);
            var at = Math.Clamp(arguments.GetValue(position) ?? text.Length, 0, text.Length);
            foreach (var found in root.Parse(text[..at]).GetCompletions(at).Select(item => item.InsertText ?? item.Label).Except(Omitted))
            {
                await context.Output.WriteLineAsync(found);
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
