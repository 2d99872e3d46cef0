using System.Collections.Immutable;
using Darkroom.Providers.OpenAi;
using Darkroom.Providers.OpenAiImages;
using Darkroom.Providers.Painter;

namespace Darkroom.Providers;

/// <summary>Every provider there is, one line each, in the order people see them. The first one always works.</summary>
public static class KnownProviders
{
    public static ImmutableArray<ProviderKind> All { get; } =
    [
        PainterProvider.Kind,
        OpenAiProvider.Kind,
        OpenAiImagesProvider.Kind,
    ];
}
