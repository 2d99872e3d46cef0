using Darkroom.Blobs;
using Darkroom.Campaigns;
using Darkroom.Server.Http;

namespace Darkroom.Server.Campaigns;

/// <summary><c>GET /campaigns/{id}/assets/logo</c>: the logo, for the brief's page.</summary>
internal static class ServeLogo
{
    public static async Task<IResult> HandleAsync(string id, ICampaignStore store, IBlobStore blobs, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { Brief.Look.Logo: { } logo } && blobs.Open(logo.Hash) is { } stream
            ? TypedResults.Stream(stream, logo.Mime)
            : Problems.NotFound("There is no logo.");
}
