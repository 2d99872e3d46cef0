using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>A campaign as the API shows it.</summary>
/// <param name="Version">Send it back when the brief is saved.</param>
/// <param name="Done">Base images that are there.</param>
/// <param name="Of">Base images that the brief needs; 0 before prompts were made.</param>
/// <param name="Generations">Ids of its generations: those events of GET /api/events are its own.</param>
public sealed record CampaignView(
    string Id,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    Brief Brief,
    ImmutableArray<ConceptView> Concepts,
    int Done,
    int Of,
    ImmutableArray<string> Generations)
{
    internal static CampaignView From(CampaignSnapshot snapshot, ImmutableArray<string> generations) => new(
        snapshot.Campaign.Id,
        snapshot.Campaign.Version,
        snapshot.Campaign.CreatedAt,
        snapshot.Campaign.ChangedAt,
        snapshot.Campaign.Brief,
        [.. snapshot.Campaign.Concepts.Select(concept => new ConceptView(
            concept.Index, concept.Name, [.. concept.Images.Select(image => BaseImageView.From(image, snapshot.SlotOf(image)))]))],
        snapshot.Done,
        snapshot.Count,
        generations);
}

/// <param name="Index">Counts from 0.</param>
public sealed record ConceptView(int Index, string Name, ImmutableArray<BaseImageView> Images);

/// <summary>The base image of a concept in one shape.</summary>
/// <param name="Status">Of its newest generation: waiting, running, ready, failed or cancelled; absent before the first.</param>
/// <param name="Url">The newest picture that is there; the one before while another is made.</param>
/// <param name="Changed">True where the prompt was changed after the picture was asked for.</param>
/// <param name="Error">Once failed.</param>
public sealed record BaseImageView(
    AspectShape Shape, string Prompt, string? GenerationId, SlotStatus? Status, string? ImageId, string? Url, bool Changed, FocusPoint? Focus, BaseImageError? Error)
{
    internal static BaseImageView From(BaseImage image, SlotState? slot) => new(
        image.Shape,
        image.Prompt,
        image.GenerationId,
        slot?.Status,
        image.ImageId,
        image.ImageId is { } id ? PublicPaths.Image(id) : null,
        image.GenerationId is not null && image.GeneratedRevision != image.Revision,
        image.Focus,
        slot?.Failure is { } failure ? new BaseImageError(failure.Code, failure.Message, failure.Retryable) : null);
}

public sealed record BaseImageError(FailureCode Code, string Message, bool Retryable);

/// <summary>A campaign in a list.</summary>
public sealed record CampaignSummary(string Id, string Name, string Brand, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, int Images);

/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last.</param>
public sealed record CampaignListView(ImmutableArray<CampaignSummary> Campaigns, string? NextCursor);

/// <summary>What generating came to.</summary>
/// <param name="Refused">Why some were not started; absent where all were.</param>
public sealed record StartedView(ImmutableArray<StartedImage> Generations, string? Refused);

public sealed record StartedImage(int Concept, AspectShape Shape, string GenerationId, SlotStatus Status, string EventsUrl);

/// <summary>One creative.</summary>
/// <param name="Key">Such as 0.instagram-square.1.0.en.</param>
/// <param name="PreviewUrl">What it looks like, ready to be shown; put another width in place of the last number. Absent until its picture is there.</param>
/// <param name="Look">Names what is drawn; the preview's address never changes its content.</param>
/// <param name="Version">Counts from 1; grows when what is drawn changed after somebody decided about it.</param>
/// <param name="By">Who decided last, by a review link; absent for the owner.</param>
/// <param name="ByTyped">True if the visitor typed that name, false if the link was made for it; absent for the owner.</param>
/// <param name="Problems">What does not fit or cannot be read, a sentence each; absent until it was drawn.</param>
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
    string? PreviewUrl,
    string Look,
    int Version,
    Approval Approval,
    string? Comment,
    string? By,
    bool? ByTyped,
    ImmutableArray<string>? Problems)
{
    /// <param name="path">What addresses of previews begin with, such as <c>/campaigns/{id}</c>.</param>
    internal static CreativeView From(Creative creative, string path, CreativePreviews previews) => new(
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
        creative.Picture.ImageId is null ? null : $"{path}/creatives/{creative.Key}/{DefaultWidth}?v={creative.ContentHash}",
        creative.ContentHash,
        creative.Version,
        creative.Approval,
        creative.Comment,
        creative.By,
        creative.By is null ? null : !creative.ByLink,
        previews.ProblemsOf(creative));

    private const int DefaultWidth = 640;
}

public sealed record CreativeTextEdit(string Headline, string CallToAction, string? SmallPrint);

/// <param name="Total">How many creatives the filter leaves.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last.</param>
public sealed record CreativesView(ImmutableArray<CreativeView> Creatives, int Total, string? NextCursor);

/// <summary>A review link.</summary>
/// <param name="Url">The page, once: only in the answer that made it, since the secret in it is kept nowhere.</param>
/// <param name="Active">False once expired or revoked.</param>
/// <param name="Name">The person the link was made for; absent if nobody was named.</param>
public sealed record ReviewLinkView(string Id, string? Url, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Active, string? Name);

/// <summary>What a review link shows.</summary>
public sealed record ReviewView(
    string Name, string Brand, DateTimeOffset ExpiresAt, int Done, int Of, ImmutableArray<CreativeView> Creatives, int Total, string? NextCursor);
