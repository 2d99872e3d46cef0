using Darkroom.Storage;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Copies uploaded fonts into files, which the drawing library needs. The files are named by their hash and deleted when the process ends.</summary>
public sealed class BrandFonts(IBlobStore blobs) : IDisposable
{
    private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("darkroom-fonts-").FullName);

    /// <summary>Returns the path of a font file; null if the font does not exist.</summary>
    public async Task<string?> PathOfAsync(string hash, CancellationToken cancellationToken)
    {
        if (!ContentHash.IsWellFormed(hash))
        {
            return null;
        }

        var path = Path.Combine(_folder.Value, $"{hash}.font");
        if (File.Exists(path))
        {
            return path;
        }

        await using var stored = blobs.Open(hash);
        if (stored is null)
        {
            return null;
        }

        // Renamed when complete, so that no reader sees a part of it.
        var unfinished = Path.Combine(_folder.Value, Path.GetRandomFileName());
        await using (var file = File.Create(unfinished))
        {
            await stored.CopyToAsync(file, cancellationToken);
        }

        File.Move(unfinished, path, overwrite: true);
        return path;
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            Directory.Delete(_folder.Value, recursive: true);
        }
    }
}
