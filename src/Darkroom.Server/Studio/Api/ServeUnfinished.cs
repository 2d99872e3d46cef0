using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Darkroom.Storage;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// <c>GET /api/generations/{id}/images/{index}/unfinished</c>: the last partial image of an image that failed, with <c>?download</c> as an
/// attachment whose name says that it is unfinished.
/// </summary>
internal static class ServeUnfinished
{
    public static async Task<IResult> HandleAsync(
        string id, string index, IJobStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var imageIndex)
            || await store.FindAsync(id, cancellationToken) is not { } state
            || state.Slots.ElementAtOrDefault(imageIndex) is not { Status: SlotStatus.Failed, Unfinished: { } unfinished }
            || blobs.Open(unfinished.BlobHash) is not { } stream)
        {
            return Problems.NotFound("There is no such generation, or no such image of it failed after a partial image.");
        }

        // After a retry there may be a different one at the same address.
        context.Response.Headers.CacheControl = "private, no-cache";
        var fileName = context.Request.Query.ContainsKey("download") ? FileName(id, imageIndex, unfinished.Mime) : null;
        return TypedResults.Stream(
            stream, unfinished.Mime, fileName, null, new EntityTagHeaderValue($"\"{unfinished.BlobHash}\""), enableRangeProcessing: true);
    }

    private static string FileName(string id, int index, string mime)
    {
        var extension = mime switch { "image/jpeg" => "jpg", _ => mime[(mime.IndexOf('/', StringComparison.Ordinal) + 1)..] };
        return string.Create(CultureInfo.InvariantCulture, $"unfinished-{id[^6..]}-{index + 1}.{extension}");
    }
}
