using Darkroom.Storage;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Uploaded fonts as files, which is how libraries want them. They are named by their content and go when the process ends.</summary>
public sealed class BrandFonts(IBlobStore blobs) : IDisposable
{
    private readonly Lazy<string> _folder = new(() => Directory.CreateTempSubdirectory("darkroom-fonts-").FullName);

    /// <summary>The path of a stored font.</summary>
    /// <returns>Null where it is gone.</returns>
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

        await using var stored = await blobs.OpenAsync(hash, cancellationToken);
        if (stored is null)
        {
            return null;
        }

        // Written beside and renamed: whoever sees the name sees all of it.
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
