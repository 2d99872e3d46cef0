using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Texts;

namespace Darkroom.Server.Campaigns.Pages;

internal sealed class CampaignBoards(ICampaignStore store, BaseImages images, GenerationService generations, ProviderCatalog providers, ITextGenerator texts, TrashSweep trash)
{
    /// <summary>Returns the board of a campaign; null if it does not exist.</summary>
    public async Task<CampaignBoard?> FindAsync(string id, BoardFilter filter, CancellationToken cancellationToken) =>
        await FindPageAsync(id, filter.ToCreativeFilter(), filter.From, cancellationToken) is { } page
            ? Create(page) with
            {
                Filter = filter,
                Links = await store.LinksAsync(id, cancellationToken),
                Kits = await store.KitsAsync(cancellationToken),
            }
            : null;

    public async Task<CampaignBoard> NewAsync(Brief brief, CancellationToken cancellationToken)
    {
        var campaign = new Campaign { Id = "", CreatedAt = default, ChangedAt = default, Brief = brief };
        return Create(MatrixPage.CreateFirst(campaign, BoardFilter.PageSize)) with { Kits = await store.KitsAsync(cancellationToken) };
    }

    /// <summary>Returns a page of creatives, ordered by format; null if the campaign does not exist.</summary>
    public async Task<MatrixPage?> FindPageAsync(string id, CreativeFilter filter, string? from, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(from);

        // Everything from there on was decided and does not match any more: show the last page that has creatives.
        return page is { Creatives.IsEmpty: true, Previous: { } last } ? await ReadAsync(last) : page;

        Task<MatrixPage?> ReadAsync(string? from) =>
            store.CreativesAsync(id, new CreativeQuery(filter, CreativeOrder.Format, from, BoardFilter.PageSize), cancellationToken);
    }

    private CampaignBoard Create(MatrixPage page)
    {
        var board = new CampaignBoard { Campaign = page.Campaign.WithPlannedImages(), Page = page, Providers = providers, TextModel = texts.Setup, TrashDays = (int)trash.Keep.TotalDays };
        return board with { Cost = board.Missing == 0 ? "" : CostOf(board.Brief, board.Missing) };
    }

    private string CostOf(Brief brief, int missing) =>
        generations.QuoteOf(images.RequestFor(brief, AspectShape.Square, "-") with { N = Math.Min(missing, 16) }).Quote?.Text ?? "";
}
