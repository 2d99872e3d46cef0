using System.ComponentModel;

namespace Darkroom.Server.Mcp;

/// <summary>How far a generation is.</summary>
internal enum RunStatus
{
    Generating,
    Completed,
    Partial,
    Failed,
    Cancelled,
}

/// <summary>A generation as tools report it.</summary>
internal sealed record GenerationContent
{
    [Description("Name the generation with it in get_generation and cancel_generation.")]
    public required string GenerationId { get; init; }

    [Description("generating: not finished, ask again with get_generation. completed: every image was made. partial: some were made. failed: none was made. cancelled: all were cancelled.")]
    public required RunStatus Status { get; init; }

    [Description("What happened, and what to do next.")]
    public required string Message { get; init; }

    [Description("One entry for each requested image.")]
    public required ImmutableArray<SlotContent> Images { get; init; }

    [Description("US dollars that the finished images cost together; missing if any of these costs is unknown.")]
    public decimal? CostUsd { get; init; }
}

/// <summary>One image of a generation.</summary>
internal sealed record SlotContent
{
    [Description("The number of the image, from 0.")]
    public required int Index { get; init; }

    public required SlotStatus Status { get; init; }

    [Description("The id of the finished image in the gallery: for get_image, or as an image to work from in edit_image.")]
    public string? Id { get; init; }

    [Description("The address of the original. Behind an access key it works for an hour; get_image returns a new one.")]
    public string? Url { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? Mime { get; init; }

    [Description("Repeats the image together with the same prompt, model and size, if the model supports seeds.")]
    public long? Seed { get; init; }

    [Description("US dollars; missing if the cost is unknown.")]
    public decimal? CostUsd { get; init; }

    [Description("The id of the provider that makes or made the image.")]
    public required string Provider { get; init; }

    public string? Model { get; init; }

    [Description("The prompt as the provider rewrote it.")]
    public string? RevisedPrompt { get; init; }

    [Description("How the image differs from what was requested.")]
    public ImmutableArray<string>? Differences { get; init; }

    [Description("Why the image was not made.")]
    public SlotError? Error { get; init; }
}

/// <summary>Why an image was not made.</summary>
internal sealed record SlotError(string Code, string Message, string Advice);
