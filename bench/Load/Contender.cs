namespace Darkroom.Bench.Load;

/// <summary>A server that is measured.</summary>
internal abstract class Contender
{
    /// <summary>The name of the table column.</summary>
    public abstract string Name { get; }

    /// <summary>The root of the repository.</summary>
    protected static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    /// <summary>Starts the server as users do, without waiting until it listens.</summary>
    /// <param name="provider">The address of the scripted provider.</param>
    /// <param name="folder">The working and data folder: empty, or as an earlier start left it.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    public MeasuredProcess Start(Uri provider, string folder, int port) => MeasuredProcess.Start(Command(port), folder, Settings(provider, folder));

    /// <summary>Starts the server and waits until it listens.</summary>
    public async Task<MeasuredProcess> StartAsync(Uri provider, string folder)
    {
        var process = Start(provider, folder, 0);
        await process.WaitUntilListeningAsync();
        return process;
    }

    /// <summary>Creates a viewer: one user with their own browser.</summary>
    public abstract Viewer NewViewer(Uri server);

    protected abstract IEnumerable<string> Command(int port);

    protected abstract IEnumerable<(string Key, string Value)> Settings(Uri provider, string folder);

    protected static string BaseUrl(Uri provider) => new Uri(provider, "/v1").ToString();
}
