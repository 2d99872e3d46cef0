using Darkroom.Storage;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// <c>GET /api/generations/{id}/images/{index}/unfinished</c>: the last partial image of an image that failed, with <c>?download</c> as an
/// attachment whose name says that it is unfinished.
/// </summary>
internal static class ServeUnfinished
{
    public static async Task<IResult> HandleAsync(
        string id, string index, IGenerationStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var imageIndex)
            || await store.FindAsync(id, cancellationToken) is not { } state
            || state.Slots.ElementAtOrDefault(imageIndex) is not { Status: SlotStatus.Failed, Unfinished: { } unfinished }
            || await blobs.OpenAsync(unfinished.BlobHash, cancellationToken) is not { } stream)
        {
            return Problems.NotFound(ProblemTexts.NoUnfinished);
        }

        // After a retry there may be a different one at the same address.
        var attachment = StoredFile.Attachment(context.Request, $"unfinished-{id[^6..]}-{imageIndex + 1}", unfinished.Mime);
        return StoredFile.Create(context, stream, unfinished.Mime, unfinished.BlobHash, StoredFile.Checked, attachment);
    }
}
