namespace Darkroom.Bench.Load;

/// <summary>The server as <c>run.sh</c> starts it.</summary>
internal sealed class DarkroomContender : Contender
{
    public override string Name => "Darkroom";

    public override Viewer NewViewer(Uri server) => new DarkroomViewer(server);

    protected override IEnumerable<string> Command(int port) =>
        [.. Server, "--urls", $"http://127.0.0.1:{port}"];

    protected override IEnumerable<(string Key, string Value)> Settings(Uri provider, string folder) =>
    [
        ("DARKROOM_DATA", folder),
        ("OPENAI_BASE_URL", BaseUrl(provider)),
        ("OPENAI_API_KEY", "sk-bench"),

        // The maximum, because the relay has no limit.
        ("Providers__openai__MaxConcurrency", "64"),
    ];
}
