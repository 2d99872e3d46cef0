using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.OpenAi;

/// <summary>What the operator may set under <c>Providers:openai:…</c>.</summary>
public sealed record OpenAiOptions : ProviderOptions
{
    /// <summary>
    /// The text model that calls the image tool. It reads the prompt and may reword it; a small one is cheaper and quicker.
    /// </summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string ResponsesModel { get; init; } = "gpt-4.1-mini";

    /// <summary>
    /// Whether OpenAI goes on working when the connection breaks or this process ends, so that an image already paid for is
    /// picked up and not asked for twice. OpenAI then stores prompt and image until Darkroom has it and asks for their deletion.
    /// Off unless set: background mode is recorded against the real service for text, not yet for the image tool.
    /// </summary>
    public bool Background { get; init; }
}
