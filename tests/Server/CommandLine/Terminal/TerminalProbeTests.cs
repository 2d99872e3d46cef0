using Darkroom.Server.CommandLine.Terminal;

namespace Darkroom.Tests.Server.CommandLine.Terminal;

/// <summary>How the terminal is recognized.</summary>
public sealed class TerminalProbeTests
{
    private const string Kitty = "\e_Gi=31;OK\e\\";
    private const string Plain = "\e[?1;2c";

    [Theory]
    [InlineData("Kitty", Kitty + Plain)]
    [InlineData("Iterm", "\eP>|WezTerm 20240203\e\\" + Kitty + Plain)]
    [InlineData("Iterm", Plain, "TERM_PROGRAM", "iTerm.app")]
    [InlineData("Blocks", Plain, "TERM_PROGRAM", "iTerm.app", "TMUX", "/tmp/tmux")]
    [InlineData("Sixel", "\e[?62;4;6c")]
    [InlineData("Blocks", "\e[?64;14c")]
    [InlineData("Blocks", "")]
    [InlineData("None", Kitty + Plain, "NO_COLOR", "1")]
    [InlineData("Kitty", Kitty + Plain, "NO_COLOR", "")]
    [InlineData("None", Plain, "TERM", "dumb")]
    public void The_best_protocol_is_chosen(string protocol, string answer, params string[] variables) =>
        Assert.Equal(protocol, TerminalProbe.Choose(ImageProtocol.Auto, Variables(variables), answer).Protocol.ToString());

    [Fact]
    public void A_protocol_that_was_asked_for_is_used_also_without_colours() =>
        Assert.Equal(ImageProtocol.Sixel, TerminalProbe.Choose(ImageProtocol.Sixel, Variables("NO_COLOR", "1"), "").Protocol);

    [Theory]
    [InlineData(9, 18, "\e[6;18;9t" + Plain)]
    [InlineData(10, 20, Plain)]
    [InlineData(10, 20, "\e[6;0;0t" + Plain)]
    [InlineData(10, 20, "\e[6;9999;9999t" + Plain)]
    public void The_size_of_a_character_is_the_reported_one_or_a_usual_one(int width, int height, string answer)
    {
        var terminal = TerminalProbe.Choose(ImageProtocol.Auto, Variables(), answer);

        Assert.Equal((width, height), (terminal.CellWidth, terminal.CellHeight));
    }

    private static Func<string, string?> Variables(params string[] pairs) =>
        name => pairs.Chunk(2).Where(pair => pair[0] == name).Select(pair => pair[1]).FirstOrDefault();
}
