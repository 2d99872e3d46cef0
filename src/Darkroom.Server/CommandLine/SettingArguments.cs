namespace Darkroom.Server.CommandLine;

/// <summary>Separates settings, which are read by the host's configuration, from the arguments of a command.</summary>
internal static class SettingArguments
{
    private const string Prefix = "DARKROOM_";

    /// <summary>Takes <c>--DARKROOM_…</c> and <c>--Section:Name</c>, with their values, out of the arguments. Arguments after <c>--</c> stay.</summary>
    /// <exception cref="CommandException">The last setting has no value.</exception>
    public static (string[] Arguments, string[] Settings) Split(IReadOnlyList<string> args)
    {
        var (arguments, settings) = (new List<string>(), new List<string>());
        for (var at = 0; at < args.Count; at++)
        {
            if (args[at] == "--")
            {
                arguments.AddRange(args.Skip(at));
                break;
            }

            if (!IsSetting(args[at]))
            {
                arguments.Add(args[at]);
                continue;
            }

            settings.Add(args[at]);
            if (!args[at].Contains('=', StringComparison.Ordinal))
            {
                settings.Add(++at < args.Count ? args[at] : throw new CommandException(ExitCodes.Usage, $"{args[^1]}: the value is missing."));
            }
        }

        return ([.. arguments], [.. settings]);
    }

    private static bool IsSetting(string argument)
    {
        var name = argument.Split('=', 2)[0];
        return name.StartsWith("--", StringComparison.Ordinal) && !name.Any(char.IsWhiteSpace)
            && (name.AsSpan(2).StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || name.Contains(':', StringComparison.Ordinal));
    }
}
