using System.Diagnostics;

namespace Darkroom.Bench.Load;

/// <summary>The relay in <c>bench/relay</c>.</summary>
internal sealed class RelayContender : Contender
{
    private static readonly string Folder = Path.Combine(Artifacts, "../bench/relay");

    public override string Name => "relay";

    /// <summary>The relay, or nothing and why.</summary>
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

    /// <summary>Null where there is none.</summary>
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

    public override Task<MeasuredProcess> StartAsync(Uri provider, string folder) => MeasuredProcess.StartAsync(
        ["node", Path.Combine(Folder, "server.js")],
        folder,
        [("PORT", "0"), ("NODE_ENV", "production"), ("OPENAI_API_KEY", "sk-bench"), ("OPENAI_BASE_URL", BaseUrl(provider))]);

    public override Viewer NewViewer(Uri server) => new RelayViewer(server);
}
