using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>The settings under <c>Providers:openai-images:…</c>.</summary>
public sealed record OpenAiImagesOptions : ProviderOptions
{
    /// <summary>
    /// The program at <see cref="ProviderOptions.BaseUrl"/>. It determines which further fields are sent: seed, negative prompt, steps,
    /// reference images. <see cref="OpenAiImagesServer.Any"/> receives OpenAI's fields only.
    /// </summary>
    public OpenAiImagesServer Server { get; init; }

    /// <summary>The number of steps, for servers that accept one; null for the model's default.</summary>
    [Range(1, 200)]
    public int? Steps { get; init; }
}

/// <summary>Programs that serve OpenAI's Images API with fields of their own.</summary>
public enum OpenAiImagesServer
{
    /// <summary>OpenAI, Ollama, a gateway, or any other server.</summary>
    Any,

    /// <summary>LocalAI, which takes the negative prompt after a bar in the prompt.</summary>
    LocalAi,

    /// <summary>The server of stable-diffusion.cpp, which takes its own fields in a tag in the prompt.</summary>
    StableDiffusionCpp,

    /// <summary>vLLM-Omni, which takes its own fields beside OpenAI's.</summary>
    VllmOmni,
}
