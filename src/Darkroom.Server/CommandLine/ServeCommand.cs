using System.CommandLine;

namespace Darkroom.Server.CommandLine;

/// <summary>The command <c>serve</c>: its place in the help. The program serves before any command line is parsed, so that it starts fast.</summary>
internal static class ServeCommand
{
    private const string Name = "serve";

    public static Command Create() => new(Name, "Serve on http://127.0.0.1:5080; --urls or ASPNETCORE_URLS sets another address")
    {
        TreatUnmatchedTokensAsErrors = false,
    };

    /// <returns>The arguments of the server: all, or those after <c>serve</c>; null if the arguments are another command or ask for help.</returns>
    public static string[]? ServerArguments(string[] args) => args switch
    {
        [Name, "--help" or "-h" or "-?"] => null,
        [Name, .. var rest] => rest,
        [] => args,
        ["--help" or "-h" or "-?" or "--version", ..] => null,
        [var first, ..] when first.StartsWith('-') || first.StartsWith('/') || first.Contains('=', StringComparison.Ordinal) => args,
        _ => null,
    };
}
