using System.Runtime.InteropServices;

namespace Darkroom.Server.Http;

/// <summary>The limits on connections that leave enough file descriptors for the server's own work.</summary>
/// <param name="Total">The maximum number of open connections.</param>
/// <param name="Unauthenticated">The maximum number of these without an accepted request.</param>
internal sealed record ConnectionLimits(int Total, int Unauthenticated)
{
    /// <summary>
    /// The descriptors that the process needs without any connection: .NET holds one for each assembly, about 260 when all are loaded; the
    /// rest is for the database, the log and calls to providers. An assembly that cannot be loaded ends the process.
    /// </summary>
    private const int Reserved = 400;

    /// <summary>A connection needs one descriptor; its request may need three more: two for SQLite, and a file.</summary>
    private const int DescriptorsEach = 4;

    private const int MinTotal = 16;
    private const int MaxTotal = 65_536;
    private const int MinDescriptors = Reserved + (MinTotal * DescriptorsEach);

    /// <summary>The divisor for unauthenticated connections: a quarter is enough for all browsers that are about to log in.</summary>
    private const int UnauthenticatedShare = 4;

    /// <summary>Returns the limits for a number of file descriptors (RLIMIT_NOFILE).</summary>
    public static ConnectionLimits For(long descriptors)
    {
        var total = (int)Math.Clamp((descriptors - Reserved) / DescriptorsEach, MinTotal, MaxTotal);
        return new(total, total / UnauthenticatedShare);
    }

    /// <summary>
    /// Returns the number of file descriptors that this process may open; null if there is no limit. .NET has already raised the soft limit to
    /// the hard one.
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

    /// <summary>Checks the number of descriptors. Call it before anything else opens files.</summary>
    /// <exception cref="StartupException">The process may open too few files to work at all.</exception>
    public static void ThrowIfTooLow(long? descriptors)
    {
        if (descriptors < MinDescriptors)
        {
            throw new StartupException(
                $"Darkroom may open {descriptors} files at the same time and needs at least {MinDescriptors}: raise the limit (ulimit -Hn, or LimitNOFILE= of systemd).");
        }
    }

    // DllImport: LibraryImport needs unsafe code, which only Darkroom.Imaging may have.
#pragma warning disable SYSLIB1054
    [DllImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static extern int GetLimit(int resource, [Out] nuint[] limits);
#pragma warning restore SYSLIB1054
}
