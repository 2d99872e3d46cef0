namespace Darkroom.Tests;

/// <summary>A folder that is deleted with its content.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("darkroom-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
