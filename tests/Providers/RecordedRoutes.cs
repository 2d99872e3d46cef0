using System.Text;

namespace Darkroom.Tests.Providers;

/// <summary>Makes a scripted server respond as recorded.</summary>
internal static class RecordedRoutes
{
    /// <summary>Sets the recorded responses of each path, in order; the last one is repeated.</summary>
    /// <param name="server">The server.</param>
    /// <param name="recorded">The recorded exchanges of any host; only their paths are used.</param>
    /// <param name="change">Replaces the real server's URL by this server's; null if bodies contain none.</param>
    public static void Play(
        this ScriptedServer server, IEnumerable<RecordedExchange> recorded, Func<string, string>? change = null)
    {
        foreach (var path in recorded.GroupBy(exchange => PathOf(exchange.Url)))
        {
            server.On(path.Key, [.. path.Select(exchange => change is null
                ? exchange.Script()
                : exchange.Script(Encoding.UTF8.GetBytes(change(exchange.Text))))]);
        }
    }

    public static string PathOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var whole) ? whole.AbsolutePath : url.Split('?')[0];
}
