using Darkroom.Sqlite;
using Darkroom.Storage;

namespace Darkroom.Server.CommandLine.Checks;

/// <summary>Checks of the data folder.</summary>
internal static class FolderChecks
{
    private const string Check = "data folder";
    private const long LowSpace = 1L << 30;
    private const long NoSpace = 100L << 20;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static IEnumerable<Finding> Run(string folder)
    {
        if (FileAmong(folder) is { } file)
        {
            yield return Finding.Error(Check, $"{file} is a file, not a folder.", "Set DARKROOM_DATA to a folder, or to one that does not exist yet.");
            yield break;
        }

        var exists = Directory.Exists(folder);
        var place = exists ? folder : ExistingParent(folder);
        yield return Writable(folder, place, exists);
        yield return Space(place);
        if (exists && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != 0)
        {
            yield return Finding.Warning(Check, $"Other users of this machine can enter {folder}.", $"Unless that is intended: chmod 700 '{folder}'");
        }
    }

    /// <summary>Checks whether the clock was set back, or never set.</summary>
    public static Finding Clock(string folder, DateTimeOffset now)
    {
        var database = new FileInfo(DataFolder.Peek(folder).DatabaseFile);
        var advice = "Set the clock, and keep it set by NTP: images are ordered by time, and logins and links end by it.";
        return now.Year < 2025 ? Finding.Error("clock", $"The clock says {now:yyyy-MM-dd HH:mm} UTC, which is in the past.", advice)
            : database.Exists && database.LastWriteTimeUtc > now.UtcDateTime.AddHours(1)
                ? Finding.Error("clock", $"The clock says {now:yyyy-MM-dd HH:mm} UTC, but the database was changed at {database.LastWriteTimeUtc:yyyy-MM-dd HH:mm} UTC.", advice)
            : Finding.Ok("clock", $"It is {now:yyyy-MM-dd HH:mm} UTC.");
    }

    private static Finding Writable(string folder, string place, bool exists)
    {
        var probe = Path.Combine(place, $".darkroom-{Guid.NewGuid():N}");
        try
        {
            using (new FileStream(probe, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }))
            {
                return Finding.Ok(Check, exists ? $"{folder} can be written." : $"{folder} does not exist yet; it is created at the first start.");
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Finding.Error(
                Check, $"{place} cannot be written: {FolderFault.ReasonOf(refused)}", "Give this user write access to it, or set DARKROOM_DATA to another folder.");
        }
    }

    private static Finding Space(string place)
    {
        try
        {
            var free = new DriveInfo(place).AvailableFreeSpace;
            var message = $"{PageText.Bytes(free)} are free.";
            var advice = "Free space on its disk, or set DARKROOM_DATA to a folder on another one. One image needs about 1 to 5 MB.";
            return free < NoSpace ? Finding.Error("disk space", message, advice)
                : free < LowSpace ? Finding.Warning("disk space", message, advice)
                : Finding.Ok("disk space", message);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Finding.Warning("disk space", $"The free space of {place} is not known: {unknown.Message}", "Check it with the tools of the system.");
        }
    }

    /// <summary>Returns the path itself, or one of its parents, if that is a file; null if none is.</summary>
    private static string? FileAmong(string path)
    {
        var at = path;
        while (at is not null && !File.Exists(at))
        {
            at = Path.GetDirectoryName(at);
        }

        return at;
    }

    private static string ExistingParent(string folder)
    {
        var place = folder;
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        return place;
    }
}
