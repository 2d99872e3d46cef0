using System.Text;

namespace Darkroom.Tests.Providers;

/// <summary>Has a scripted server answer as a real one was recorded.</summary>
internal static class RecordedRoutes
{
    /// <summary>Each path answers what was recorded for it, in order; the last answer stays.</summary>
    /// <param name="server">Answers.</param>
    /// <param name="recorded">Of any host: only their paths count.</param>
    /// <param name="change">Puts this server's address in place of the real one's; null where bodies name none.</param>
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
