using Darkroom.Storage;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/generations/{id}/inputs/{index}</c>: an image that a generation works from. Its media type was detected from its bytes.</summary>
internal static class ServeInput
{
    public static async Task<IResult> HandleAsync(
        string id, string index, IGenerationStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        return Ids.IsWellFormed(id) && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && await store.FindAsync(id, cancellationToken) is { Request.Inputs: var inputs }
            && inputs.ElementAtOrDefault(position) is { } input
            && await blobs.OpenAsync(input.Hash, cancellationToken) is { } stream
            ? StoredFile.Create(context, stream, input.Mime, input.Hash)
            : Problems.NotFound("There is no such generation, or it has no such input image.");
    }
}
