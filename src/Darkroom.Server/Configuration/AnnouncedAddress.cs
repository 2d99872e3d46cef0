using System.Net;
using Darkroom.Sqlite;

namespace Darkroom.Server.Configuration;

/// <summary>Stores the address of the running server in the data folder, so that commands on this machine find it.</summary>
internal static partial class AnnouncedAddress
{
    /// <summary>Stores the address of a server that has started. It is removed as soon as the server begins to stop.</summary>
    public static void Announce(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<LiveSettings>().Current;
        var folder = settings.DataFolder;
        if (app.Urls.Select(AddressFrom).OfType<Uri>().FirstOrDefault() is not { } address)
        {
            return;
        }

        try
        {
            DataFolder.WriteAddress(folder, new Uri(address, settings.Http.PathBase));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotStored(app.Logger, refused.Message);
            return;
        }

        app.Lifetime.ApplicationStopping.Register(() => Withdraw(app.Logger, folder));
    }

    private static void Withdraw(ILogger log, string folder)
    {
        try
        {
            DataFolder.DeleteAddress(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It does not count once the folder is no longer held.
            LogNotStored(log, refused.Message);
        }
    }

    /// <summary>Returns the address for clients on this machine; null if they cannot reach it by host and port.</summary>
    private static Uri? AddressFrom(string listening)
    {
        var binding = BindingAddress.Parse(listening);
        if (binding.IsUnixPipe || binding.IsNamedPipe)
        {
            return null;
        }

        // "*", "+", 0.0.0.0 and [::] are all addresses of the machine.
        var any = !IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip)
            ? binding.Host is "*" or "+"
            : ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any);
        return new UriBuilder(binding.Scheme, any ? "127.0.0.1" : binding.Host, binding.Port).Uri;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The address for commands on this machine cannot be stored in the data folder: {Reason}")]
    private static partial void LogNotStored(ILogger log, string reason);
}
