using System.ComponentModel;
using Darkroom.Sharing;

namespace Darkroom.Server.Sharing.Api;

/// <summary>The body of <c>POST /api/shares</c>: one of <c>image</c>, <c>collection</c> and <c>generation</c>.</summary>
public sealed record ShareBody : KnownFields
{
    [Description("The id of an image outside the trash.")]
    public string? Image { get; init; }

    [Description("The id of a collection of chosen images. Images that are added later belong to it.")]
    public string? Collection { get; init; }

    [Description("The id of a generation, also one that is running.")]
    public string? Generation { get; init; }

    [Description("When the link expires, such as 2026-03-01T12:00:00Z; by default in two weeks, at most in a year.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("True to show prompts, seeds and models too, and to open the originals, whose files may contain them; false by default.")]
    public bool Parameters { get; init; }

    /// <summary>Reads what is shared.</summary>
    /// <returns>Null if the body does not name exactly one thing by a well-formed id.</returns>
    internal static (ShareTarget? Target, ValidationError? Problem) Read(string? image, string? collection, string? generation)
    {
        var named = new (ShareKind Kind, string? Id)[] { (ShareKind.Image, image), (ShareKind.Collection, collection), (ShareKind.Generation, generation) }
            .Where(one => !string.IsNullOrEmpty(one.Id)).ToList();
        return named is not [var (kind, id)]
            ? (null, new ValidationError("image", "Send the id of one thing to share: image, collection or generation."))
            : Ids.IsWellFormed(id!) ? (new ShareTarget(kind, id!), null)
            : (null, new ValidationError(Wire.Name(kind), "Send an id: 32 hexadecimal digits."));
    }

    /// <summary>Returns what is wrong with a well-formed target that does not exist.</summary>
    internal static ValidationError Missing(ShareTarget target) => new(Wire.Name(target.Kind), target.Kind switch
    {
        ShareKind.Image => ProblemTexts.ShareNoImage,
        ShareKind.Collection => ProblemTexts.ShareNoCollection,
        _ => ProblemTexts.NoGeneration,
    });
}

/// <summary>A share link.</summary>
/// <param name="Url">The address. Only the response that creates the link has it: the secret in it is not stored.</param>
/// <param name="Title">The prompt of the image or generation, or the name of the collection; absent if it was deleted.</param>
/// <param name="Active">False after its end.</param>
public sealed record ShareView(
    string Id,
    string? Url,
    string? Image,
    string? Collection,
    string? Generation,
    string? Title,
    bool Parameters,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    bool Active)
{
    internal static ShareView From(ShareLink link, string? url, string? title, bool active) => new(
        link.Id,
        url,
        link.Target.Kind == ShareKind.Image ? link.Target.Id : null,
        link.Target.Kind == ShareKind.Collection ? link.Target.Id : null,
        link.Target.Kind == ShareKind.Generation ? link.Target.Id : null,
        title,
        link.Parameters,
        link.CreatedAt,
        link.ExpiresAt,
        link.RevokedAt,
        active);
}

/// <summary>One page of share links.</summary>
/// <param name="NextCursor">The cursor of the next page; absent on the last page.</param>
public sealed record ShareListView(ImmutableArray<ShareView> Shares, string? NextCursor);
