using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Providers;
using Darkroom.Texts;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>Everything that the page of one campaign shows.</summary>
public sealed record CampaignBoard
{
    /// <summary>Empty for a campaign that is not stored yet.</summary>
    public string Id => Campaign.Id;

    /// <summary>The campaign with every concept that the brief needs, including those without prompts.</summary>
    public required Campaign Campaign { get; init; }

    /// <summary>The creatives on the page and the counts of all.</summary>
    public required MatrixPage Page { get; init; }

    public BoardFilter Filter { get; init; } = BoardFilter.None;

    /// <summary>How many creatives "approve all" approves: all that match the filter, are ready and pending, on this page or not.</summary>
    public int ToApprove => string.IsNullOrEmpty(Filter.State) || Filter.State == Wire.Name(Approval.Pending)
        ? Page.Counts.CountReady(Filter.ToCreativeFilter() with { State = Wire.Name(Approval.Pending) })
        : 0;

    public ImmutableArray<ValidationError> Problems { get; init; } = [];

    /// <summary>What is wrong with a sheet that was just sent, one sentence each.</summary>
    public ImmutableArray<string> SheetProblems { get; init; } = [];

    /// <summary>Why the last request about creatives or prompts was refused, in sentences; empty if it was not.</summary>
    public string Refused { get; init; } = "";

    public ImmutableArray<ReviewLink> Links { get; init; } = [];

    public ImmutableArray<BrandKit> Kits { get; init; } = [];

    public required ProviderCatalog Providers { get; init; }

    /// <summary>How many days a deleted campaign can be restored.</summary>
    public int TrashDays { get; init; } = 30;

    /// <summary>The text model that drafts and translates; null on a page that does not offer it.</summary>
    public TextSetup? TextModel { get; init; }

    /// <summary>What the missing images would cost, as text; empty if they are free.</summary>
    public string Cost { get; init; } = "";

    public bool IsNew => Id.Length == 0;

    /// <summary>True for a new campaign that starts without the example.</summary>
    public bool IsBlank { get; init; }

    /// <summary>The maximum number of characters of a prompt for the brief's provider.</summary>
    public int MaxPrompt => (Providers.Find(Brief.Provider ?? "") ?? Providers.Default).CapabilitiesOf(Brief.Model).MaxPromptLength;

    public string Path => IsNew ? (IsBlank ? "/campaigns/blank" : "/campaigns/new") : $"/campaigns/{Id}";

    public Brief Brief => Campaign.Brief;

    public ImmutableArray<BaseImage> Images => field.IsDefault ? field = [.. Campaign.Concepts.SelectMany(concept => concept.Images)] : field;

    /// <summary>The images that are still to be generated.</summary>
    public int Missing => Images.Count(image => image.TileState is "blank" or "failed" or "cancelled");

    /// <summary>How many creatives there are without a filter.</summary>
    public int Total => Page.Counts.Count(new CreativeFilter { WithPlanned = true });

    /// <summary>The status line before a script runs; status-line.ts writes the same text and keeps it current. It counts as that of the studio.</summary>
    public string Status => this switch
    {
        { Generating: > 0 } => PageText.Format(Requested == 1 ? CampaignTexts.StatusGeneratingOne : CampaignTexts.StatusGeneratingMany, Generating, Requested, Done),
        { Running: > 0 } => PageText.Format(Requested == 1 ? CampaignTexts.StatusQueuedOne : CampaignTexts.StatusQueuedMany, Done, Requested),
        { Failed: > 0 } => PageText.Format(CampaignTexts.StatusFailed, Done, PageText.Images(Images.Length), Failed),
        { Done: > 0 } => Done < Images.Length ? PageText.Format(CampaignTexts.StatusPartlyReady, Done, Images.Length)
            : Done == 1 ? CampaignTexts.StatusReadyOne
            : PageText.Format(CampaignTexts.StatusReadyMany, Done),
        _ => "",
    };

    public string StatusState => this switch
    {
        { Running: > 0 } => "running",
        { Failed: > 0 } => Done > 0 ? "partial" : "failed",
        { Done: > 0 } => "completed",
        _ => "idle",
    };

    private int Done => Images.Count(image => image.TileState == "ready");

    private int Running => Images.Count(image => image.IsRunning);

    private int Generating => Images.Count(image => image.TileState == "developing");

    private int Failed => Images.Count(image => image.TileState == "failed");

    private int Requested => Images.Count(image => image.TileState != "blank");
}

/// <summary>Which creatives the page shows, as its address says.</summary>
public sealed record BoardFilter
{
    /// <summary>The maximum number of creatives on one page.</summary>
    public const int PageSize = 60;

    public static BoardFilter None { get; } = new();

    public string? State { get; init; }

    public string? Channel { get; init; }

    public string? Language { get; init; }

    /// <summary>The creative that the page begins with; null for the first page.</summary>
    public string? From { get; init; }

    /// <summary>The query of the address, with its question mark; empty for no filter.</summary>
    public string Query => SiteLinks.QueryOf(("state", State), ("channel", Channel), ("language", Language), ("from", From));

    public CreativeFilter ToCreativeFilter() => new(State, Channel, Language) { WithPlanned = true };
}

/// <summary>How the pages name the state and the place of base images and creatives.</summary>
internal static class TileNames
{
    extension(BaseImage image)
    {
        /// <summary>The state that style sheets and scripts use: <c>blank</c> until the image is requested, then as in the studio.</summary>
        public string TileState => image.Status switch
        {
            SlotStatus.Running => "developing",
            SlotStatus.Ready => "ready",
            SlotStatus.Waiting => "waiting",
            _ when image.ImageId is not null => "ready",
            SlotStatus.Failed => "failed",
            SlotStatus.Cancelled => "cancelled",
            _ => "blank",
        };

        /// <summary>Such as <c>0.square</c>, by which scripts find its tiles.</summary>
        public string Place => $"{image.Key.Concept}.{Wire.Name(image.Shape)}";
    }

    extension(Creative creative)
    {
        public string AltText => $"{creative.Format.ChannelTitle} {creative.Format.Title}: {creative.Headline}";

        /// <summary>Returns the value of <c>aria-pressed</c> for the button of a decision.</summary>
        public string Pressed(string approval) => Wire.Name(creative.Approval) == approval ? "true" : "false";

        /// <summary>Returns the address of a preview. It contains the content hash, so browsers may cache it forever.</summary>
        /// <param name="path">Such as <c>/campaigns/{id}</c>.</param>
        public string PreviewPath(string path, int width) => $"{path}/creatives/{creative.Key}/{width}?v={creative.ContentHash}";
    }
}
