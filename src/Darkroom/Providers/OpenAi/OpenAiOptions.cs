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
}
