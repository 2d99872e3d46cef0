using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Darkroom.Storage;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/generations/{id}/inputs/{index}</c>: an image that a generation works from. Its media type was detected from its bytes.</summary>
internal static class ServeInput
{
    public static async Task<IResult> HandleAsync(
        string id, string index, IJobStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || await store.FindAsync(id, cancellationToken) is not { Request.Inputs: var inputs }
            || inputs.ElementAtOrDefault(position) is not { } input
            || blobs.Open(input.Hash) is not { } stream)
        {
            return Problems.NotFound("There is no such generation, or it has no such input image.");
        }

        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Stream(stream, input.Mime, null, null, new EntityTagHeaderValue($"\"{input.Hash}\""), enableRangeProcessing: true);
    }
}
