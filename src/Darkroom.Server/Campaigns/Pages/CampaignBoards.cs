using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>Reads what the pages show.</summary>
internal sealed class CampaignBoards(
    ICampaignStore store, BaseImages pictures, CreativePreviews previews, GenerationService generations, ProviderCatalog providers)
{
    /// <returns>Null where there is no such campaign.</returns>
    public async Task<CampaignBoard?> FindAsync(string id, BoardFilter filter, CancellationToken cancellationToken)
    {
        if (await pictures.FindAsync(id, cancellationToken) is not { } snapshot)
        {
            return null;
        }

        return Lay(snapshot) with
        {
            StateTag = snapshot.StateTag,
            Filter = filter,
            Links = await store.LinksAsync(id, cancellationToken),
            Kits = await store.KitsAsync(cancellationToken),
        };
    }

    /// <summary>A board of a brief that is kept nowhere yet.</summary>
    public async Task<CampaignBoard> NewAsync(Brief brief, CancellationToken cancellationToken)
    {
        var campaign = new Campaign { Id = "", CreatedAt = default, ChangedAt = default, Brief = brief };
        return Lay(await pictures.SnapshotAsync(campaign, cancellationToken)) with { Kits = await store.KitsAsync(cancellationToken) };
    }

    /// <summary>The creatives of a campaign with how their pictures stand.</summary>
    public ImmutableArray<MatrixCell> CellsOf(CampaignSnapshot snapshot)
    {
        var places = ImagesOf(snapshot).ToDictionary(picture => (picture.Concept, picture.Image.Shape));
        return
        [
            .. CreativeMatrix.Creatives(snapshot.Campaign).Select(creative => new MatrixCell(
                creative, FormatLook.From(creative.Key.Format, creative.Size), places[(creative.Key.Concept, creative.Picture.Shape)])
            {
                Problems = previews.ProblemsOf(creative) ?? [],
            }),
        ];
    }

    private CampaignBoard Lay(CampaignSnapshot snapshot)
    {
        var whole = snapshot with { Campaign = Foreseen(snapshot.Campaign) };
        var board = new CampaignBoard { Campaign = whole.Campaign, Pictures = ImagesOf(whole), Cells = CellsOf(whole), Providers = providers };
        var toMake = board.Pictures.Count(picture => picture.State is "blank" or "failed" or "cancelled");
        return board with { Cost = toMake == 0 ? "" : CostOf(board.Brief, toMake) };
    }

    private string CostOf(Brief brief, int toMake) =>
        generations.QuoteOf(pictures.Ask(brief, AspectShape.Square, "-") with { N = Math.Min(toMake, 16) }).Quote?.Text ?? "";

    private static ImmutableArray<BoardImage> ImagesOf(CampaignSnapshot snapshot) =>
        [.. snapshot.Campaign.Concepts.SelectMany(concept => concept.Images.Select(image => new BoardImage(concept.Index, image, snapshot.SlotOf(image))))];

    /// <summary>With a place for each picture that the brief asks for: what will be made stands there before it is made.</summary>
    private static Campaign Foreseen(Campaign campaign)
    {
        var shapes = CreativeMatrix.Shapes(campaign.Brief);
        return campaign with
        {
            Concepts =
            [
                .. Enumerable.Range(0, campaign.Brief.Concepts).Select(index =>
                    (campaign.Concepts.FirstOrDefault(one => one.Index == index) ?? new Concept(index, "", [])) with
                    {
                        Images = [.. shapes.Select(shape => campaign.PictureOf(index, shape) ?? new BaseImage(shape, ""))],
                    }),
            ],
        };
    }
}
