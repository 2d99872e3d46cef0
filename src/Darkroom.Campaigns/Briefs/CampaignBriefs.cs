using System.Collections.Immutable;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Creating and saving campaigns: briefs, prompts, and what people decide about creatives.</summary>
public sealed class CampaignBriefs(ICampaignStore store, BaseImages pictures, GenerationService generations, TimeProvider time)
{

    /// <summary>Checks a brief and keeps it as a new campaign.</summary>
    public async Task<CampaignOutcome> CreateAsync(Brief brief, CancellationToken cancellationToken)
    {
        var (known, problems) = await CheckAsync(brief, cancellationToken);
        if (!problems.IsEmpty)
        {
            return new CampaignOutcome.Invalid(problems);
        }

        var now = time.GetUtcNow();
        var campaign = new Campaign { Id = Ids.New(time), CreatedAt = now, ChangedAt = now, Brief = known };
        await store.CreateAsync(campaign, cancellationToken);
        return new CampaignOutcome.Done(await pictures.SnapshotAsync(campaign, cancellationToken));
    }

    /// <summary>Puts a brief in place of the one that has been seen.</summary>
    /// <param name="version">Of the campaign, as it was seen.</param>
    public async Task<CampaignOutcome> SaveAsync(string id, long version, Brief brief, CancellationToken cancellationToken)
    {
        var (known, problems) = await CheckAsync(brief, cancellationToken);
        return problems.IsEmpty
            ? await ChangeAsync(id, version, now => now with { Brief = known, Version = now.Version + 1 }, cancellationToken)
            : new CampaignOutcome.Invalid(problems);
    }

    /// <summary>Makes a prompt for each concept and shape that the brief needs. Pictures whose prompt stays the same stay.</summary>
    public async Task<CampaignOutcome> MakePromptsAsync(string id, CancellationToken cancellationToken) =>
        await ChangeAsync(id, null, now => CampaignEdits.WithConcepts(now, PromptWriter.Concepts(now.Brief, pictures.MaxPromptLength(now.Brief))), cancellationToken);

    /// <summary>Makes only the prompts that are missing, for a new concept or shape.</summary>
    public Task AddPromptsAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        id, null, now => CampaignEdits.WithMissing(now, PromptWriter.Concepts(now.Brief, pictures.MaxPromptLength(now.Brief))), cancellationToken);

    /// <summary>Puts a person's prompt or focus in place of a picture's.</summary>
    /// <param name="prompt">Null leaves it.</param>
    /// <param name="focus">Null leaves it.</param>
    public async Task<CampaignOutcome> SaveImageAsync(
        string id, BaseImageKey cell, string? prompt, FocusPoint? focus, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } seen)
        {
            return new CampaignOutcome.NotFound();
        }

        var check = new FieldValidator();
        check.Text("prompt", prompt, prompt is null ? 0 : 1, pictures.MaxPromptLength(seen.Brief));
        check.Focus(focus);
        if (check.Any)
        {
            return new CampaignOutcome.Invalid(check.Problems);
        }

        return await ChangeAsync(
            id,
            null,
            now => now.PictureOf(cell.Concept, cell.Shape) is null ? null : CampaignEdits.ChangeImage(now, cell, image =>
                CampaignEdits.WithPrompt(image, prompt ?? image.Prompt) with { Focus = focus ?? image.Focus }) with
            {
                Version = now.Version + (prompt is null ? 0 : 1),
            },
            cancellationToken);
    }

    /// <summary>Changes or decides about one creative.</summary>
    public async Task<(CampaignOutcome Outcome, Creative? Creative)> EditAsync(
        string id, CreativeKey key, CreativeEdit edit, CancellationToken cancellationToken)
    {
        if (await pictures.FindAsync(id, cancellationToken) is not { } snapshot || CreativeMatrix.Find(snapshot.Campaign, key) is not { } seen)
        {
            return (new CampaignOutcome.NotFound(), null);
        }

        if (Wrong(snapshot.Campaign.Brief, seen, edit) is { IsEmpty: false } problems)
        {
            return (new CampaignOutcome.Invalid(problems), null);
        }

        var change = await store.ChangeAsync(
            id,
            now => (snapshot with { Campaign = now }).WithImages().Campaign is var shown && CreativeMatrix.Find(shown, key) is not null
                ? CampaignEdits.Edit(shown, key, edit)
                : null,
            cancellationToken);
        return change is { Campaign: { } campaign, Done: true }
            ? (new CampaignOutcome.Done(snapshot with { Campaign = campaign }), CreativeMatrix.Find(campaign, key))
            : (new CampaignOutcome.NotFound(), null);
    }

    /// <summary>Cancels what is being made for a campaign and deletes it. Its images stay in the gallery.</summary>
    /// <returns>False where there was none.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (await pictures.FindAsync(id, cancellationToken) is not { } snapshot || !await store.DeleteAsync(id, cancellationToken))
        {
            return false;
        }

        foreach (var running in snapshot.Generations.Values.Where(state => !state.Ended))
        {
            await generations.CancelAsync(running.Id, null, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Checks a brand kit and keeps it.</summary>
    /// <returns>Everything that is wrong with it; empty when it is kept.</returns>
    public async Task<(BrandKit Kit, ImmutableArray<ValidationError> Problems)> SaveKitAsync(BrandKit kit, CancellationToken cancellationToken)
    {
        var check = new FieldValidator();
        var known = kit with { Look = await KnownFilesAsync(kit.Look, check, cancellationToken) };
        BriefValidator.Kit(known, check);
        if (!check.Any)
        {
            await store.SaveKitAsync(known, cancellationToken);
        }

        return (known, check.Problems);
    }

    private async Task<CampaignOutcome> ChangeAsync(
        string id, long? version, Func<Campaign, Campaign?> change, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id))
        {
            return new CampaignOutcome.NotFound();
        }

        return await store.ChangeAsync(id, now => version is null || now.Version == version ? change(now) : null, cancellationToken) switch
        {
            { Campaign: null } => new CampaignOutcome.NotFound(),
            { Done: true, Campaign: { } done } => new CampaignOutcome.Done(await pictures.SnapshotAsync(done, cancellationToken)),
            { Campaign: { } other } => version is null ? new CampaignOutcome.NotFound() : new CampaignOutcome.Stale(other.Version),
        };
    }

    /// <summary>Everything that is wrong with a brief, also in the eyes of its provider; its files as they are known here.</summary>
    private async Task<(Brief Known, ImmutableArray<ValidationError> Problems)> CheckAsync(Brief brief, CancellationToken cancellationToken)
    {
        var check = new FieldValidator();
        var known = brief with { Look = await KnownFilesAsync(brief.Look, check, cancellationToken) };
        if (BriefValidator.Run(known, check))
        {
            foreach (var problem in generations.QuoteOf(pictures.Ask(known, AspectShape.Square, "-")).Errors)
            {
                check.Add(problem);
            }
        }

        return (known, check.Problems);
    }

    /// <summary>A file is known by its hash; what it is was found out when it came.</summary>
    private async Task<BrandLook> KnownFilesAsync(BrandLook look, FieldValidator check, CancellationToken cancellationToken)
    {
        return look with
        {
            Logo = await FindAsync("look.logo", look.Logo, font: false),
            Font = await FindAsync("look.font", look.Font, font: true),
        };

        async Task<CampaignAsset?> FindAsync(string field, CampaignAsset? asset, bool font)
        {
            var found = asset?.Hash is null ? null : await store.FindAssetAsync(asset.Hash, cancellationToken);
            if (asset is not null && (found is null || found.Mime.StartsWith("font/", StringComparison.Ordinal) != font))
            {
                check.Add(field, font ? "There is no such font. Upload a TTF or OTF file first." : "There is no such logo. Upload a PNG, SVG, WebP, JPEG, AVIF, TIFF or GIF first.");
            }

            return found;
        }
    }

    private static ImmutableArray<ValidationError> Wrong(Brief brief, Creative seen, CreativeEdit edit)
    {
        var check = new FieldValidator();
        var avoided = new AvoidedWords(brief.WordsToAvoid);
        BriefValidator.Text("headline", edit.Headline, 0, BriefLimits.Headline, avoided, check);
        BriefValidator.Text("call_to_action", edit.CallToAction, 0, BriefLimits.CallToAction, avoided, check);
        BriefValidator.Text("small_print", edit.SmallPrint, 0, BriefLimits.SmallPrint, avoided, check);
        check.Text("comment", edit.Comment, 0, BriefLimits.Comment);
        check.Text("name", edit.By, edit.By is null ? 0 : 1, BriefLimits.Reviewer);
        check.Focus(edit.Focus);
        BriefValidator.Template(edit.Template, check);
        if (edit.Approval is Approval.Approved or Approval.Rejected && seen.Picture.ImageId is null)
        {
            check.Add("approval", "Its picture is not there yet. Decide when you have seen it.");
        }

        return check.Problems;
    }
}
