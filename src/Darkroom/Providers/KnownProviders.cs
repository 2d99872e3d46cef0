using System.Collections.Immutable;
using Darkroom.Providers.Automatic1111;
using Darkroom.Providers.ComfyUi;
using Darkroom.Providers.HuggingFace;
using Darkroom.Providers.OpenAi;
using Darkroom.Providers.Painter;
using Darkroom.Providers.Pollinations;

namespace Darkroom.Providers;

/// <summary>Every provider there is, one line each, in the order people see them. The first one always works.</summary>
public static class KnownProviders
{
    public static ImmutableArray<ProviderKind> All { get; } =
    [
        PainterProvider.Kind,
        OpenAiProvider.Kind,
        HuggingFaceProvider.Kind,
        PollinationsProvider.Kind,
        Automatic1111Provider.Kind,
        ComfyUiProvider.Kind,
    ];
}
