using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Storage;

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

        if (await request.TryReadFormAsync(cancellationToken) is not { Files: [{ Name: "file" } file] })
        {
            return Problems.Invalid(new ValidationError("file", ProblemTexts.OneFile));
        }

        var (asset, wrong) = await files.StoreAsync(id, file.FileName, await file.ReadBytesAsync(cancellationToken), cancellationToken);
        return asset is null ? Problems.Invalid(new ValidationError("file", wrong!)) : TypedResults.Ok(asset);
    }

    /// <summary>Serves a file. Its type was detected from its bytes, and an SVG that could run anything was rejected at upload.</summary>
    public static async Task<IResult> ServeAsync(
        string id, string hash, ICampaignStore store, IBlobStore blobs, HttpContext context, CancellationToken cancellationToken) =>
        await store.FindAssetAsync(id, hash, cancellationToken) is { } asset && await blobs.OpenAsync(asset.Hash, cancellationToken) is { } stream
            ? StoredFile.Create(context, stream, asset.Mime, asset.Hash)
            : Problems.NotFound(ProblemTexts.NoAsset);
}
