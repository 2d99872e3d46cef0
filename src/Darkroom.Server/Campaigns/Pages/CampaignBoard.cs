using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Providers;

namespace Darkroom.Server.Campaigns.Pages;

/// <summary>All that the page of one campaign shows.</summary>
public sealed record CampaignBoard
{
    /// <summary>Empty while nothing is kept yet.</summary>
    public string Id => Campaign.Id;

    /// <inheritdoc cref="CampaignSnapshot.StateTag"/>
    public string StateTag { get; init; } = "";

    /// <summary>With every concept that the brief asks for, also those that have no prompts yet.</summary>
    public required Campaign Campaign { get; init; }

    public required ImmutableArray<BoardImage> Pictures { get; init; }

    /// <summary>Every creative of the campaign.</summary>
    public required ImmutableArray<MatrixCell> Cells { get; init; }

    public BoardFilter Filter { get; init; } = BoardFilter.None;

    /// <summary>Those creatives that are on the page.</summary>
    public CellPage Page => field ??= CellPage.Create(Cells, Filter.Takes, Filter.From);

    /// <summary>What "approve all" would approve: all that match, have a picture and wait, on this page or not.</summary>
    public int ToApprove => Cells.Count(cell => Filter.Takes(cell) && cell.Creative is { Approval: Approval.Pending, Picture.ImageId: not null });

    public ImmutableArray<ValidationError> Problems { get; init; } = [];

    /// <summary>What is wrong with a sheet that was sent just now, in sentences.</summary>
    public ImmutableArray<string> SheetProblems { get; init; } = [];

    /// <summary>Why something that was asked of the matrix or the prompts just now was not done, in sentences; empty when it was.</summary>
    public string Refused { get; init; } = "";

    public ImmutableArray<ReviewLink> Links { get; init; } = [];

    public ImmutableArray<BrandKit> Kits { get; init; } = [];

    public required ProviderCatalog Providers { get; init; }

    /// <summary>What the pictures that are still to be made would cost, in words; empty where nothing is paid.</summary>
    public string Cost { get; init; } = "";

    public bool IsNew => Id.Length == 0;

    /// <summary>The longest prompt that the brief's provider takes, in characters.</summary>
    public int MaxPrompt => (Providers.Find(Brief.Provider ?? "") ?? Providers.Default).CapabilitiesOf(Brief.Model).MaxPromptLength;

    public string Path => IsNew ? "/campaigns/new" : $"/campaigns/{Id}";

    public Brief Brief => Campaign.Brief;

    public int Done => Pictures.Count(picture => picture.State == "ready");

    public int Moving => Pictures.Count(picture => picture.Moving);

    /// <summary>As the status line says it before any script runs; status-line.ts says the same and keeps it true.</summary>
    public string Status => this switch
    {
        { Moving: > 0 } => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"Generating {Math.Min(Asked - Moving + 1, Asked)} of {Darkroom.Server.Http.PageText.Images(Asked)}…"),
        { Failed: > 0 } => $"{Done} of {Darkroom.Server.Http.PageText.Images(Pictures.Length)} ready, {Failed} failed.",
        { Done: > 0 } => Done == Pictures.Length ? $"{(Done == 1 ? "The picture is" : $"All {Done} pictures are")} ready." : $"{Done} of {Pictures.Length} pictures are ready.",
        _ => "",
    };

    public string StatusState => this switch
    {
        { Moving: > 0 } => "running",
        { Failed: > 0 } => Done > 0 ? "partial" : "failed",
        { Done: > 0 } => "completed",
        _ => "idle",
    };

    private int Failed => Pictures.Count(picture => picture.State == "failed");

    /// <summary>Pictures that were asked for, made or not.</summary>
    private int Asked => Pictures.Count(picture => picture.State != "blank");
}

/// <summary>How one base image stands.</summary>
/// <param name="Slot">Where it is being made; null before, or when nothing is known of it.</param>
public sealed record BoardImage(int Concept, BaseImage Image, SlotState? Slot)
{
    /// <summary>As tiles say it: <c>blank</c> until it was asked for, then as in the studio.</summary>
    public string State => Slot?.Status switch
    {
        SlotStatus.Running => "developing",
        SlotStatus.Ready => "ready",
        SlotStatus.Waiting => "waiting",
        _ when Image.ImageId is not null => "ready",
        SlotStatus.Failed => "failed",
        SlotStatus.Cancelled => "cancelled",
        _ => "blank",
    };

    public bool Moving => State is "waiting" or "developing";

    /// <summary>Such as <c>0.square</c>: where its tiles find it.</summary>
    public string Place => $"{Concept}.{Wire.Name(Image.Shape)}";
}

/// <summary>One creative with what its tile needs to know beside it.</summary>
public sealed record MatrixCell(Creative Creative, CampaignFormat Format, BoardImage Image)
{
    public string Key => Creative.Key.ToString();

    /// <summary>What does not fit or cannot be read, as far as it was drawn.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    public string Approval => Wire.Name(Creative.Approval);

    public string AltText => $"{Format.Channel} {Format.Name}: {Creative.Headline}";

    /// <summary>The address of its preview; the look in it changes with the picture, so browsers may keep it for good.</summary>
    public string Preview(string campaignId, int width) => $"/campaigns/{campaignId}/creatives/{Key}/{width}?v={Creative.ContentHash}";
}

/// <summary>Which creatives are shown; the address holds it.</summary>
/// <param name="From">The creative that the page begins with; null for the first.</param>
public sealed record BoardFilter(string? State, string? Channel, string? Language, string? From)
{
    public static BoardFilter None { get; } = new(null, null, null, null);

    /// <summary>As an address says it, with its question mark; empty for everything.</summary>
    public string Query => QueryString.Create(
        new (string Name, string? Value)[] { ("state", State), ("channel", Channel), ("language", Language), ("from", From) }
            .Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => KeyValuePair.Create(one.Name, one.Value))).ToString();

    public bool Takes(MatrixCell cell) => Takes(cell.Creative);

    public bool Takes(Creative creative) =>
        (string.IsNullOrEmpty(State) || Wire.Name(creative.Approval) == State)
        && (string.IsNullOrEmpty(Channel) || FormatLook.ChannelId(creative.Format) == Channel)
        && (string.IsNullOrEmpty(Language) || creative.Key.Language == Language);
}
