using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.TextGeneration;

/// <summary>The text model, under <c>Text:…</c>.</summary>
public sealed record TextOptions
{
    /// <summary>The base URL of a server that speaks OpenAI's chat completions, such as <c>http://localhost:11434/v1</c>; null for that of <c>openai</c>.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The secret; null for that of <c>openai</c> if <see cref="BaseUrl"/> is null, else for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The model; null for OpenAI's default text model if <see cref="BaseUrl"/> is null, else for none.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Model { get; init; }

    /// <summary>The timeout of one text, in seconds.</summary>
    [Range(1, 600)]
    public int TimeoutSeconds { get; init; } = 60;
}
