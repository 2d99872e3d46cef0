using Darkroom.Embedded;

namespace Darkroom.Tests.Embedded;

/// <summary>Embedded storage over a new folder that is deleted afterwards.</summary>
internal sealed class TempStorage : IDisposable
{
    private EmbeddedStorage? _open;

    internal TempStorage() => _open = Open();

    internal ManualTime Time { get; } = new();

    internal string Folder { get; } = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    internal EmbeddedStorage Storage => _open ??= Open();

    /// <summary>As a stop of the server; the next use of <see cref="Storage"/> is its next start.</summary>
    internal void Close()
    {
        _open?.Dispose();
        _open = null;
    }

    private EmbeddedStorage Open() => EmbeddedStorage.Open(Folder, Time, StatementLog.Observe);

    public void Dispose()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
    }
}
