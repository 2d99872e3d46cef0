using Darkroom.Imaging;
using Microsoft.Data.Sqlite;

namespace Darkroom.Server.CommandLine.Checks;

/// <summary>Checks of what is delivered with the program.</summary>
internal static class LibraryChecks
{
    private const string Reinstall = "Install Darkroom again, for this operating system and processor.";

    public static Finding Images() => Vips.Start() switch
    {
        VipsStatus.Ready ready => Finding.Ok("image library", $"libvips {ready.Version} is loaded."),
        VipsStatus.Unusable unusable => Finding.Error("image library", unusable.Message, Reinstall),
        _ => throw new InvalidOperationException("An unknown state of libvips."),
    };

    public static Finding Database()
    {
        try
        {
            using var connection = new SqliteConnection("Data Source=:memory:");
            connection.Open();
            return Finding.Ok("database library", $"SQLite {connection.ServerVersion} is loaded.");
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or SqliteException or BadImageFormatException)
        {
            return Finding.Error("database library", $"SQLite cannot be loaded: {fault.GetBaseException().Message}", Reinstall);
        }
    }

    public static Finding Fonts()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "fonts");
        var fonts = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Count(file => Path.GetExtension(file) is ".ttf" or ".otf") : 0;
        return fonts > 0
            ? Finding.Ok("fonts", $"{fonts} font files are in {folder}.")
            : Finding.Error("fonts", $"There are no fonts in {folder}: creatives could not be drawn.", Reinstall);
    }
}
