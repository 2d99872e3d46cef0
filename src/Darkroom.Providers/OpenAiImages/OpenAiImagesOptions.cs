using System.ComponentModel.DataAnnotations;

namespace Darkroom.Providers.OpenAiImages;

/// <summary>What the operator may set under <c>Providers:openai-images:…</c>.</summary>
public sealed record OpenAiImagesOptions : ProviderOptions
{
    /// <summary>
    /// Which program answers at <see cref="ProviderOptions.BaseUrl"/>. It decides which of its own fields it is sent: seeds,
    /// negative prompts, steps, images to work from. <see cref="OpenAiImagesServer.Any"/> is sent OpenAI's fields only.
    /// </summary>
    public OpenAiImagesServer Server { get; init; }

    /// <summary>How many steps an image takes, on the servers that take a number; null for the model's own.</summary>
    [Range(1, 200)]
    public int? Steps { get; init; }
}

/// <summary>Programs that serve OpenAI's Images API with fields of their own.</summary>
public enum OpenAiImagesServer
{
    /// <summary>OpenAI itself, Ollama, a gateway, or one that is not named here.</summary>
    Any,

    /// <summary>LocalAI: the negative prompt follows a bar in the prompt.</summary>
    LocalAi,

    /// <summary>The server of stable-diffusion.cpp: its own fields stand in a tag in the prompt.</summary>
    StableDiffusionCpp,

    /// <summary>vLLM-Omni: its own fields stand beside OpenAI's.</summary>
    VllmOmni,
}
