using System.Runtime.InteropServices;

namespace Darkroom.Server.Http;

/// <summary>How many connections the server may hold, so that there are always file descriptors left for its own work.</summary>
/// <param name="Total">Connections at the same time.</param>
/// <param name="Unauthenticated">Of these, how many may have made no accepted request yet.</param>
internal sealed record ConnectionLimits(int Total, int Unauthenticated)
{
    /// <summary>What the process needs without any connection: libraries, the database, the log, calls to providers.</summary>
    private const int Reserved = 160;

    /// <summary>A connection needs one descriptor; its request may need three more: two of SQLite, and a file.</summary>
    private const int DescriptorsEach = 4;

    private const int MinTotal = 16;
    private const int MaxTotal = 65_536;

    /// <summary>A quarter of the connections is enough for all browsers that are about to log in.</summary>
    private const int UnauthenticatedShare = 4;

    /// <summary>The limits for a number of file descriptors (RLIMIT_NOFILE).</summary>
    public static ConnectionLimits For(long descriptors)
    {
        var total = (int)Math.Clamp((descriptors - Reserved) / DescriptorsEach, MinTotal, MaxTotal);
        return new(total, total / UnauthenticatedShare);
    }

    /// <summary>
    /// The number of file descriptors that this process may open; null where there is no such limit. .NET has raised the soft limit to
    /// the hard one by now.
    /// </summary>
    public static long? Descriptors()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        // The soft limit, then the hard one.
        var limits = new nuint[2];
        return GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, limits) == 0 ? (long)Math.Min(limits[0], int.MaxValue) : null;
    }

    // DllImport: LibraryImport needs unsafe code, which only Darkroom.Imaging may have.
#pragma warning disable SYSLIB1054
    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static extern int GetLimit(int resource, [Out] nuint[] limits);
#pragma warning restore SYSLIB1054
}
