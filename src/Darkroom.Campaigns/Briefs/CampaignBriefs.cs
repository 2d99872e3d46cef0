using System.Collections.Immutable;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Campaigns.Briefs;

/// <summary>Creates, saves and deletes campaigns: briefs, prompts, brand kits, and what people change and decide about creatives.</summary>
public sealed class CampaignBriefs(ICampaignStore store, BaseImages images, GenerationService generations, TimeProvider time)
{
    /// <summary>Validates a brief and stores it as a new campaign.</summary>
    public Task<CampaignOutcome> CreateAsync(Brief brief, CancellationToken cancellationToken) => CreateAsync(brief, [], cancellationToken);

    private async Task<CampaignOutcome> CreateAsync(Brief brief, ImmutableArray<Concept> concepts, CancellationToken cancellationToken)
    {
        var (known, problems) = await ValidateAsync(brief, cancellationToken);
        if (!problems.IsEmpty)
        {
            return new CampaignOutcome.Invalid(problems);
        }

        var now = time.GetUtcNow();
        var campaign = new Campaign { Id = Ids.New(time), CreatedAt = now, ChangedAt = now, Brief = known, Concepts = concepts };
        await store.CreateAsync(campaign, cancellationToken);
        return new CampaignOutcome.Done(campaign);
    }

    /// <summary>Validates a brief, but not against a provider's capabilities.</summary>
    public static ImmutableArray<ValidationError> Validate(Brief brief)
    {
        var validator = new FieldValidator();
        BriefValidator.Run(brief, validator);
        return validator.Problems;
    }

    /// <summary>Validates a brand kit, but not whether its files exist.</summary>
    public static ImmutableArray<ValidationError> Validate(BrandKit kit)
    {
        var validator = new FieldValidator();
        BriefValidator.Kit(kit, validator);
        return validator.Problems;
    }

    /// <summary>Replaces the brief of a campaign.</summary>
    /// <param name="version">The version of the campaign that the client read.</param>
    public async Task<CampaignOutcome> SaveAsync(string id, long version, Brief brief, CancellationToken cancellationToken)
    {
        var (known, problems) = await ValidateAsync(brief, cancellationToken);
        return problems.IsEmpty
            ? await ChangeAsync(id, version, now => now with { Brief = known, Version = now.Version + 1 }, cancellationToken)
            : new CampaignOutcome.Invalid(problems);
    }

    /// <summary>Writes a prompt for each concept and shape that the brief needs. Images whose prompt is unchanged are kept.</summary>
    public Task<CampaignOutcome> WritePromptsAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, null, now => CampaignEdits.ReplaceConcepts(now, PromptsOf(now.Brief)), cancellationToken);

    /// <summary>Writes only the prompts that are missing, for a new concept or shape.</summary>
    public Task AddPromptsAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, null, now => CampaignEdits.AddConcepts(now, PromptsOf(now.Brief)), cancellationToken);

    /// <summary>Changes the prompt or the focus of a base image.</summary>
    /// <param name="prompt">Null to leave it unchanged.</param>
    /// <param name="focus">Null to leave it unchanged.</param>
    public async Task<CampaignOutcome> SaveImageAsync(
        string id, BaseImageKey key, string? prompt, FocusPoint? focus, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } campaign)
        {
            return new CampaignOutcome.NotFound();
        }

        var validator = new FieldValidator();
        validator.Text("prompt", prompt, prompt is null ? 0 : 1, images.MaxPromptLength(campaign.Brief));
        validator.Focus(focus);
        if (validator.Any)
        {
            return new CampaignOutcome.Invalid(validator.Problems);
        }

        return await ChangeAsync(
            id,
            null,
            now => now.FindImage(key) is null ? null : CampaignEdits.ChangeImage(now, key, image =>
                CampaignEdits.WithPrompt(image, prompt ?? image.Prompt) with { Focus = focus ?? image.Focus }) with
            {
                Version = now.Version + (prompt is null ? 0 : 1),
            },
            cancellationToken);
    }

    /// <summary>Changes or decides about one creative.</summary>
    public async Task<(CampaignOutcome? Problem, Creative? Creative)> EditAsync(
        string id, CreativeKey key, CreativeEdit edit, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindCreativeAsync(id, key, cancellationToken) is not { } seen)
        {
            return (new CampaignOutcome.NotFound(), null);
        }

        if (Validate(seen, edit) is { IsEmpty: false } problems)
        {
            return (new CampaignOutcome.Invalid(problems), null);
        }

        return await store.ChangeCreativeAsync(id, key, now => CampaignEdits.Edit(now, edit), cancellationToken) switch
        {
            null => (new CampaignOutcome.NotFound(), null),
            var edited when edit.Seen is { } look && edited.ContentHash != look => (new CampaignOutcome.Changed(), null),
            var edited => (null, edited),
        };
    }

    /// <summary>Approves every pending creative that matches a filter and has an image: all of them or none.</summary>
    /// <returns>How many were approved; null if the campaign does not exist.</returns>
    public async Task<int?> ApproveAsync(string id, CreativeFilter filter, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(id) ? await store.ChangePendingAsync(id, filter, now => CampaignEdits.Approve(now, null, false), cancellationToken) : null;

    /// <summary>Creates a copy of a campaign, with its prompts and finished images. Decisions, review links and texts of single creatives stay behind.</summary>
    /// <param name="name">The name of the copy; null to derive one.</param>
    public async Task<CampaignOutcome> DuplicateAsync(string id, string? name, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } campaign)
        {
            return new CampaignOutcome.NotFound();
        }

        var derived = LocalText.Format(RuleTexts.CopyOf, campaign.Brief.Name);
        var brief = campaign.Brief with { Name = name ?? (TextLength.Exceeds(derived, BriefLimits.Name) ? campaign.Brief.Name : derived) };
        return await CreateAsync(brief, [.. campaign.Concepts.Select(CampaignEdits.Copy)], cancellationToken);
    }

    /// <summary>Puts a campaign into the trash and cancels its running generations. Its images stay in the gallery.</summary>
    /// <returns>False if it does not exist.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(id) || await store.FindAsync(id, cancellationToken) is not { } campaign || !await store.TrashAsync(id, cancellationToken))
        {
            return false;
        }

        foreach (var image in campaign.Concepts.SelectMany(concept => concept.Images).Where(image => image.IsRunning))
        {
            await generations.CancelAsync(image.GenerationId!, null, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Validates a brand kit and stores it.</summary>
    /// <returns>The problems; empty if it was stored.</returns>
    public async Task<(BrandKit Kit, ImmutableArray<ValidationError> Problems)> SaveKitAsync(BrandKit kit, CancellationToken cancellationToken)
    {
        var validator = new FieldValidator();
        var known = kit with { Look = await FindFilesAsync(kit.Look, validator, cancellationToken) };
        BriefValidator.Kit(known, validator);
        if (!validator.Any)
        {
            await store.SaveKitAsync(known, cancellationToken);
        }

        return (known, validator.Problems);
    }

    private ImmutableArray<Concept> PromptsOf(Brief brief) => PromptWriter.Concepts(brief, images.MaxPromptLength(brief));

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
            { Done: true, Campaign: { } changed } => new CampaignOutcome.Done(changed),
            { Campaign: { } other } => version is null ? new CampaignOutcome.NotFound() : new CampaignOutcome.Stale(other.Version),
        };
    }

    /// <summary>Validates a brief, also against its provider's capabilities.</summary>
    /// <returns>The brief with its files as they were uploaded, and the problems.</returns>
    private async Task<(Brief Brief, ImmutableArray<ValidationError> Problems)> ValidateAsync(Brief brief, CancellationToken cancellationToken)
    {
        var validator = new FieldValidator();
        var known = brief with { Look = await FindFilesAsync(brief.Look, validator, cancellationToken) };
        if (BriefValidator.Run(known, validator))
        {
            known = known with { Copy = [.. known.Copy.Select(TextKey.WithKnownMarks)] };
            foreach (var problem in generations.QuoteOf(images.RequestFor(known, AspectShape.Square, "-")).Errors)
            {
                validator.Add(problem);
            }
        }

        return (known, validator.Problems);
    }

    /// <summary>Looks up the files of a look by their hash. Their type was detected when they were uploaded.</summary>
    private async Task<BrandLook> FindFilesAsync(BrandLook look, FieldValidator validator, CancellationToken cancellationToken)
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
                validator.Add(field, font ? RuleTexts.NoFont : RuleTexts.NoLogo);
            }

            return found;
        }
    }

    private static ImmutableArray<ValidationError> Validate(Creative seen, CreativeEdit edit)
    {
        var validator = new FieldValidator();
        var avoided = new AvoidedWords(seen.Brief.WordsToAvoid);
        BriefValidator.Text("headline", edit.Headline, 0, BriefLimits.Headline, avoided, validator);
        BriefValidator.Text("call_to_action", edit.CallToAction, 0, BriefLimits.CallToAction, avoided, validator);
        BriefValidator.Text("small_print", edit.SmallPrint, 0, BriefLimits.SmallPrint, avoided, validator);
        validator.Text("comment", edit.Comment, 0, BriefLimits.Comment);
        validator.Text("name", edit.By, edit.By is null ? 0 : 1, BriefLimits.Reviewer);
        validator.Focus(edit.Focus);
        BriefValidator.Template(edit.Template, validator);
        BriefValidator.Placement(edit.Placement, validator);
        if (edit.Approval is Approval.Approved or Approval.Rejected && seen.Image.ImageId is null)
        {
            validator.Add("approval", RuleTexts.NotFinished);
        }

        return validator.Problems;
    }
}
