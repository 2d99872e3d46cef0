using System.Text.RegularExpressions;
using Darkroom.Server.CommandLine;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>The command <c>generate</c> in a terminal: progress, and images that develop.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string KittyAnswer = "\e_Gi=31;OK\e\\\e[6;18;9t" + PseudoTerminal.PlainAnswer;
    private readonly string _folder = Directory.CreateTempSubdirectory("darkroom-terminal-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(KittyAnswer, @"\x1b_Ga=T,f=100,i=\d+,p=1,q=2,C=1,c=\d+,r=\d+,m=[01];[A-Za-z0-9+/=]+\x1b\\")]
    [InlineData("\eP>|iTerm2 3.5.0\e\\" + PseudoTerminal.PlainAnswer, @"\x1b\]1337;File=inline=1;size=\d+;width=\d+;height=\d+;preserveAspectRatio=0;doNotMoveCursor=1:/9j[A-Za-z0-9+/=]+\x07")]
    [InlineData("\e[?62;4;22c", @"\x1bP0;1;0q""1;1;\d+;\d+#0;2;0;0;0.*?-\x1b\\")]
    [InlineData(PseudoTerminal.PlainAnswer, @"\x1b\[38;5;\d+;48;5;\d+m▀")]
    public async Task Images_are_drawn_with_what_the_terminal_can(string answer, string drawn)
    {
        await using var server = await RunningServer.StartAsync();
        await using var terminal = Generate(server, answer, "-n", "2", "--size", "64x64");

        Assert.Equal(ExitCodes.Ok, await terminal.ExitAsync());
        Assert.True(Regex.Count(terminal.Screen, drawn, RegexOptions.Singleline) >= 2, terminal.Screen);
        Assert.Contains("100%", terminal.Text, StringComparison.Ordinal);
        Assert.Contains("1 a-fox", terminal.Text, StringComparison.Ordinal);
        Assert.EndsWith("a-fox-2.png", terminal.Text.TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("\e[?25h", Regex.Match(terminal.Screen, @".*\x1b\[\?25[hl]", RegexOptions.Singleline).Value, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task A_terminal_that_answers_nothing_delays_the_command_only_a_moment_and_gets_half_blocks_in_its_colours()
    {
        await using var server = await RunningServer.StartAsync();
        await using var terminal = PseudoTerminal.Start(Arguments(server, "--size", "64x64"), answer: "", variables: ("COLORTERM", "truecolor"));

        Assert.Equal(ExitCodes.Ok, await terminal.ExitAsync());
        Assert.Matches(@"\x1b\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀", terminal.Screen);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public async Task A_terminal_without_colours_gets_no_images_and_is_asked_nothing(string variable, string value)
    {
        await using var server = await RunningServer.StartAsync();
        await using var terminal = PseudoTerminal.Start(Arguments(server, "--size", "64x64"), KittyAnswer, variables: (variable, value));

        Assert.Equal(ExitCodes.Ok, await terminal.ExitAsync());
        Assert.DoesNotContain("▀", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("\e_G", terminal.Screen, StringComparison.Ordinal);
        Assert.Contains("a-fox.png", terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_40_columns_no_line_is_longer_and_after_a_change_of_size_all_is_drawn_again()
    {
        await using var service = await ScriptedServer.StartAsync();
        var (shown, resized) = (new Gate(), new Gate());
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Partial(0, TestImages.NoisyPng(256, 256)).Wait(resized).Final(TestImages.NoisyPng(256, 256, 2)).Completed());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var terminal = Generate(server, PseudoTerminal.PlainAnswer, "--provider", "openai");
        await terminal.UntilAsync(screen => screen.Contains('▀', StringComparison.Ordinal));
        var before = terminal.Screen.Length;

        await terminal.ResizeAsync(40, 24);

        // The rest of the first image may still come before the lines are cleared.
        await terminal.UntilAsync(screen => screen.IndexOf("\e[J", before, StringComparison.Ordinal) is > 0 and var cleared && screen.IndexOf('▀', cleared) > 0);
        resized.Open();

        Assert.Equal(ExitCodes.Ok, await terminal.ExitAsync());
        var after = terminal.Screen[(terminal.Screen.IndexOf("\e[J", before, StringComparison.Ordinal) + 3)..];
        var bars = Regex.Split(Regex.Replace(after, @"\x1b7.*?\x1b8", "", RegexOptions.Singleline), "[\r\n]+")
            .Select(line => Regex.Replace(line, @"\x1b\[[0-9;?]*[A-Za-z]", "")).Where(line => line.Contains('%', StringComparison.Ordinal));
        Assert.NotEmpty(bars);
        Assert.All(bars, line => Assert.InRange(line.Length, 1, 40));
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_run_and_says_so()
    {
        await using var service = await ScriptedServer.StartAsync();
        var hanging = new Gate();
        service.On(OpenAiServer.Path, new ResponsesScript().Begin().Wait(hanging).Hang());
        await using var server = await RunningServer.StartAsync(OpenAiServer.Settings(service));
        await using var terminal = Generate(server, PseudoTerminal.PlainAnswer, "--provider", "openai");
        await terminal.UntilAsync(screen => screen.Contains("0%", StringComparison.Ordinal));
        await hanging.Reached.WaitAsync(Cancel);

        await terminal.PressAsync("\x03");

        Assert.Equal(ExitCodes.Cancelled, await terminal.ExitAsync());
        Assert.Contains("Cancelling. What is finished is kept", terminal.Text, StringComparison.Ordinal);
        Assert.Contains("Cancelled. No image was saved.", terminal.Text, StringComparison.Ordinal);
        var queue = await (await server.Client.GetAsync("/api/queue", Cancel)).ReadJsonAsync();
        Assert.Equal(0, queue.GetProperty("runs").GetArrayLength());
    }

    private PseudoTerminal Generate(RunningServer server, string answer, params string[] options) => PseudoTerminal.Start(Arguments(server, options), answer);

    private string[] Arguments(RunningServer server, params string[] options) =>
        ["generate", "a fox", "-o", _folder, "--server", server.Address.ToString(), .. options];
}
