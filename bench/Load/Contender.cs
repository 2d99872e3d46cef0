namespace Darkroom.Bench.Load;

/// <summary>A server that is measured.</summary>
internal abstract class Contender
{
    /// <summary>As the table's column says it.</summary>
    public abstract string Name { get; }

    /// <summary>The path of the server's assembly.</summary>
    public static string ServerAssembly { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Darkroom.Server/release/Darkroom.Server.dll"));

    /// <summary>What a checkout's root holds.</summary>
    protected static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    /// <summary>Starts it as people run it and does not wait for anything.</summary>
    /// <param name="provider">Where the scripted provider listens.</param>
    /// <param name="folder">Where it is started and may keep data: empty, or as an earlier start left it.</param>
    /// <param name="port">0 for any that is free.</param>
    public MeasuredProcess Begin(Uri provider, string folder, int port) => MeasuredProcess.Begin(Command(port), folder, Settings(provider, folder));

    /// <summary>Starts it and waits until it listens.</summary>
    public async Task<MeasuredProcess> StartAsync(Uri provider, string folder)
    {
        var process = Begin(provider, folder, 0);
        await process.ListensAsync();
        return process;
    }

    /// <summary>A browser of its own for one person.</summary>
    public abstract Viewer NewViewer(Uri server);

    protected abstract IEnumerable<string> Command(int port);

    protected abstract IEnumerable<(string Key, string Value)> Settings(Uri provider, string folder);

    protected static string BaseUrl(Uri provider) => new Uri(provider, "/v1").ToString();
}
