using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Matrix;

/// <summary>
/// A campaign's base images: one generation of one image for each. Nothing watches them: where they stand is read from the job
/// store whenever a campaign is read, so nothing is lost when the process dies.
/// </summary>
public sealed class BaseImages(ICampaignStore store, IGenerationStore jobs, GenerationService generations, ProviderCatalog providers)
{
    private const string Unwanted = "text, letters, lettering, words, captions, logos, watermarks";

    /// <summary>A campaign with the pictures that are there by now.</summary>
    public async Task<CampaignSnapshot?> FindAsync(string id, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) && await store.FindAsync(id, cancellationToken) is { } campaign
            ? await SnapshotAsync(campaign, cancellationToken)
            : null;

    /// <inheritdoc cref="FindAsync"/>
    public async Task<CampaignSnapshot> SnapshotAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        var ids = campaign.Concepts.SelectMany(concept => concept.Images).Select(image => image.GenerationId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var found = ids.Count == 0 ? [] : await jobs.FindAllAsync(ids, cancellationToken);
        return new CampaignSnapshot(campaign, found.ToImmutableDictionary(state => state.Id, StringComparer.Ordinal)).WithImages();
    }

    /// <summary>Starts what is missing: pictures that were never asked for, that failed, or whose prompt was changed since.</summary>
    /// <param name="id">The campaign, which has prompts.</param>
    /// <param name="cells">Only these, or null for all.</param>
    /// <returns>Null where there is no such campaign.</returns>
    public async Task<CampaignStart?> GenerateAsync(string id, IReadOnlyCollection<BaseImageKey>? cells, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } snapshot)
        {
            return null;
        }

        var started = ImmutableArray.CreateBuilder<(BaseImageKey, GenerationState)>();
        var wanted = CampaignEdits.CellsOf(snapshot.Campaign).Where(one => cells?.Contains(one.Cell) != false);
        foreach (var (cell, image) in wanted)
        {
            if (image.GeneratedRevision == image.Revision && snapshot.SlotOf(image) is { Status: SlotStatus.Ready })
            {
                continue;
            }

            switch (await MakeAsync(snapshot, cell, image, cancellationToken))
            {
                case StartOutcome.Accepted(var state, _):
                    started.Add((cell, state));
                    break;
                case var refused:
                    return new CampaignStart(started.ToImmutable(), refused);
            }
        }

        return new CampaignStart(started.ToImmutable(), null);
    }

    /// <summary>Asks for another picture in place of one; the one that is there stays in the gallery, and in the matrix until the other is there.</summary>
    /// <returns>While one is being made, that one. Null where there is no such campaign or picture.</returns>
    public async Task<StartOutcome?> RegenerateAsync(string id, BaseImageKey cell, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } snapshot || snapshot.Campaign.PictureOf(cell.Concept, cell.Shape) is not { } image)
        {
            return null;
        }

        if (image.GenerationId is { } running && image.GeneratedRevision == image.Revision && snapshot.SlotOf(image) is { Ended: false })
        {
            return new StartOutcome.Accepted(snapshot.Generations[running], IsNew: false);
        }

        // Only a revision that has its generation gives way to the next: asked twice at once, both ask for the same one.
        var change = await store.ChangeAsync(
            id,
            now => now.PictureOf(cell.Concept, cell.Shape) is { GenerationId: not null } seen && seen.Revision == seen.GeneratedRevision
                && seen.Revision == image.Revision
                ? CampaignEdits.ChangeImage(now, cell, one => one with { Revision = one.Revision + 1 })
                : null,
            cancellationToken);
        return change.Campaign?.PictureOf(cell.Concept, cell.Shape) is { } next
            ? await MakeAsync(snapshot with { Campaign = change.Campaign }, cell, next, cancellationToken)
            : null;
    }

    /// <summary>The most characters a prompt may have for a brief's provider.</summary>
    public int MaxPromptLength(Brief brief) => ProviderOf(brief)?.CapabilitiesOf(brief.Model).MaxPromptLength ?? int.MaxValue;

    /// <summary>What one picture of a brief would be asked for; prices and checks come from it.</summary>
    public AskedGeneration Ask(Brief brief, AspectShape shape, string prompt)
    {
        var can = ProviderOf(brief)?.CapabilitiesOf(brief.Model);
        return new AskedGeneration
        {
            Prompt = prompt,
            N = 1,
            Size = can is null ? null : Ratios(shape).Select(ratio => can.Sizes.Closest(ratio)).FirstOrDefault(size => size is not null)?.ToString(),
            Provider = brief.Provider,
            Model = brief.Model,
            Quality = brief.Quality,
            NegativePrompt = can?.NegativePrompt == true ? string.Join(", ", brief.WordsToAvoid.Prepend(Unwanted)) : null,
        };
    }

    private IImageProvider? ProviderOf(Brief brief) => brief.Provider is null ? providers.Default : providers.Find(brief.Provider);

    /// <summary>
    /// Starts a picture's generation under a key that names its revision, and notes it. A crash between the two is harmless: asked again,
    /// the key leads to the same generation.
    /// </summary>
    private async Task<StartOutcome> MakeAsync(CampaignSnapshot snapshot, BaseImageKey cell, BaseImage image, CancellationToken cancellationToken)
    {
        if (image.GenerationId is { } failed && image.GeneratedRevision == image.Revision && snapshot.SlotOf(image) is not null)
        {
            return await generations.RetryAsync(failed, image.ImageIndex, cancellationToken) is ChangeOutcome.Done(var retried, _)
                ? new StartOutcome.Accepted(retried, IsNew: false)
                : new StartOutcome.Accepted(snapshot.Generations[failed], IsNew: false);
        }

        var campaign = snapshot.Campaign;
        var asked = Ask(campaign.Brief, cell.Shape, image.Prompt) with { CampaignId = campaign.Id };
        var key = string.Create(CultureInfo.InvariantCulture, $"campaign-{campaign.Id}-{cell.Concept}-{Wire.Name(cell.Shape)}-{image.Revision}");
        var outcome = await generations.StartAsync(asked, new IdempotencyKey(key, ContentHash.Compute("campaign"u8)), cancellationToken);
        if (outcome is StartOutcome.Accepted(var state, _))
        {
            await store.ChangeAsync(
                campaign.Id, now => CampaignEdits.Attach(now, cell, image.Revision, state.Id, image.ImageId), cancellationToken);
        }

        return outcome;
    }

    /// <summary>Ratios that suit a shape, the one that loses least first.</summary>
    private static PixelSize[] Ratios(AspectShape shape) => shape switch
    {
        AspectShape.Square => [new(1, 1)],
        AspectShape.Portrait => [new(2, 3), new(3, 4), new(4, 5), new(9, 16)],
        AspectShape.Landscape => [new(3, 2), new(4, 3), new(16, 9)],
        _ => throw new UnreachableException(),
    };
}
