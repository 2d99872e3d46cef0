using System.ComponentModel;
using Darkroom.Gallery;

namespace Darkroom.Server.Mcp;

/// <summary>An image of the gallery as tools report it.</summary>
internal sealed record ImageContent
{
    [Description("Name the image with it in get_image and edit_image.")]
    public required string Id { get; init; }

    [Description("The address of the original. Behind an access key it works for an hour.")]
    public required string Url { get; init; }

    public required string Prompt { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Mime { get; init; }

    [Description("The length of the original.")]
    public required long Bytes { get; init; }

    [Description("The id of the provider that made the image.")]
    public required string Provider { get; init; }

    public string? Model { get; init; }

    public long? Seed { get; init; }

    [Description("US dollars; missing if the cost is unknown.")]
    public decimal? CostUsd { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required bool Favorite { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    [Description("The generation that made the image; missing if it was imported.")]
    public string? GenerationId { get; init; }

    [Description("The prompt as the provider rewrote it.")]
    public string? RevisedPrompt { get; init; }

    [Description("When it was put into the trash, from which it is deleted later; missing if it is not there.")]
    public DateTimeOffset? TrashedAt { get; init; }

    public static ImageContent From(GalleryImage image, string url) => new()
    {
        Id = image.Id,
        Url = url,
        Prompt = image.Request.Prompt,
        Width = image.Size.Width,
        Height = image.Size.Height,
        Mime = image.Mime,
        Bytes = image.Bytes,
        Provider = image.Provider,
        Model = image.Model,
        Seed = image.Seed,
        CostUsd = image.Cost?.Usd,
        CreatedAt = image.CreatedAt,
        Favorite = image.Favorite,
        Tags = image.Tags,
        GenerationId = image.GenerationId,
        RevisedPrompt = image.RevisedPrompt,
        TrashedAt = image.TrashedAt,
    };
}
