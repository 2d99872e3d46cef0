using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Darkroom.Server.CommandLine.Terminal;

/// <summary>The terminal of the process without echo and line editing, so that its answers to queries can be read. Not on Windows.</summary>
internal sealed class RawTerminal : IDisposable
{
    /// <summary>Larger than the structure of every system.</summary>
    private const int SettingsSize = 256;

    private const int ApplyNow = 0;
    private const short HasInput = 1;
    private const int MaxAnswer = 4096;

    private readonly SafeFileHandle _terminal;
    private readonly byte[] _before;

    private RawTerminal(SafeFileHandle terminal, byte[] before) => (_terminal, _before) = (terminal, before);

    private int Descriptor => (int)_terminal.DangerousGetHandle();

    /// <returns>Null if the process has no terminal, or on Windows.</returns>
    public static RawTerminal? Open()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        SafeFileHandle terminal;
        try
        {
            terminal = File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var (before, raw) = (new byte[SettingsSize], new byte[SettingsSize]);
        var opened = new RawTerminal(terminal, before);
        if (GetSettings(opened.Descriptor, before) != 0)
        {
            terminal.Dispose();
            return null;
        }

        before.CopyTo(raw, 0);
        MakeRaw(raw);
        _ = SetSettings(opened.Descriptor, ApplyNow, raw);
        return opened;
    }

    /// <summary>Writes a query and reads until the answer is complete or the time is over.</summary>
    /// <param name="isComplete">Whether what has arrived is the whole answer.</param>
    public string Ask(string query, Func<string, bool> isComplete, TimeSpan timeout)
    {
        var bytes = Encoding.ASCII.GetBytes(query);
        _ = Write(Descriptor, bytes, (nuint)bytes.Length);
        var (answer, buffer, began) = (new StringBuilder(), new byte[256], TimeProvider.System.GetTimestamp());
        while (!isComplete(answer.ToString()) && answer.Length < MaxAnswer)
        {
            var left = (int)(timeout - TimeProvider.System.GetElapsedTime(began)).TotalMilliseconds;
            var waiting = new Waiting { Descriptor = Descriptor, Events = HasInput };
            if (left <= 0 || Poll(ref waiting, 1, left) <= 0)
            {
                break;
            }

            var read = (int)Read(Descriptor, buffer, (nuint)buffer.Length);
            if (read <= 0)
            {
                break;
            }

            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    public void Dispose()
    {
        _ = SetSettings(Descriptor, ApplyNow, _before);
        _terminal.Dispose();
    }

    // DllImport: LibraryImport needs unsafe code, which only Darkroom.Imaging may have.
    [DllImport("libc", EntryPoint = "tcgetattr")]
    private static extern int GetSettings(int descriptor, [Out] byte[] settings);

    [DllImport("libc", EntryPoint = "tcsetattr")]
    private static extern int SetSettings(int descriptor, int when, byte[] settings);

    [DllImport("libc", EntryPoint = "cfmakeraw")]
    private static extern void MakeRaw([In, Out] byte[] settings);

    // A stream of .NET cannot be used: it wants to seek.
    [DllImport("libc", EntryPoint = "write")]
    private static extern nint Write(int descriptor, byte[] bytes, nuint count);

    [DllImport("libc", EntryPoint = "read")]
    private static extern nint Read(int descriptor, [Out] byte[] bytes, nuint count);

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int Poll(ref Waiting waiting, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
