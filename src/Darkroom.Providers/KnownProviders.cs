using System.Collections.Immutable;
using Darkroom.Providers.Automatic1111;
using Darkroom.Providers.AzureOpenAi;
using Darkroom.Providers.Bfl;
using Darkroom.Providers.ComfyUi;
using Darkroom.Providers.Fal;
using Darkroom.Providers.Gemini;
using Darkroom.Providers.HuggingFace;
using Darkroom.Providers.OpenAi;
using Darkroom.Providers.OpenAiImages;
using Darkroom.Providers.OpenRouter;
using Darkroom.Providers.Pollinations;
using Darkroom.Providers.Replicate;
using Darkroom.Providers.Stability;
using Darkroom.Providers.XAi;

namespace Darkroom.Providers;

/// <summary>All providers that call a service, in display order.</summary>
public static class KnownProviders
{
    public static ImmutableArray<ProviderKind> All { get; } =
    [
        OpenAiProvider.Kind,
        OpenAiImagesProvider.Kind,
        AzureOpenAiProvider.Kind,
        GeminiProvider.Kind,
        OpenRouterProvider.Kind,
        XAiProvider.Kind,
        BflProvider.Kind,
        FalProvider.Kind,
        ReplicateProvider.Kind,
        StabilityProvider.Kind,
        HuggingFaceProvider.Kind,
        PollinationsProvider.Kind,
        ComfyUiProvider.Kind,
        Automatic1111Provider.Kind,
    ];
}
