namespace Darkroom.Bench.Load;

/// <summary>A build of Darkroom.</summary>
internal sealed class DarkroomContender : Contender
{
    private readonly string[] _server;

    private DarkroomContender(string name, string server) =>
        (Name, _server) = (name, server.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", server] : [server]);

    /// <summary>This build, or the one that the variable DARKROOM_BENCH_SERVER names.</summary>
    public static DarkroomContender Current { get; } = new(
        "Darkroom", Find("DARKROOM_BENCH_SERVER") ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Darkroom.Server/release/Darkroom.Server.dll")));

    /// <summary>The build that the variable DARKROOM_BENCH_EARLIER names; null without it.</summary>
    public static DarkroomContender? Earlier { get; } = Find("DARKROOM_BENCH_EARLIER") is { } server ? new("earlier", server) : null;

    public override string Name { get; }

    /// <summary>The command that starts the server.</summary>
    public IReadOnlyList<string> Server => _server;

    public override Viewer NewViewer(Uri server) => new DarkroomViewer(server);

    protected override IEnumerable<string> Command(int port) =>
        [.. _server, "--urls", $"http://127.0.0.1:{port}"];

    protected override IEnumerable<(string Key, string Value)> Settings(Uri provider, string folder) =>
    [
        ("DARKROOM_DATA", folder),

        // That of the libraries, which another one would rewrite.
        ("Gallery__TimeZone", "UTC"),
        ("OPENAI_BASE_URL", BaseUrl(provider)),
        ("OPENAI_API_KEY", "sk-bench"),

        // The maximum, because the relay has no limit.
        ("Providers__openai__MaxConcurrency", "64"),
    ];

    private static string? Find(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } file ? Path.GetFullPath(file) : null;
}
