using System.Diagnostics;
using System.Text.Json;

namespace Darkroom.Bench.Load;

/// <summary>The relay in <c>bench/relay</c>.</summary>
internal sealed class RelayContender : Contender
{
    private static readonly string Folder = Path.Combine(Root, "bench/relay");

    public override string Name => "relay";

    /// <summary>Returns the relay, or the reason why it cannot run.</summary>
    public static (RelayContender? Relay, string? Missing) Find()
    {
        if (NodeVersion() is not { } version)
        {
            return (null, "Node.js is not installed");
        }

        return version.Major < 20 ? (null, $"Node.js {version} is older than 20")
            : !Directory.Exists(Path.Combine(Folder, "node_modules/openai")) ? (null, "its packages are not installed (npm ci in bench/relay)")
            : (new RelayContender(), null);
    }

    /// <summary>Returns the version of the official package that the relay uses.</summary>
    public static string? PackageVersion()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "node_modules/openai/package.json")));
        return package.RootElement.GetProperty("version").GetString();
    }

    /// <summary>Returns the version of Node.js; null if it is not installed.</summary>
    public static Version? NodeVersion()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            return Version.TryParse(node.StandardOutput.ReadToEnd().Trim().TrimStart('v'), out var version) ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public override Viewer NewViewer(Uri server) => new RelayViewer(server);

    protected override IEnumerable<string> Command(int port) => ["node", Path.Combine(Folder, "server.js"), $"{port}"];

    protected override IEnumerable<(string Key, string Value)> Settings(Uri provider, string folder) =>
        [("NODE_ENV", "production"), ("OPENAI_API_KEY", "sk-bench"), ("OPENAI_BASE_URL", BaseUrl(provider))];
}
