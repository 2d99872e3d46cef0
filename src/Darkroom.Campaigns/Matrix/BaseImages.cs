using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Darkroom.Campaigns.Briefs;
using Darkroom.Generations;
using Darkroom.Providers;
using Darkroom.Storage;

namespace Darkroom.Campaigns.Matrix;

/// <summary>
/// Generates a campaign's base images, one generation of one image for each. Nothing watches the generations: their status is read with the
/// campaign, so nothing is lost when the process stops.
/// </summary>
public sealed class BaseImages(ICampaignStore store, IGenerationStore jobs, GenerationService generations, ProviderCatalog providers)
{
    private const string Unwanted = "text, letters, lettering, words, captions, logos, watermarks";

    /// <summary>Starts the missing images: those that were never generated, failed, or have a changed prompt.</summary>
    /// <param name="id">The id of a campaign that has prompts.</param>
    /// <param name="keys">Only these; null for all.</param>
    /// <returns>Null if the campaign does not exist.</returns>
    public async Task<CampaignStart?> GenerateAsync(string id, IReadOnlyCollection<BaseImageKey>? keys, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } campaign)
        {
            return null;
        }

        var started = ImmutableArray.CreateBuilder<(BaseImageKey, GenerationState)>();
        foreach (var image in campaign.Images.Where(image => !image.IsCurrent && keys?.Contains(image.Key) != false))
        {
            switch (await StartAsync(campaign, image, cancellationToken))
            {
                case StartOutcome.Accepted(var state, _):
                    started.Add((image.Key, state));
                    break;
                case var refused:
                    return new CampaignStart(started.ToImmutable(), refused);
            }
        }

        return new CampaignStart(started.ToImmutable(), null);
    }

    /// <summary>Starts another image for a base image. The current one stays in the gallery, and in the matrix until the new one is finished.</summary>
    /// <returns>The running generation if there is one. Null if the campaign or the base image does not exist.</returns>
    public async Task<StartOutcome?> RegenerateAsync(string id, BaseImageKey key, CancellationToken cancellationToken)
    {
        if ((await store.FindAsync(id, cancellationToken))?.FindImage(key) is not { } image)
        {
            return null;
        }

        if (image is { IsRunning: true, GenerationId: { } running } && image.GeneratedRevision == image.Revision
            && await jobs.FindAsync(running, cancellationToken) is { } state)
        {
            return new StartOutcome.Accepted(state, IsNew: false);
        }

        // Only a revision that has a generation gives way to the next, so that two requests at once start one generation.
        var change = await store.ChangeAsync(
            id,
            now => now.FindImage(key) is { GenerationId: not null } seen && seen.Revision == seen.GeneratedRevision && seen.Revision == image.Revision
                ? CampaignEdits.ChangeImage(now, key, seen => seen with { Revision = seen.Revision + 1 })
                : null,
            cancellationToken);
        return change.Campaign?.FindImage(key) is { } next ? await StartAsync(change.Campaign, next, cancellationToken) : null;
    }

    /// <summary>Returns the maximum number of characters of a prompt for a brief's provider.</summary>
    public int MaxPromptLength(Brief brief) => ProviderOf(brief)?.CapabilitiesOf(brief.Model).MaxPromptLength ?? int.MaxValue;

    /// <summary>Returns the request for one image of a brief, for prices and checks too.</summary>
    public StartRequest RequestFor(Brief brief, AspectShape shape, string prompt)
    {
        var can = ProviderOf(brief)?.CapabilitiesOf(brief.Model);
        return new StartRequest
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
    /// Starts the generation of a base image under an idempotency key that names its revision, and records it. A crash between the two is
    /// harmless: the next request with the same key returns the same generation.
    /// </summary>
    private async Task<StartOutcome> StartAsync(Campaign campaign, BaseImage image, CancellationToken cancellationToken)
    {
        if (image is { GenerationId: { } failed, Status: not null } && image.GeneratedRevision == image.Revision
            && await jobs.FindAsync(failed, cancellationToken) is { } state)
        {
            return await generations.RetryAsync(failed, image.ImageIndex, cancellationToken) switch
            {
                ChangeOutcome.Done(var retried, _) => new StartOutcome.Accepted(retried, IsNew: false),
                ChangeOutcome.OverKeyLimit(var refusal) => new StartOutcome.OverKeyLimit(refusal),
                _ => new StartOutcome.Accepted(state, IsNew: false),
            };
        }

        var request = RequestFor(campaign.Brief, image.Shape, image.Prompt) with { CampaignId = campaign.Id };
        var key = string.Create(CultureInfo.InvariantCulture, $"campaign-{campaign.Id}-{image.Key.Concept}-{Wire.Name(image.Shape)}-{image.Revision}");
        var outcome = await generations.StartAsync(request, new IdempotencyKey(key, ContentHash.Compute("campaign"u8)) { FromServer = true }, cancellationToken);
        if (outcome is StartOutcome.Accepted(var started, _))
        {
            await store.ChangeAsync(
                campaign.Id, now => CampaignEdits.Attach(now, image.Key, image.Revision, started.Id, image.ImageId), cancellationToken);
        }

        return outcome;
    }

    /// <summary>Returns the ratios that suit a shape, the one that loses least first.</summary>
    private static PixelSize[] Ratios(AspectShape shape) => shape switch
    {
        AspectShape.Square => [new(1, 1)],
        AspectShape.Portrait => [new(2, 3), new(3, 4), new(4, 5), new(9, 16)],
        AspectShape.Landscape => [new(3, 2), new(4, 3), new(16, 9)],
        _ => throw new UnreachableException(),
    };
}
