using System.ComponentModel;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Imaging.Drawing;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>A brief in a request. A missing field of a new campaign is filled with an example, of a saved one with its default.</summary>
public sealed record BriefBody : KnownFields
{
    public string? Name { get; init; }

    public string? Brand { get; init; }

    public string? Product { get; init; }

    [Description("What the product is, which decides how it is photographed: thing (the default), food, place, person, event or app.")]
    public SubjectKind? Kind { get; init; }

    public string? Audience { get; init; }

    [Description("What people should remember.")]
    public string? Message { get; init; }

    public string? Tone { get; init; }

    public string? VisualStyle { get; init; }

    [Description("A season or an occasion.")]
    public string? Occasion { get; init; }

    [Description("Colors such as #c8402a, the logo and the typeface.")]
    public BrandLook? Look { get; init; }

    public ImmutableArray<string?>? WordsToAvoid { get; init; }

    [Description("The texts of each language, with as many headlines and calls to action as the first.")]
    public ImmutableArray<CopyBody?>? Copy { get; init; }

    [Description("The ids of formats, such as instagram-square.")]
    public ImmutableArray<string?>? Formats { get; init; }

    [Description("Sizes in addition to the known formats, such as 1200x400.")]
    public ImmutableArray<PixelSize>? CustomSizes { get; init; }

    [Description("The number of different images of each shape, 1 to 16.")]
    public int? Concepts { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public string? Quality { get; init; }

    public string? Template { get; init; }

    internal Brief ToBrief(Brief defaults) => defaults with
    {
        Name = Name ?? defaults.Name,
        Brand = Brand ?? defaults.Brand,
        Product = Product ?? defaults.Product,
        Kind = Kind ?? defaults.Kind,
        Audience = Audience ?? defaults.Audience,
        Message = Message ?? defaults.Message,
        Tone = Tone ?? defaults.Tone,
        VisualStyle = VisualStyle ?? defaults.VisualStyle,
        Occasion = Occasion ?? defaults.Occasion,
        Look = Look ?? defaults.Look,
        WordsToAvoid = WordsToAvoid is { } words ? Texts(words) : defaults.WordsToAvoid,
        Copy = Copy is { } copy ? [.. copy.Select(texts => (texts ?? new CopyBody()).ToCopy())] : defaults.Copy,
        Formats = Formats is { } formats ? Texts(formats) : defaults.Formats,
        CustomSizes = CustomSizes ?? defaults.CustomSizes,
        Concepts = Concepts ?? defaults.Concepts,
        Provider = Provider ?? defaults.Provider,
        Model = Model ?? defaults.Model,
        Quality = Quality ?? defaults.Quality,
        Template = Template ?? defaults.Template,
    };

    internal static ImmutableArray<string> Texts(ImmutableArray<string?> texts) => [.. texts.Select(text => text ?? "")];
}

/// <summary>The texts of one language.</summary>
public sealed record CopyBody
{
    [Description("A language tag, such as en, ar or pt-BR.")]
    public string? Language { get; init; }

    public ImmutableArray<string?>? Headlines { get; init; }

    public ImmutableArray<string?>? CallsToAction { get; init; }

    public string? SmallPrint { get; init; }

    [Description("The texts that are translations no one has approved, such as headline.0, call_to_action.0 or small_print. Leave out those that you approve; without this field, texts that stay as they are stay unchecked.")]
    public ImmutableArray<string?>? Unchecked { get; init; }

    internal CampaignCopy ToCopy() =>
        new(Language ?? "", BriefBody.Texts(Headlines ?? []), BriefBody.Texts(CallsToAction ?? []), string.IsNullOrEmpty(SmallPrint) ? null : SmallPrint)
        {
            Unchecked = BriefBody.Texts(Unchecked ?? []),
        };
}

/// <summary>The body of <c>PUT /api/campaigns/{id}</c>.</summary>
public sealed record SaveCampaignBody : KnownFields
{
    [Description("The version that was read. If another client saved in the meantime, the response is 409 and nothing is changed.")]
    public long? Version { get; init; }

    public BriefBody? Brief { get; init; }

    internal override IEnumerable<ValidationError> UnknownFields() => [.. base.UnknownFields(), .. Brief?.UnknownFields() ?? []];
}

/// <summary>The body of <c>PUT /api/campaigns/{id}/prompts/{concept}/{shape}</c>.</summary>
public sealed record SavePromptBody : KnownFields
{
    public string? Prompt { get; init; }

    [Description("The point that crops keep in view, 0 to 1 from the left and from the top.")]
    public FocusPoint? Focus { get; init; }
}

/// <summary>The body of <c>POST /api/campaigns/{id}/duplicate</c>.</summary>
public sealed record DuplicateBody : KnownFields
{
    [Description("The name of the copy; by default the name with (copy).")]
    public string? Name { get; init; }
}

/// <summary>The body of <c>POST /api/campaigns/drafts</c>. It is sent to the text model.</summary>
public sealed record DraftBody : KnownFields
{
    [Description("What is advertised, up to 500 characters; a product or a message is required.")]
    public string? Product { get; init; }

    [Description("As in a brief.")]
    public SubjectKind? Kind { get; init; }

    public string? Brand { get; init; }

    public string? Audience { get; init; }

    public string? Message { get; init; }

    public string? Tone { get; init; }

    public string? Occasion { get; init; }

    [Description("The language of the copy, such as en.")]
    public string? Language { get; init; }

    public ImmutableArray<string?>? WordsToAvoid { get; init; }

    internal Brief ToBrief() => new()
    {
        Name = "draft",
        Product = Product ?? "",
        Kind = Kind ?? default,
        Brand = Brand ?? "",
        Audience = Audience ?? "",
        Message = Message ?? "",
        Tone = Tone ?? "",
        Occasion = Occasion ?? "",
        WordsToAvoid = BriefBody.Texts(WordsToAvoid ?? []),
        Copy = [new CampaignCopy(Language ?? "en", ["-"], ["-"])],
        Formats = Brief.Sample.Formats,
    };
}

/// <summary>The body of <c>POST /api/campaigns/{id}/translations</c>.</summary>
public sealed record TranslateBody : KnownFields
{
    [Description("A language of the campaign, but the first, which is translated from.")]
    public string? Language { get; init; }

    [Description("True to replace texts that people wrote or approved, too. By default only those that still are as in the first language, and unchecked ones.")]
    public bool? All { get; init; }
}

/// <summary>The body of <c>POST /api/campaigns/{id}/generate</c>.</summary>
public sealed record GenerateBody : KnownFields
{
    [Description("Only these base images; by default all that are missing or failed.")]
    public ImmutableArray<BaseImageKey>? Cells { get; init; }
}

/// <summary>The body of <c>PATCH /api/campaigns/{id}/creatives/{key}</c>.</summary>
public sealed record CreativeBody : KnownFields
{
    [Description("Replaces the brief's headline; an empty text returns to it.")]
    public string? Headline { get; init; }

    public string? CallToAction { get; init; }

    public string? SmallPrint { get; init; }

    public string? Template { get; init; }

    public FocusPoint? Focus { get; init; }

    [Description("Where the texts stand on the image: top, middle, bottom, left or right; an empty text for the calmest place.")]
    public string? Placement { get; init; }

    [Description("pending, approved or rejected.")]
    public Approval? Approval { get; init; }

    public string? Comment { get; init; }

    internal CreativeEdit ToEdit() => new()
    {
        Headline = Headline,
        CallToAction = CallToAction,
        SmallPrint = SmallPrint,
        Template = Template,
        Focus = Focus,
        Placement = Placement,
        Approval = Approval,
        Comment = Comment,
    };
}

/// <summary>The body of <c>PATCH /api/review/{token}/creatives/{key}</c>.</summary>
public sealed record ReviewBody : KnownFields
{
    [Description("The visitor's name; ignored if the link was created for a named person.")]
    public string? Name { get; init; }

    [Description("pending, approved or rejected.")]
    public Approval? Approval { get; init; }

    public string? Comment { get; init; }

    [Description("The look of the creative that the visitor saw. If it looks different by now, the response is 409 and nothing is changed.")]
    public string? Look { get; init; }

    internal CreativeEdit ToEdit() => new() { Approval = Approval, Comment = Comment, Seen = Look };
}

/// <summary>The body of <c>POST /api/campaigns/{id}/review-links</c>.</summary>
public sealed record ReviewLinkBody : KnownFields
{
    [Description("When the link expires, such as 2026-03-01T12:00:00Z; by default in two weeks, at most in a year.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("The person the link is for, shown next to every decision made through it; up to 80 characters.")]
    public string? Name { get; init; }
}

/// <summary>The body of <c>POST</c> and <c>PUT /api/brand-kits</c>.</summary>
public sealed record BrandKitBody : KnownFields
{
    public string? Name { get; init; }

    public BrandLook? Look { get; init; }

    public string? Tone { get; init; }

    public ImmutableArray<string?>? WordsToAvoid { get; init; }
}
