using System.Text.Json.Serialization;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>A campaign as the API shows it.</summary>
/// <param name="Version">To be sent back when the brief is saved.</param>
/// <param name="Done">The number of finished base images.</param>
/// <param name="Needed">The number of base images that the brief needs; 0 before the prompts are written.</param>
/// <param name="ArchivedAt">When it was put away; absent if it was not.</param>
/// <param name="Generations">The ids of its generations, to select its events from GET /api/events.</param>
public sealed record CampaignView(
    string Id,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    Brief Brief,
    ImmutableArray<ConceptView> Concepts,
    int Done,
    [property: JsonPropertyName("of")] int Needed,
    ImmutableArray<string> Generations,
    DateTimeOffset? ArchivedAt)
{
    internal static CampaignView From(Campaign campaign, ImmutableArray<string> generations) => new(
        campaign.Id,
        campaign.Version,
        campaign.CreatedAt,
        campaign.ChangedAt,
        campaign.Brief,
        [.. campaign.Concepts.Select(concept => new ConceptView(concept.Index, concept.Name, [.. concept.Images.Select(BaseImageView.From)]))],
        campaign.Images.Count(image => image.Status == SlotStatus.Ready),
        campaign.Images.Count(),
        generations,
        campaign.ArchivedAt);
}

/// <param name="Index">Counts from 0.</param>
public sealed record ConceptView(int Index, string Name, ImmutableArray<BaseImageView> Images);

/// <summary>The base image of a concept in one shape.</summary>
/// <param name="Status">The status of its newest generation: waiting, running, ready, failed or cancelled; absent before the first.</param>
/// <param name="Url">The newest finished image; the previous one while another is generated.</param>
/// <param name="Changed">True if the prompt was changed after the image was requested.</param>
/// <param name="Error">Why the newest generation failed; absent unless it did.</param>
public sealed record BaseImageView(
    AspectShape Shape, string Prompt, string? GenerationId, SlotStatus? Status, string? ImageId, string? Url, bool Changed, FocusPoint? Focus, ImageError? Error)
{
    internal static BaseImageView From(BaseImage image) => new(
        image.Shape,
        image.Prompt,
        image.GenerationId,
        image.Status,
        image.ImageId,
        image.ImageId is { } id ? PublicPaths.Image(id) : null,
        image.GenerationId is not null && image.GeneratedRevision != image.Revision,
        image.Focus,
        ImageError.From(image.Failure));
}

/// <summary>Suggestions of the text model.</summary>
/// <param name="Scenes">What a photograph shows, for the prompt of a concept.</param>
/// <param name="Model">The model.</param>
public sealed record DraftView(
    ImmutableArray<string> Headlines, ImmutableArray<string> CallsToAction, ImmutableArray<string> Messages, ImmutableArray<string> Scenes, string? Model);

/// <summary>The result of a translation.</summary>
/// <param name="Version">The campaign's version, to be sent back when the brief is saved.</param>
/// <param name="Copy">The texts of the language; <c>unchecked</c> lists those that no one has approved.</param>
/// <param name="Translated">How many texts were replaced.</param>
/// <param name="LeftOut">How many were not, because the translation was too long, empty or used a word to avoid.</param>
public sealed record TranslatedView(long Version, CampaignCopy Copy, int Translated, int LeftOut, string? Model);

/// <summary>A campaign in a list.</summary>
/// <param name="DeletedAt">When it was put into the trash; absent if it was not.</param>
public sealed record CampaignSummary(
    string Id, string Name, string Brand, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, int Images, DateTimeOffset? ArchivedAt, DateTimeOffset? DeletedAt);

/// <param name="NextCursor">To be sent as <c>cursor</c> for the next page; absent on the last.</param>
public sealed record CampaignListView(ImmutableArray<CampaignSummary> Campaigns, string? NextCursor);

/// <summary>The result of generating.</summary>
/// <param name="Refused">Why some images were not started; absent if all were.</param>
public sealed record StartedView(ImmutableArray<StartedImage> Generations, string? Refused);

public sealed record StartedImage(int Concept, AspectShape Shape, string GenerationId, SlotStatus Status, string EventsUrl);

/// <summary>One creative.</summary>
/// <param name="Key">Such as 0.instagram-square.1.0.en.</param>
/// <param name="Placement">Where a person put the texts on the image; absent for the calmest place.</param>
/// <param name="PreviewUrl">The address of a preview; replace the last number for another width. Absent until its image is finished.</param>
/// <param name="Look">Identifies what is drawn. The content of a preview's address never changes.</param>
/// <param name="Version">Counts from 1 and grows when the creative looks different from what was decided on.</param>
/// <param name="By">Who decided last through a review link; absent for the owner.</param>
/// <param name="ByTyped">True if the visitor typed that name, false if the link was created for it; absent for the owner.</param>
/// <param name="Unchecked">The texts that are translations no one has approved: headline, call_to_action, small_print; absent if there are none.</param>
/// <param name="Problems">What does not fit or cannot be read, one sentence each; absent until it is drawn for the first time.</param>
public sealed record CreativeView(
    string Key,
    int Concept,
    string Format,
    int Headline,
    int CallToAction,
    string Language,
    int Width,
    int Height,
    CreativeTextEdit Texts,
    string? Template,
    FocusPoint? Focus,
    string? Placement,
    string? PreviewUrl,
    string Look,
    int Version,
    Approval Approval,
    string? Comment,
    string? By,
    bool? ByTyped,
    ImmutableArray<string>? Problems,
    ImmutableArray<string>? Unchecked)
{
    /// <param name="path">The path that addresses of previews begin with, such as <c>/campaigns/{id}</c>.</param>
    internal static CreativeView From(Creative creative, string path) => new(
        creative.Key.ToString(),
        creative.Key.Concept,
        creative.Key.Format,
        creative.Key.Headline,
        creative.Key.CallToAction,
        creative.Key.Language,
        creative.Size.Width,
        creative.Size.Height,
        new CreativeTextEdit(creative.Headline, creative.CallToAction, creative.SmallPrint),
        creative.Template,
        creative.Focus,
        creative.State?.Placement,
        creative.Image.ImageId is null ? null : $"{path}/creatives/{creative.Key}/{DefaultWidth}?v={creative.ContentHash}",
        creative.ContentHash,
        creative.Version,
        creative.Approval,
        creative.State?.Comment,
        creative.State?.By,
        creative.State?.By is null ? null : !creative.State.ByLink,
        creative.Warnings,
        creative.Unchecked is { IsEmpty: false } marks ? marks : null);

    private const int DefaultWidth = 640;
}

public sealed record CreativeTextEdit(string Headline, string CallToAction, string? SmallPrint);

/// <param name="Total">How many creatives match the filter.</param>
/// <param name="NextCursor">To be sent as <c>cursor</c> for the next page; absent on the last.</param>
public sealed record CreativesView(ImmutableArray<CreativeView> Creatives, int Total, string? NextCursor);

/// <summary>A review link.</summary>
/// <param name="Url">The review's address; only in the response that created the link, because its secret is not stored.</param>
/// <param name="Active">False once it has expired or was revoked.</param>
/// <param name="Name">The person that the link is for; absent if no one was named.</param>
public sealed record ReviewLinkView(string Id, string? Url, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Active, string? Name);

/// <summary>What a review link shows.</summary>
/// <param name="Done">The number of finished base images.</param>
/// <param name="Needed">The number of base images that the brief needs.</param>
public sealed record ReviewView(
    string Name, string Brand, DateTimeOffset ExpiresAt, int Done, [property: JsonPropertyName("of")] int Needed, ImmutableArray<CreativeView> Creatives, int Total, string? NextCursor);
