using System.Globalization;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Darkroom.Storage;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Studio.Api;

/// <summary><c>GET /api/generations/{id}/inputs/{index}</c>: what was given to work from, of a type that was found out from its bytes.</summary>
internal static class ServeInput
{
    public static async Task<IResult> HandleAsync(
        string id, string index, GenerationService generations, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || !int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || await generations.FindAsync(id, cancellationToken) is not { Request.Inputs: var inputs }
            || inputs.ElementAtOrDefault(at) is not { } input
            || await blobs.OpenAsync(input.Hash, cancellationToken) is not { } stream)
        {
            return Problems.NotFound("There is no such generation, or it works from no such picture.");
        }

        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Stream(stream, input.Mime, null, null, new EntityTagHeaderValue($"\"{input.Hash}\""), enableRangeProcessing: true);
    }
}
