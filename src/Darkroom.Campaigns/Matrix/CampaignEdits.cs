using System.Collections.Immutable;

namespace Darkroom.Campaigns.Matrix;

/// <summary>What changes make of a campaign: pure, so that the store decides when.</summary>
internal static class CampaignEdits
{
    /// <summary>The base images that the brief needs as it is now; what an earlier brief needed besides is kept and not among them.</summary>
    public static IEnumerable<(BaseImageKey Cell, BaseImage Image)> CellsOf(Campaign campaign)
    {
        var shapes = CreativeMatrix.Shapes(campaign.Brief);
        return campaign.Concepts.Where(concept => concept.Index < campaign.Brief.Concepts)
            .SelectMany(concept => concept.Images.Where(image => shapes.Contains(image.Shape)).Select(image => (new BaseImageKey(concept.Index, image.Shape), image)));
    }

    public static Campaign EachImage(Campaign campaign, Func<BaseImageKey, BaseImage, BaseImage> change) => campaign with
    {
        Concepts =
        [
            .. campaign.Concepts.Select(concept => concept with
            {
                Images = [.. concept.Images.Select(image => change(new BaseImageKey(concept.Index, image.Shape), image))],
            }),
        ],
    };

    public static Campaign ChangeImage(Campaign campaign, BaseImageKey cell, Func<BaseImage, BaseImage> change) =>
        EachImage(campaign, (place, image) => place == cell ? change(image) : image);

    /// <summary>Notes who makes a picture, unless another one was wished for meanwhile.</summary>
    /// <param name="last">The picture that is there until then, or null.</param>
    public static Campaign? Attach(Campaign campaign, BaseImageKey cell, int revision, string generationId, string? last) =>
        campaign.PictureOf(cell.Concept, cell.Shape) is { } image && image.Revision == revision && image.GenerationId != generationId
            ? ChangeImage(campaign, cell, one => one with { GenerationId = generationId, GeneratedRevision = revision, ImageIndex = 0, ImageId = last })
            : null;

    /// <summary>New prompts. A picture whose prompt stays as it was stays too; another prompt is a wish for another picture.</summary>
    public static Campaign WithConcepts(Campaign campaign, ImmutableArray<Concept> concepts)
    {
        var merged = campaign with { Concepts = concepts, Version = campaign.Version + 1 };
        return EachImage(merged, (cell, image) => campaign.PictureOf(cell.Concept, cell.Shape) is { } old ? WithPrompt(old, image.Prompt) : image);
    }

    /// <summary>Only the prompts that are missing; those that are there, perhaps changed by a person, stay.</summary>
    /// <returns>Null where none is missing.</returns>
    public static Campaign? WithMissing(Campaign campaign, ImmutableArray<Concept> concepts)
    {
        var kept = campaign.Concepts.ToDictionary(concept => concept.Index);
        var missing = concepts.Any(concept => concept.Images.Any(image => campaign.PictureOf(concept.Index, image.Shape) is null));
        return !missing ? null : campaign with
        {
            Version = campaign.Version + 1,
            Concepts =
            [
                .. concepts.Select(concept => !kept.Remove(concept.Index, out var old) ? concept : old with
                {
                    Images = [.. old.Images.Concat(concept.Images.ExceptBy(old.Images.Select(image => image.Shape), image => image.Shape)).OrderBy(image => image.Shape)],
                }),
                .. kept.Values.OrderBy(concept => concept.Index),
            ],
        };
    }

    public static BaseImage WithPrompt(BaseImage image, string prompt) => image.Prompt == prompt ? image : image with
    {
        Prompt = prompt,
        Revision = image.Revision + 1,
    };

    /// <summary>What somebody wants of one creative, which there is, of a campaign with the pictures that are there by now.</summary>
    public static Campaign Edit(Campaign campaign, CreativeKey key, CreativeEdit edit)
    {
        var before = campaign.Creatives.GetValueOrDefault(key) ?? new CreativeState();
        var seen = CreativeMatrix.Find(campaign, key)!;
        var edited = before with
        {
            Headline = Own(edit.Headline, before.Headline),
            CallToAction = Own(edit.CallToAction, before.CallToAction),
            SmallPrint = Own(edit.SmallPrint, before.SmallPrint),
            Template = Own(edit.Template, before.Template),
            Focus = edit.Focus ?? before.Focus,
        };
        var drawn = CreativeMatrix.Find(campaign with { Creatives = campaign.Creatives.SetItem(key, edited with { Look = null }) }, key)!;
        var decided = edited with
        {
            // What looks different now is a new version, and waits for approval.
            Version = drawn.ContentHash == seen.ContentHash ? seen.Version : seen.Version + (before.Look == seen.ContentHash || before.Look is null ? 1 : 0),

            // Without its picture nobody has seen it yet.
            Look = drawn.Picture.ImageId is null ? null : drawn.ContentHash,
            Approval = edit.Approval ?? (drawn.ContentHash == seen.ContentHash ? seen.Approval : Approval.Pending),
            Comment = edit.Comment is null ? before.Comment : Empty(edit.Comment),
            By = edit.Approval is null && edit.Comment is null ? before.By : edit.By,
            ByLink = edit.Approval is null && edit.Comment is null ? before.ByLink : edit.ByLink,
        };
        return campaign with { Creatives = campaign.Creatives.SetItem(key, decided) };

        static string? Own(string? edit, string? before) => edit is null ? before : Empty(edit);

        static string? Empty(string text) => text.Length == 0 ? null : text;
    }
}
