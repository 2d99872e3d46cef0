namespace Darkroom.Bench.Load;

/// <summary>A server that is measured.</summary>
internal abstract class Contender
{
    /// <summary>As the table's column says it.</summary>
    public abstract string Name { get; }

    /// <summary>Where the program was built.</summary>
    protected static string Artifacts { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../.."));

    /// <summary>Starts it with nothing in it, as people run it.</summary>
    /// <param name="provider">Where the scripted provider listens.</param>
    /// <param name="folder">Empty, or as it was left by an earlier start.</param>
    public abstract Task<MeasuredProcess> StartAsync(Uri provider, string folder);

    /// <summary>A browser of its own for one person.</summary>
    public abstract Viewer NewViewer(Uri server);

    protected static string BaseUrl(Uri provider) => new Uri(provider, "/v1").ToString();
}
