namespace Darkroom.Server.CommandLine;

/// <summary>The streams that a command reads and writes.</summary>
/// <param name="Output">For results.</param>
/// <param name="Error">For messages, and for progress while the output is JSON.</param>
internal sealed record CommandConsole(TextReader Input, TextWriter Output, TextWriter Error)
{
    /// <summary>The streams of this process.</summary>
    public static CommandConsole System => new(Console.In, Console.Out, Console.Error);
}
