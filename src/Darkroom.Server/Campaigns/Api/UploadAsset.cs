using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Darkroom.Server.Http;
using Darkroom.Storage;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.Campaigns.Api;

/// <summary><c>/api/campaigns/{id}/assets</c>: logos and fonts.</summary>
internal static class UploadAsset
{
    public static async Task<IResult> HandleAsync(
        string id, HttpRequest request, ICampaignStore store, CampaignFiles files, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return Problems.From(StatusCodes.Status415UnsupportedMediaType, FailureCode.InvalidRequest, "Not a form.", "Send the file as multipart/form-data, in a field named file.");
        }

        if (!await store.ExistsAsync(id, cancellationToken))
        {
            return CampaignResults.NoCampaign;
        }

        if (await ReadAsync(request, cancellationToken) is not { } file)
        {
            return Problems.Invalid(new ValidationError("file", "Send one file, in a field named file."));
        }

        var bytes = new byte[file.Length];
        await using (var stream = file.OpenReadStream())
        {
            await stream.ReadExactlyAsync(bytes, cancellationToken);
        }

        var (asset, wrong) = await files.StoreAsync(id, file.FileName, bytes, cancellationToken);
        return asset is null ? Problems.Invalid(new ValidationError("file", wrong!)) : TypedResults.Ok(asset);
    }

    /// <summary>Serves a file. Its type was detected from its bytes, and an SVG that could run anything was rejected at upload.</summary>
    public static async Task<IResult> ServeAsync(
        string id, string hash, ICampaignStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (await store.FindAssetAsync(id, hash, cancellationToken) is not { } asset || blobs.Open(asset.Hash) is not { } stream)
        {
            return Problems.NotFound("There is no such campaign, or it does not use this file.");
        }

        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.Stream(stream, asset.Mime, null, null, new EntityTagHeaderValue($"\"{asset.Hash}\""));
    }

    private static async Task<IFormFile?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await request.ReadFormAsync(cancellationToken)).Files is [var file] && file.Name == "file" ? file : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or (IOException and not BadHttpRequestException) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
