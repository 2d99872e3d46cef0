using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Darkroom.Tests.Server.CommandLine;

/// <summary>
/// The program in a pseudo-terminal, which <c>script</c> of util-linux provides. The test is the terminal: it reads what is drawn, answers queries and
/// presses keys.
/// </summary>
internal sealed partial class PseudoTerminal : IAsyncDisposable
{
    /// <summary>What every terminal answers: its attributes, here those of a VT100.</summary>
    public const string PlainAnswer = "\e[?1;2c";

    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly List<(Func<string, bool> Condition, TaskCompletionSource Met)> _waiting = [];
    private readonly string _answer;
    private readonly Task _reading;
    private bool _answered;

    private PseudoTerminal(Process process, string answer)
    {
        (_process, _answer) = (process, answer);
        _reading = ReadAsync();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Everything that was written so far.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return _screen.ToString();
            }
        }
    }

    /// <summary>What was written, without control sequences.</summary>
    public string Text => ControlSequence().Replace(Screen, "");

    /// <summary>Starts the program.</summary>
    /// <param name="answer">What the terminal answers to the queries of the program; empty for nothing.</param>
    public static PseudoTerminal Start(
        string[] arguments, string answer = PlainAnswer, int columns = 100, int rows = 40, params (string Key, string Value)[] variables)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Darkroom.Server.dll");
        var command = string.Join(' ', new[] { "exec", "dotnet", program }.Concat(arguments).Select(part => $"'{part.Replace("'", "'\\''", StringComparison.Ordinal)}'"))
            .Replace("'exec'", "exec", StringComparison.Ordinal);

        // A terminal starts programs that SIGINT ends. A test run in the background may ignore it, and its child processes would too.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "script", "-qfec", $"tty; stty cols {columns} rows {rows}; {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var name in new[] { "NO_COLOR", "COLORTERM", "TERM_PROGRAM", "LC_TERMINAL", "TMUX", "STY", "WT_SESSION" })
        {
            start.Environment.Remove(name);
        }

        (start.Environment["SHELL"], start.Environment["TERM"]) = ("/bin/sh", "xterm-256color");
        foreach (var (key, value) in variables)
        {
            start.Environment[key] = value;
        }

        return new PseudoTerminal(Process.Start(start)!, answer);
    }

    /// <summary>Completes when what was written meets a condition.</summary>
    public Task UntilAsync(Func<string, bool> condition)
    {
        lock (_screen)
        {
            if (condition(_screen.ToString()))
            {
                return Task.CompletedTask;
            }

            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((condition, met));
            return met.Task.WaitAsync(Cancel);
        }
    }

    /// <summary>Presses keys.</summary>
    public async Task PressAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys.AsMemory(), Cancel);
        await _process.StandardInput.FlushAsync(Cancel);
    }

    /// <summary>Changes the size, of which the program is notified.</summary>
    public async Task ResizeAsync(int columns, int rows)
    {
        var name = Regex.Match(Screen, "/dev/pts/[0-9]+").Value;
        using var stty = Process.Start("stty", ["-F", name, "cols", $"{columns}", "rows", $"{rows}"]);
        await stty.WaitForExitAsync(Cancel);
    }

    /// <summary>Waits for the end of the program.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(Cancel);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
        {
            // The answer comes first: a test that waits for this text may press a key as soon as it is there.
            if (!_answered && _answer.Length > 0 && $"{Screen}{new string(buffer, 0, read)}".Contains("\e[c", StringComparison.Ordinal))
            {
                _answered = true;
                await PressAsync(_answer);
            }

            lock (_screen)
            {
                var screen = _screen.Append(buffer, 0, read).ToString();
                foreach (var one in _waiting.Where(one => one.Condition(screen)).ToList())
                {
                    one.Met.TrySetResult();
                    _waiting.Remove(one);
                }
            }
        }

        lock (_screen)
        {
            _waiting.ForEach(one => one.Met.TrySetException(new InvalidOperationException($"The program ended before. It wrote: {_screen}")));
        }
    }

    [GeneratedRegex(@"\x1b\[[0-9;?>]*[A-Za-z]|\x1b[_P\]].*?(\x1b\\|\x07)|\x1b[78]", RegexOptions.Singleline)]
    private static partial Regex ControlSequence();
}
