using System.Collections.Immutable;

namespace Darkroom.Campaigns.Matrix;

/// <summary>Computes changes to campaigns and creatives. Pure: the store decides when a change happens.</summary>
internal static class CampaignEdits
{
    public static Campaign ChangeImage(Campaign campaign, BaseImageKey key, Func<BaseImage, BaseImage> change) =>
        ChangeImages(campaign, image => image.Key == key ? change(image) : image);

    /// <summary>Records the generation of a base image; null if it is recorded already, or another image was requested in the meantime.</summary>
    /// <param name="previous">The image to show until the new one is finished; null for none.</param>
    public static Campaign? Attach(Campaign campaign, BaseImageKey key, int revision, string generationId, string? previous) =>
        campaign.FindImage(key) is { } image && image.Revision == revision && image.GenerationId != generationId
            ? ChangeImage(campaign, key, image => image with { GenerationId = generationId, GeneratedRevision = revision, ImageIndex = 0, ImageId = previous })
            : null;

    /// <summary>Replaces the concepts. Base images whose prompt is unchanged are kept; another prompt is a request for another image.</summary>
    public static Campaign ReplaceConcepts(Campaign campaign, ImmutableArray<Concept> concepts) => ChangeImages(
        campaign with { Concepts = concepts, Version = campaign.Version + 1 },
        image => campaign.FindImage(image.Key) is { } existing ? WithPrompt(existing, image.Prompt) : image);

    /// <summary>Adds the concepts and prompts that are missing; existing ones, which a person may have edited, are kept.</summary>
    /// <returns>Null if none is missing.</returns>
    public static Campaign? AddConcepts(Campaign campaign, ImmutableArray<Concept> concepts)
    {
        var existing = campaign.Concepts.ToDictionary(concept => concept.Index);
        var missing = concepts.Any(concept => concept.Images.Any(image => campaign.FindImage(image.Key) is null));
        return !missing ? null : campaign with
        {
            Version = campaign.Version + 1,
            Concepts =
            [
                .. concepts.Select(concept => !existing.Remove(concept.Index, out var old) ? concept : old with
                {
                    Images = [.. old.Images.UnionBy(concept.Images, image => image.Shape).OrderBy(image => image.Shape)],
                }),
                .. existing.Values.OrderBy(concept => concept.Index),
            ],
        };
    }

    public static BaseImage WithPrompt(BaseImage image, string prompt) =>
        image.Prompt == prompt ? image : image with { Prompt = prompt, Revision = image.Revision + 1 };

    /// <summary>
    /// Returns a concept for another campaign: its prompts, and the images that are finished. A generation that is not stays with its own
    /// campaign, which alone may retry or cancel it.
    /// </summary>
    public static Concept Copy(Concept concept) => concept with
    {
        Images =
        [
            .. concept.Images.Select(image => new BaseImage(image.Key, image.Prompt)
            {
                Focus = image.Focus,
                ImageId = image.ImageId,
                GenerationId = image.IsCurrent ? image.GenerationId : null,
                ImageIndex = image.IsCurrent ? image.ImageIndex : 0,
            }),
        ],
    };

    /// <summary>Returns the state of a creative after an edit; null if it looks different from what the author saw.</summary>
    public static CreativeState? Edit(Creative seen, CreativeEdit edit)
    {
        if (edit.Seen is { } look && look != seen.ContentHash)
        {
            return null;
        }

        var before = seen.State ?? new CreativeState();
        var edited = before with
        {
            Headline = Replace(before.Headline, edit.Headline),
            CallToAction = Replace(before.CallToAction, edit.CallToAction),
            SmallPrint = Replace(before.SmallPrint, edit.SmallPrint),
            Template = Replace(before.Template, edit.Template),
            Focus = edit.Focus ?? before.Focus,
            Placement = Replace(before.Placement, edit.Placement),
        };
        var drawn = new CreativeMatrix(seen.Brief).Find(seen.Key, seen.Image, edited)!;
        var looksSame = drawn.ContentHash == seen.ContentHash;
        var signs = edit.Approval is not null || edit.Comment is not null;
        return edited with
        {
            // A creative that looks different is a new version and pending again.
            Version = looksSame ? seen.Version : seen.Version + (before.Look == seen.ContentHash || before.Look is null ? 1 : 0),

            // Without an image no one has seen it yet.
            Look = drawn.Image.ImageId is null ? null : drawn.ContentHash,
            Approval = edit.Approval ?? (looksSame ? seen.Approval : Approval.Pending),
            Comment = Replace(before.Comment, edit.Comment),
            By = signs ? edit.By : before.By,
            ByLink = signs ? edit.ByLink : before.ByLink,
            Decider = edit.Approval is null ? before.Decider : edit.By,
            DeciderByLink = edit.Approval is null ? before.DeciderByLink : edit.ByLink,
        };

        static string? Replace(string? before, string? edit) => edit is null ? before : edit.Length == 0 ? null : edit;
    }

    /// <summary>Returns the state of a creative after someone approved it.</summary>
    /// <param name="by">As <see cref="CreativeState.By"/>.</param>
    /// <param name="byLink">As <see cref="CreativeState.ByLink"/>.</param>
    public static CreativeState Approve(Creative seen, string? by, bool byLink) => (seen.State ?? new CreativeState()) with
    {
        Approval = Approval.Approved,
        By = by,
        ByLink = byLink,
        Decider = by,
        DeciderByLink = byLink,
        Look = seen.ContentHash,
        Version = seen.Version,
    };

    private static Campaign ChangeImages(Campaign campaign, Func<BaseImage, BaseImage> change) =>
        campaign with { Concepts = [.. campaign.Concepts.Select(concept => concept with { Images = [.. concept.Images.Select(change)] })] };
}
