using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.OpenAi;

/// <summary>The settings under <c>Providers:openai:…</c>.</summary>
public sealed record OpenAiOptions : ProviderOptions
{
    /// <summary>
    /// The text model that calls the image tool; null for a small one. It reads the prompt and may reword it. A small model is cheaper and faster.
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    public string? ResponsesModel { get; init; }

    /// <summary>
    /// Whether OpenAI continues to work if the connection or this process ends, so that a paid image is resumed instead of requested twice.
    /// OpenAI then stores prompt and image until Darkroom has stored the image and requests their deletion. Off by default, because background
    /// mode is recorded against the real service for text only, not for the image tool.
    /// </summary>
    public bool Background { get; init; }
}
