namespace Darkroom.Bench.Load;

/// <summary>The server as <c>run.sh</c> starts it.</summary>
internal sealed class DarkroomContender : Contender
{
    public override string Name => "Darkroom";

    /// <summary>The program and its arguments.</summary>
    /// <param name="port">0 for any that is free.</param>
    public static string[] Command(int port) =>
        ["dotnet", Path.Combine(Artifacts, "bin/Darkroom.Server/release/Darkroom.Server.dll"), "--urls", $"http://127.0.0.1:{port}"];

    /// <param name="provider">Where the scripted provider listens, or null for a server without a key.</param>
    public static (string Key, string Value)[] Settings(Uri? provider, string folder) => provider is null
        ? [("DARKROOM_DATA", folder)]
        : [
            ("DARKROOM_DATA", folder),
            ("OPENAI_BASE_URL", BaseUrl(provider)),
            ("OPENAI_API_KEY", "sk-bench"),

            // The most there is: a relay has no limit at all.
            ("Providers__openai__MaxConcurrency", "64"),
        ];

    public override Task<MeasuredProcess> StartAsync(Uri provider, string folder) =>
        MeasuredProcess.StartAsync(Command(0), folder, Settings(provider, folder));

    public override Viewer NewViewer(Uri server) => new DarkroomViewer(server);
}
